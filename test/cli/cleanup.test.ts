import assert from 'node:assert/strict';
import { type CleanupCommandOptions, cleanupCommand } from '../../src/cli/cleanup.ts';
import { CommandError } from '../../src/cli/command-error.ts';
import { printed } from '../../src/cli/io.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { Policy } from '../../src/simulator/hns/records.ts';
import { hnsPolicy, SILENCE } from './command-line.ts';

const acl = (Id: string, more: object = {}): Policy => ({
  Type: 'ACL',
  Settings: { Id, Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 65000, ...more },
});
const NAT: Policy = { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.0.0.0/8'] } };
const OURS = acl('hns-policy-agent.default.0123456789abcdef');
const NPM = acl('azure-acl-demo-p', { Priority: 3000 });
const ID = '11111111-2222-3333-4444-555555555555';

describe('cli/cleanup', () => {
  let hns: SimulatedHns;

  beforeEach(() => {
    hns = new SimulatedHns({ switches: { guidCase: 'lower' } });
    const network = hns.addNetwork({ name: 'azure' });
    hns.addEndpoint({ id: ID, name: 'demo-server-eth0', network, ips: ['10.224.0.72'], policies: [NAT, NPM, OURS] });
    hns.addEndpoint({ network, ips: ['10.224.0.73'], policies: [NAT] });
  });

  async function run(options: Partial<CleanupCommandOptions> = {}) {
    const out: string[] = [];
    const err: string[] = [];
    const into = (all: string[]) => (lines: readonly string[]) => void all.push(printed(lines));
    const io = { ...SILENCE, out: into(out), err: into(err) };
    const given: CleanupCommandOptions = { transport: 'edge', hnsTimeout: 30, takeover: [], output: 'table', ...options };
    const status = await cleanupCommand(given, io, async () => ({ transport: hns.transport(), name: 'edge' }));
    return { status, out: out.join(''), err: err.join('') };
  }

  it('prints the removed ACLs per endpoint, and then that there is nothing to remove', async () => {
    assert.deepEqual(await run(), {
      status: 0,
      out: [
        'ENDPOINT                              NAME              ADDRESSES    RESULT   ACLS  KEPT',
        `${ID}  demo-server-eth0  10.224.0.72  removed  1     2`,
        '',
      ].join('\n'),
      err: '',
    });
    assert.deepEqual(hns.policiesOf(ID), [NAT, NPM]);
    assert.deepEqual(await run(), { status: 0, out: 'nothing to remove\n', err: '' });
  });

  it('--dry-run prints every ACL to remove, and HNS is not written', async () => {
    const { status, out } = await run({ dryRun: true, takeover: ['azure-npm'] });
    assert.equal(status, 0);
    assert.match(out, / would-be-removed {2}2 {5}1\n\n[0-9-]+:\n {2}hns-policy-agent\.default\.0123456789abcdef\n {2}azure-acl-demo-p\n$/);
    assert.deepEqual(hns.writes, []);
  });

  it('-o json prints the same as JSON', async () => {
    const { out } = await run({ output: 'json', takeover: ['azure-npm'] });
    assert.deepEqual(JSON.parse(out), {
      dryRun: false,
      endpoints: [
        {
          endpoint: ID,
          name: 'demo-server-eth0',
          addresses: ['10.224.0.72'],
          result: 'removed',
          acls: ['hns-policy-agent.default.0123456789abcdef', 'azure-acl-demo-p'],
          kept: 1,
        },
      ],
      unreadable: [],
    });
    assert.deepEqual(hns.policiesOf(ID), [NAT]);
  });

  it('1: an ACL could not be removed, and the error names the endpoint', async () => {
    hns.faults.plant({ on: 'HcnModifyEndpoint', fail: 'E_ACCESSDENIED' });
    const { status, out, err } = await run();
    assert.equal(status, 1);
    assert.match(out, / failed {2}1 /);
    assert.match(err, new RegExp(`^error: endpoint ${ID}: HcnModifyEndpoint failed: 0x80070005 E_ACCESSDENIED\\n$`));
    assert.equal(JSON.parse((await run({ output: 'json' })).out).endpoints[0].error, 'HcnModifyEndpoint failed: 0x80070005 E_ACCESSDENIED');
  });

  it('1: an endpoint could not be read, also in a dry run', async () => {
    hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: ID, fail: 'HCN_E_PORT_NOT_FOUND' });
    const { status, err } = await run({ dryRun: true });
    assert.equal(status, 1);
    assert.match(err, new RegExp(`^error: endpoint ${ID} cannot be read: `));
  });

  it('2: if HNS keeps the last ACLs, the endpoint is left open with a warning', async () => {
    hns.configure({ updateReplaces: 'sentTypes' });
    hns.setPolicies(ID, [NAT, OURS]);
    const { status, out, err } = await run();
    assert.equal(status, 2);
    assert.match(out, / left-open /);
    assert.match(err, /^warning: endpoint .* Allow-all ACLs of the agent replace them\.\n$/);
  });

  it('prints a line for Azure NPM sets, with the reason if they stay', async () => {
    const set: Policy = { Type: 'SetPolicy', Settings: { Id: 'azure-npm-1', Name: 'ns-demo', PolicyType: 'IPSET', Values: '10.0.0.1' } };
    hns.setNetworkPolicies(hns.endpoint(ID)!.network, [set]);
    hns.faults.plant({ on: 'HcnModifyNetwork', fail: 'HCN_E_ENTITY_HAS_REFERENCES', times: 1 });
    const failed = await run({ takeover: ['azure-npm'] });
    assert.equal(failed.status, 1);
    assert.match(failed.out, /\nAzure NPM sets on azure: failed\n$/);
    assert.match(failed.err, /^error: Azure NPM sets on azure: HcnModifyNetwork failed: .*HCN_E_ENTITY_HAS_REFERENCES .*\n$/);
    assert.deepEqual(await run({ takeover: ['azure-npm'] }), { status: 0, out: 'Azure NPM sets on azure: removed\n', err: '' });
  });

  it('reports an HNS that cannot be read as an error', async () => {
    hns.stop();
    await assert.rejects(
      run(),
      (error: unknown) => error instanceof CommandError && /^HNS cannot be read, no ACL was removed: /.test(error.lines[0]!),
    );
  });

  it('is a command with these options', async () => {
    assert.deepEqual(await hnsPolicy(['cleanup', '--transport', 'simulator', '--takeover', 'azure-npm,calico', '--hns-timeout', '5']), {
      status: 0,
      out: 'nothing to remove\n',
      err: 'warning: HNS is simulated in memory. The HNS of this node is not read.\n',
    });
    for (const [argv, message] of [
      [['--takeover', 'npm'], /Must be one or more of azure-npm, calico\./],
      [['--hns-timeout', '0'], /Must be a number of seconds from 1 to 600\./],
      [['--transport', 'carrier-pigeon'], /Allowed choices are auto, edge, powershell, simulator\./],
    ] as const) {
      const { status, err } = await hnsPolicy(['cleanup', ...argv]);
      assert.equal(status, 1);
      assert.match(err, message);
    }
  });
});
