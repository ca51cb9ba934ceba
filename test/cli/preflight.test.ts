import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import type { Sources } from '../../src/agent/preflight/preflight.ts';
import { printed } from '../../src/cli/io.ts';
import { preflightSchema } from '../../src/cli/preflight/preflight-schema.ts';
import { type PreflightCommandOptions, preflightCommand } from '../../src/cli/preflight.ts';
import { HEALTHY_NODE } from '../agent/preflight/healthy-node.ts';
import { hnsPolicy, SILENCE } from './command-line.ts';

const published = new URL('../../docs/preflight.schema.json', import.meta.url);
const WITHOUT_DSR: Sources = {
  ...HEALTHY_NODE,
  probeHns: async transport => ({
    ...(await HEALTHY_NODE.probeHns(transport)),
    dsr: { mode: 'off', evidence: 'the load balancers have no IsDSR' },
  }),
};

describe('cli/preflight', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function run(options: Partial<PreflightCommandOptions> = {}, sources: Partial<Sources> = HEALTHY_NODE, color = false) {
    const all: string[] = [];
    const io = { ...SILENCE, color, out: (lines: readonly string[]) => void all.push(printed(lines)) };
    const status = await preflightCommand({ output: 'table', timeout: 25_000, nodeName: 'win1', ...options }, io, sources);
    return { status, out: all.join('') };
  }
  const config = (text: string) => {
    const path = join(folder, 'agent.yaml');
    writeFileSync(path, text);
    return path;
  };

  it('the JSON has the form of docs/preflight.schema.json (UPDATE_GOLDEN=1 writes it)', () => {
    const current = z.toJSONSchema(preflightSchema);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(published, `${JSON.stringify(current, undefined, 2)}\n`);
    assert.deepEqual(JSON.parse(readFileSync(published, 'utf8')), JSON.parse(JSON.stringify(current)));
  });

  it('prints one table, and the fix below each row that is not ok', async () => {
    const { status, out } = await run({}, WITHOUT_DSR);
    assert.equal(status, 0);
    assert.deepEqual(out.split('\n'), [
      'CHECK              RESULT   DETAIL',
      'settings           ok       defaults and environment',
      'windows            ok       build 20348 (Windows Server 2022)',
      'transport          ok       edge-js and the bridge call HNS',
      'hns                ok       HNS 15.2',
      'dotnet             ok       .NET Framework 4, release 528049',
      'hns-switches       ok       all recommended switches are 1',
      'dsr                failed   the load balancers have no IsDSR, so policies do not apply to connections to Services',
      '                            fix: start kube-proxy with DSR: docs/install.md',
      "cni-default-deny   ok       none of 3 endpoints has the default deny of Calico's CNI plugin",
      'other-engines      ok       no other policy engine runs here',
      'firewall           ok       metrics are not served to other machines',
      'container-runtime  ok       containerd 1.7.27 at \\\\.\\pipe\\containerd-containerd',
      'permissions        ok       all 11 permissions are granted',
      '',
    ]);
  });

  it('a failed row gives exit status 1 with --strict only', async () => {
    assert.equal((await run({ strict: true }, WITHOUT_DSR)).status, 1);
    assert.equal((await run({}, WITHOUT_DSR)).status, 0);
    assert.equal((await run({ strict: true })).status, 0);
  });

  it('a row that is only a warning or unknown is no failure', async () => {
    const sources: Sources = { ...HEALTHY_NODE, edgeFailure: async () => 'no addon', windowsBuild: undefined };
    const { status, out } = await run({ strict: true }, sources);
    assert.equal(status, 0);
    assert.match(out, /^transport +warning/m);
    assert.match(out, /^windows +unknown/m);
  });

  it('-o json prints the same as JSON, with the worst result', async () => {
    const document = preflightSchema.parse(JSON.parse((await run({ output: 'json' }, WITHOUT_DSR)).out));
    const dsr = document.rows.find(({ check }) => check === 'dsr');
    assert.deepEqual([document.node, document.result, dsr?.result], ['win1', 'failed', 'failed']);
    assert.ok(document.rows.every(({ result, fix }) => (result === 'ok') === (fix === undefined)));
    assert.equal(preflightSchema.parse(JSON.parse((await run({ output: 'json' })).out)).result, 'ok');
  });

  it('reads the settings of the agent', async () => {
    const path = config('metricsAddress: 0.0.0.0:9464\ncriEndpoint: ""\n');
    const { out } = await run({ config: path });
    assert.match(out, /^firewall +ok +a rule allows inbound TCP 9464$/m);
    assert.match(out, /^container-runtime +warning/m);
  });

  for (const [title, text] of [
    ['that are not valid', 'maxAcl: 1\n'],
    ['that are no YAML', '"'],
    ['that do not exist', undefined],
  ] as const) {
    it(`settings ${title} are a failed row, and the other rows are there`, async () => {
      const { status, out } = await run({ config: text === undefined ? join(folder, 'absent') : config(text) });
      assert.equal(status, 0);
      assert.match(out, /^settings +failed +\S/m);
      assert.match(out, /^permissions +ok/m);
    });
  }

  it('a kubeconfig that cannot be read is a failed row', async () => {
    const { send: _, ...others } = HEALTHY_NODE;
    const { status, out } = await run({ kubeconfig: join(folder, 'none') }, others);
    assert.equal(status, 0);
    assert.match(out, /^permissions +failed +the API server cannot be asked/m);
  });

  it('has colour only on request, with the same text', async () => {
    const [plain, colored] = [await run({}, WITHOUT_DSR), await run({}, WITHOUT_DSR, true)];
    assert.notEqual(colored.out, plain.out);
    assert.equal(stripVTControlCharacters(colored.out), plain.out);
  });

  it('escapes what comes from elsewhere', async () => {
    const { out } = await run({}, { ...HEALTHY_NODE, edgeFailure: async () => '\u001b[2J\r\nhns ok' });
    assert.ok(!out.includes('\u001b'));
    assert.doesNotMatch(out, /^hns ok/m);
  });

  it('by default all time limits together end before the 30 seconds of the init container', async () => {
    const { out } = await hnsPolicy(['preflight', '--help']);
    assert.match(out, /--timeout <duration> +time for all checks \(default: 25s\)/);
  });

  it('is a command with these options', async () => {
    const { status, err } = await hnsPolicy(['preflight', '--output', 'xml']);
    assert.equal(status, 1);
    assert.match(err, /Allowed choices are table, json/);
  });
});
