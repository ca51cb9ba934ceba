import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hresultName } from '../../src/hns/transport/hns-error.ts';
import { needs } from '../needs.ts';
import { bridge, bridgeTests } from './build.ts';
import { ROOT, run } from './part.ts';

describe('native: the C# bridge', function () {
  // The first run builds native parts, which may take minutes.
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('is built for the .NET Framework and for CoreCLR', async () => {
    const { net472, netstandard } = await bridge();
    const [framework, core] = [readFileSync(net472, 'latin1'), readFileSync(netstandard, 'latin1')];
    assert.match(framework, /\.NETFramework,Version=v4\.7\.2/);
    assert.match(core, /\.NETStandard,Version=v2\.0/);
  });

  it('passes its own tests', async () => {
    const output = await run('dotnet', ['test', await bridgeTests()], { env: { ...process.env, DOTNET_NOLOGO: '1' } });
    assert.match(output, /Passed! +- Failed: +0, Passed: +\d+, Skipped: +0/);
  });

  it('uses the same names of HRESULTs as the agent', () => {
    const table = readFileSync(join(ROOT, 'windows/HnsPolicy.Bridge/HResults.cs'), 'utf8');
    const names = [...table.matchAll(/\[(0x[0-9a-f]{8})\] = "(\w+)"/g)].map(([, number, name]) => [Number(number), name] as const);
    const both = names.filter(([number]) => hresultName(number) !== undefined);
    assert.ok(both.length > 20);
    assert.deepEqual(
      both.map(([number]) => hresultName(number)),
      both.map(([, name]) => name),
    );
  });
});
