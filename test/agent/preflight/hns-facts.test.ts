import assert from 'node:assert/strict';
import { join } from 'node:path';
import { hnsFactsSchema, readHnsFacts } from '../../../src/agent/preflight/hns-facts.ts';
import { probeHns } from '../../../src/agent/preflight/hns-probe.ts';
import { HnsClient } from '../../../src/hns/client.ts';
import { readOnly } from '../../../src/hns/transport/read-only.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { NODE_PROFILES, type NodeProfile, writeService } from '../../../src/simulator/node-profiles.ts';

const KUBERNETES = '10.96.0.1';
const CHILD = join(import.meta.dirname, '../../hns/transport/child-program.ts');
const NPM = { Type: 'ACL', Settings: { Id: 'azure-acl-demo-p', Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 3000 } };

function nodeOf({ network: { name, type }, policies, isDsr }: NodeProfile): SimulatedHns {
  const hns = new SimulatedHns({ name: 'win1', address: '10.0.0.4' });
  const network = hns.addNetwork({ name, type });
  hns.addEndpoint({ network, ips: ['10.0.1.2'], policies: policies('10.0.1.2', '10.0.0.4') });
  writeService(hns, network, { address: KUBERNETES, ports: [443], backends: ['10.9.0.100'] }, isDsr);
  return hns;
}

const facts = async (hns: SimulatedHns) => {
  const read = await readHnsFacts(new HnsClient(readOnly(hns.transport())), KUBERNETES);
  assert.deepEqual(hns.writes, []);
  // The child sends them as JSON.
  assert.deepEqual(hnsFactsSchema.parse(JSON.parse(JSON.stringify(read))), read);
  return read;
};

describe('agent/preflight/hns-facts', () => {
  for (const [name, mode, defaultDeny] of [
    ['aks', 'on', 0],
    ['self-managed-without-dsr', 'off', 0],
    ['calico-cni', 'on', 1],
  ] as const) {
    it(`${name}: DSR is ${mode}, and ${defaultDeny} endpoints have Calico's default deny`, async () => {
      const read = await facts(nodeOf(NODE_PROFILES[name]));
      assert.ok('version' in read);
      assert.deepEqual([read.version, read.dsr.mode, read.endpoints?.defaultDeny], [{ Major: 14, Minor: 0 }, mode, defaultDeny]);
    });
  }

  it('counts endpoints with ACLs of other engines', async () => {
    const hns = new SimulatedHns();
    const network = hns.addNetwork({ name: 'azure' });
    hns.addEndpoint({ network, ips: ['10.0.1.2'], policies: [NPM] });
    hns.addEndpoint({ network, ips: ['10.0.1.3'] });
    const read = await facts(hns);
    assert.ok('endpoints' in read);
    assert.deepEqual(read.endpoints, { read: 2, unreadable: 0, defaultDeny: 0, felix: 0, leftovers: { 'azure-npm': 1, calico: 0 } });
  });

  it('a stopped HNS is a failure that HNS answered', async () => {
    const hns = new SimulatedHns();
    hns.faults.plant({ on: 'HNSCall', fail: 'RPC_S_SERVER_UNAVAILABLE' });
    assert.deepEqual(await facts(hns), { failure: 'HNSCall failed: 0x800706ba RPC_S_SERVER_UNAVAILABLE', answered: true });
  });

  it('endpoints that HNS does not list are absent', async () => {
    const hns = nodeOf(NODE_PROFILES.aks);
    hns.faults.plant({ on: 'HcnEnumerateEndpoints', fail: 'RPC_S_CALL_FAILED' });
    const read = await facts(hns);
    assert.ok('version' in read);
    assert.deepEqual([read.endpoints, read.dsr.mode], [undefined, 'on']);
  });
});

describe('agent/preflight/hns-probe', () => {
  it('reads HNS in a child process', async () => {
    const read = await probeHns('simulator', undefined, 60_000);
    assert.deepEqual('endpoints' in read && read.endpoints?.read, 0);
  });

  it('a child that crashes or hangs is an error', async () => {
    await assert.rejects(probeHns('edge', undefined, 1, CHILD), { message: 'did not answer within 0.001 s' });
  });
});
