import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7, type PowerShell } from '../run.ts';
import { gather } from './gather.ts';
import { temporary } from './temporary.ts';

/** The same PowerShell, found without a PATH. */
const byItsPath: PowerShell = {
  ...POWERSHELL_7,
  async command() {
    const command = await POWERSHELL_7.command();
    const folders = (process.env.PATH ?? '').split(delimiter);
    const path = folders.map(folder => join(folder, command.program)).find(file => existsSync(file));
    assert.ok(path, `${command.program} is not in the PATH`);
    return { ...command, program: path };
  },
};

describe('powershell/diagnostics/bare-host', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'dotnet');
  });
  const folder = temporary();

  it('a host without the Windows commands gets a bundle that lists them as absent', async () => {
    const empty = await folder();
    const env = { PATH: empty, HNS_POLICY_BRIDGE: join(empty, 'none.dll') };
    const { index, files, text } = await gather({ folder: await folder(), on: byItsPath, recordings: null, env });
    for (const { name, status, problems } of index.collectors) {
      assert.equal(status, { host: 'ok', firewall: 'skipped' }[name] ?? 'not-available', name);
      assert.ok(problems.length > 0, name);
      for (const { kind } of problems) assert.equal(kind, 'absent', name);
    }
    assert.deepEqual([...files.keys()], ['index.html', 'index.json', 'host/engine.json']);
    assert.deepEqual(
      index.findings.map(({ severity, code }) => `${severity} ${code}`),
      ['warning hns-not-available', 'warning agent-not-answering'],
    );
    assert.deepEqual(index.endpoints, []);
    assert.match(text('index.html'), /not available/);
  });
});
