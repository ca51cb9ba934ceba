import assert from 'node:assert/strict';
import { type Cleanup, type CleanupOptions, cleanup } from '../../src/agent/cleanup.ts';
import { HnsClient } from '../../src/hns/client.ts';
import { SWITCHES, type Switches } from '../../src/simulator/hns/switches.ts';
import { leaveAzureNpmAcls, npmAcls, npmSets } from './azure-npm-leftovers.ts';
import { FOREIGN } from './foreign.ts';
import { NodeUnderTest } from './node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from './objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';
const NPM_POLICY = allow('old', 'server', 'client', 80);

describe('agent: cleanup', () => {
  let node: NodeUnderTest;
  let server: string;
  let second: string;

  async function enforced(switches: Partial<Switches> = {}, policies = FOREIGN): Promise<void> {
    node = new NodeUnderTest(switches);
    node.set(pod('server', SERVER, { app: 'server' }), pod('second', SECOND));
    server = node.endpoint(SERVER, policies);
    second = node.endpoint(SECOND, policies);
    node.sync(
      pod('client', CLIENT, { app: 'client' }, { node: 'linux1' }),
      pod('other', OTHER, {}, { node: 'linux1' }),
      allow('p', 'server', 'client', 80),
    );
    await node.settle();
    await node.enforcer.stop(0);
    node.hns.forgetCalls();
  }
  afterEach(() => node.end());

  const clean = (options: Partial<CleanupOptions> = {}): Promise<Cleanup> =>
    cleanup(new HnsClient(node.hns.transport()), { takeover: [], dryRun: false, ...options });
  const results = ({ removals }: Cleanup) => removals.map(({ endpoint, result }) => [endpoint.toLowerCase(), result]);

  it('removes exactly the own ACLs with one Update per endpoint, and does not write other endpoints', async () => {
    await enforced();
    const acls = node.ours(server);
    const { removals, unreadable } = await clean();
    assert.deepEqual(
      removals.map(({ endpoint, ...removal }) => ({ endpoint: endpoint.toLowerCase(), ...removal })),
      [{ endpoint: server, name: node.hns.endpoint(server)!.name, addresses: [SERVER], result: 'removed', acls, kept: FOREIGN.length }],
    );
    assert.deepEqual(unreadable, []);
    assert.deepEqual(node.writes, [server]);
    assert.deepEqual(node.hns.policiesOf(server), FOREIGN);
    assert.deepEqual(node.hns.policiesOf(second), FOREIGN);
    assert.equal(node.allows(OTHER, SERVER, 80), true);

    node.hns.forgetCalls();
    assert.deepEqual(await clean(), { removals: [], unreadable: [] });
    assert.deepEqual(node.writes, []);
  });

  it('lists the ACLs in a dry run without writing', async () => {
    await enforced();
    const before = node.hns.policiesOf(server);
    const { removals } = await clean({ dryRun: true });
    assert.deepEqual(
      removals.map(({ result, acls, kept }) => ({ result, acls, kept })),
      [{ result: 'would-be-removed', acls: node.ours(server), kept: FOREIGN.length }],
    );
    assert.deepEqual(node.writes, []);
    assert.deepEqual(node.hns.policiesOf(server), before);
  });

  it('cleans endpoints without a pod and on networks that are not selected', async () => {
    await enforced();
    const ours = node.hns.policiesOf(server).slice(FOREIGN.length);
    const stray = node.endpoint('10.224.0.99', [...FOREIGN, ...ours]);
    const nat = node.endpoint('172.20.0.9', ours, node.hns.addNetwork({ name: 'nat', type: 'NAT', subnets: ['172.20.0.0/16'] }));
    assert.deepEqual(
      results(await clean()).toSorted(),
      [
        [server, 'removed'],
        [stray, 'removed'],
        [nat, 'removed'],
      ].toSorted(),
    );
    assert.deepEqual([node.hns.policiesOf(stray), node.hns.policiesOf(nat)], [FOREIGN, []]);
  });

  it('continues after a failure, which leaves those ACLs in force', async () => {
    await enforced();
    const ours = node.hns.policiesOf(server).slice(FOREIGN.length);
    const stray = node.endpoint('10.224.0.99', [...FOREIGN, ...ours]);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, fail: 'HCN_E_PORT_NOT_FOUND' });
    const { removals } = await clean();
    assert.deepEqual(Object.fromEntries(removals.map(({ endpoint, result }) => [endpoint.toLowerCase(), result])), {
      [server]: 'failed',
      [stray]: 'removed',
    });
    assert.match(removals.find(({ error }) => error)!.error!.message, /HCN_E_PORT_NOT_FOUND/);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
  });

  it('treats a success without effect as a failure, unless allow-all ACLs replace the others', async () => {
    await enforced();
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, swallow: true });
    assert.deepEqual(results(await clean()), [[server, 'failed']]);
    node.hns.faults.clear();
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, swallow: true, times: 1 });
    assert.deepEqual(results(await clean()), [[server, 'left-open']]);
    assert.equal(node.allows(OTHER, SERVER, 80), true);
    // The next attempt succeeds.
    assert.deepEqual(results(await clean()), [[server, 'removed']]);
    assert.deepEqual(node.hns.policiesOf(server), FOREIGN);
  });

  it('treats an endpoint that vanishes meanwhile as clean', async () => {
    await enforced();
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: server, skip: 1, times: 1, run: () => node.hns.removeEndpoint(server) });
    assert.deepEqual(results(await clean()), [[server, 'gone']]);
  });

  it('reports an endpoint that cannot be read', async () => {
    await enforced();
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: server, fail: 'HCN_E_PORT_NOT_FOUND' });
    const { removals, unreadable } = await clean();
    assert.deepEqual([removals, unreadable.map(({ id }) => id.toLowerCase())], [[], [server]]);
  });

  it('fails if HNS cannot be read', async () => {
    await enforced();
    node.hns.stop();
    await assert.rejects(clean(), { code: 'unavailable' });
  });

  it('keeps leftovers of other engines unless takeover lists them', async () => {
    await enforced();
    leaveAzureNpmAcls(node.hns, second, npmAcls(pod('x', SECOND, { app: 'server' }), NODE_ADDRESS, [NPM_POLICY]));
    await clean();
    assert.equal(node.foreign(second).length, FOREIGN.length + 3);
    const { removals } = await clean({ takeover: ['azure-npm'] });
    assert.deepEqual(
      removals.map(({ acls, kept }) => [acls, kept]),
      [[Array(3).fill('azure-acl-demo-old'), FOREIGN.length]],
    );
    assert.deepEqual(node.hns.policiesOf(second), FOREIGN);
  });

  it('removes sets last, and only if no ACL references them', async () => {
    await enforced();
    const sets = npmSets({ pods: [pod('x', SECOND, { app: 'server' })], namespaces: [], policies: [NPM_POLICY] });
    node.hns.setNetworkPolicies(node.network, sets);
    leaveAzureNpmAcls(node.hns, second, npmAcls(pod('x', SECOND, { app: 'server' }), NODE_ADDRESS, [NPM_POLICY]));
    assert.equal((await clean()).sets, undefined);
    assert.deepEqual((await clean({ takeover: ['azure-npm'], dryRun: true })).sets, { result: 'would-be-removed', networks: ['azure'] });
    assert.deepEqual(node.hns.networkPoliciesOf(node.network), sets);

    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: second, fail: 'HCN_E_PORT_NOT_FOUND' });
    const { sets: kept } = await clean({ takeover: ['azure-npm'] });
    assert.deepEqual(
      { ...kept, reason: kept?.reason?.toLowerCase() },
      { result: 'failed', networks: ['azure'], reason: `endpoint acls still reference them: ${second}` },
    );
    node.hns.faults.clear();
    assert.deepEqual((await clean({ takeover: ['azure-npm'] })).sets, { result: 'removed', networks: ['azure'] });
    assert.deepEqual(node.hns.networkPoliciesOf(node.network), []);
  });

  const POSITIONS = (['guidCase', 'stateInV2', 'updateReplaces', 'emptyUpdate', 'readBack', 'noMatch', 'hostFirewall'] as const).flatMap(
    name => SWITCHES[name].map(position => ({ [name]: position }) as Partial<Switches>),
  );
  for (const switches of POSITIONS) {
    for (const [what, policies] of Object.entries({
      'nothing of others': [],
      'what a CNI leaves': FOREIGN,
      'a policy of another type only': FOREIGN.slice(0, 1),
    })) {
      it(`${JSON.stringify(switches)}, endpoints with ${what}: open afterwards, and reported`, async () => {
        await enforced(switches, policies);
        assert.equal(node.allows(OTHER, SERVER, 80), false);
        const keepsLast = switches.updateReplaces === 'sentTypes' && policies.length === 1;
        const expected = keepsLast ? 'left-open' : 'removed';
        assert.deepEqual(results(await clean()), [[server, expected]]);
        assert.deepEqual([node.allows(OTHER, SERVER, 80), node.allows(SERVER, OTHER, 80)], [true, true]);
        assert.deepEqual(node.foreign(server), policies);
        assert.equal(node.ours(server).length > 0, keepsLast);
        assert.deepEqual(results(await clean()), keepsLast ? [[server, 'left-open']] : []);
        assert.deepEqual([node.allows(OTHER, SERVER, 80), node.allows(SERVER, OTHER, 80)], [true, true]);
      });
    }
  }
});
