import assert from 'node:assert/strict';
import type { EnforcerConfig } from '../../../src/agent/enforcer.ts';
import type { Pod } from '../../../src/core/model.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { SWITCHES, type Switches } from '../../../src/simulator/hns/switches.ts';
import { leaveAzureNpmAcls, npmAcls, npmSets } from '../azure-npm-leftovers.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const CLIENT = '10.224.9.5';
const STRAY = '10.224.0.99';
const RESYNC_S = 31;
const BACKOFF_S = 300;

const local = pod('server', SERVER, { app: 'server' });
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const rule = allow('p', 'server', 'client', 80);
const LEFT = npmSets({ pods: [local, client], namespaces: [{ name: 'demo', labels: { team: 'a' } }], policies: [rule] });
/** A foreign set. */
const OTHER_SET: Policy = { Type: 'SetPolicy', Settings: { Id: 'site-set', Name: 'site-set', PolicyType: 'IPSET', Values: '192.0.2.1' } };

describe('agent: the sets that Azure NPM left', () => {
  let node: NodeUnderTest;
  let server: string;

  function begin(config: Partial<EnforcerConfig> = {}, switches: Partial<Switches> = {}): void {
    node = new NodeUnderTest(switches, config);
    node.hns.setNetworkPolicies(node.network, [OTHER_SET, ...LEFT]);
    server = node.endpoint(SERVER);
    leaveAzureNpmAcls(node.hns, server, npmAcls(local, NODE_ADDRESS, [rule]));
  }
  beforeEach(() => begin());
  afterEach(() => node.end());

  const sets = () => node.hns.networkPoliciesOf(node.network);
  const networkWrites = () => node.hns.writes.filter(({ name }) => name === 'HcnModifyNetwork');
  const said = () =>
    node.log.filter(({ message }) => message.startsWith('Azure NPM sets ')).map(({ level, message }) => `${level}: ${message}`);

  it('are removed when no endpoint references them, nested sets first, in one call each. Foreign sets stay', async () => {
    assert.ok(LEFT.length > 5);
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(RESYNC_S);
    assert.deepEqual(sets(), [OTHER_SET]);
    assert.equal(networkWrites().length, 2);
    assert.deepEqual(said(), ['info: Azure NPM sets removed']);
    assert.equal(node.log.find(({ message }) => message === 'Azure NPM sets removed')?.sets, LEFT.length);
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
    await node.pass(BACKOFF_S);
    assert.equal(networkWrites().length, 2);
  });

  it('stay while an endpoint without a pod references one, and are removed afterwards', async () => {
    const stray = node.endpoint(STRAY, [...FOREIGN, ...npmAcls(local, NODE_ADDRESS, [rule])]);
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(3 * BACKOFF_S);
    assert.deepEqual(sets(), [OTHER_SET, ...LEFT]);
    assert.deepEqual(networkWrites(), []);
    assert.deepEqual(said(), ['info: Azure NPM sets kept: endpoint ACLs reference them']);
    assert.equal(node.enforcer.status().state, 'healthy');
    node.hns.removeEndpoint(stray);
    await node.pass(BACKOFF_S + RESYNC_S);
    assert.deepEqual(sets(), [OTHER_SET]);
  });

  it('stay while an endpoint of a stopped container or a foreign ACL references one', async () => {
    const name = (LEFT[1]!.Settings as { Id: string }).Id;
    const acl = {
      Type: 'ACL',
      Settings: { Action: 'Allow', Direction: 'Out', RemoteAddresses: `192.0.2.1,${name}`, RuleType: 'Switch', Priority: 500 },
    };
    const stopped = node.hns.addEndpoint({ network: node.network, ips: [STRAY], state: 'Detached', policies: [acl] });
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(3 * BACKOFF_S);
    assert.deepEqual(networkWrites(), []);
    node.hns.removeEndpoint(stopped);
    await node.pass(BACKOFF_S + RESYNC_S);
    assert.deepEqual(sets(), [OTHER_SET]);
  });

  it('logs a rejection once, retries with back-off, and does not delay enforcement', async () => {
    node.hns.faults.plant({ on: 'HcnModifyNetwork', fail: 'HCN_E_ENTITY_HAS_REFERENCES' });
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(3_600);
    const tries = networkWrites().length;
    assert.ok(tries > 5 && tries < 30, `${tries} tries in an hour`);
    assert.deepEqual(said(), ['warn: Azure NPM sets not removed, will retry']);
    assert.equal(node.enforcer.status().state, 'healthy');
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.settle();
    assert.equal(node.allows(CLIENT, SERVER, 81), true);

    node.hns.faults.clear();
    await node.pass(BACKOFF_S + RESYNC_S);
    assert.deepEqual(sets(), [OTHER_SET]);
    assert.deepEqual(said().slice(1), ['info: Azure NPM sets removed']);
  });

  it('does not delay enforcement with a hung call', async () => {
    node.hns.faults.plant({ on: 'HcnModifyNetwork', hang: true });
    node.sync(local, client, rule);
    await node.settle();
    node.set(allow('p', 'server', 'client', 80, 81));
    await node.settle();
    await node.pass(60);
    assert.equal(node.allows(CLIENT, SERVER, 81), true);
    const errors = node.log.filter(({ message }) => message === 'Azure NPM sets not removed, will retry').map(({ error }) => String(error));
    assert.match(errors[0]!, /no answer within/);
    assert.match(errors[1]!, /not tried, an earlier call has not returned yet/);
    assert.equal(errors.length, 2);
  });

  it('treats success without effect as a failure', async () => {
    node.hns.faults.plant({ on: 'HcnModifyNetwork', swallow: true, times: 2 });
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(0.5);
    assert.deepEqual(said(), ['warn: Azure NPM sets not removed, will retry']);
    await node.pass(BACKOFF_S);
    assert.deepEqual(sets(), [OTHER_SET]);
  });

  it('stay while an endpoint cannot be read, because it may reference one', async () => {
    const stray = node.endpoint(STRAY);
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: stray, fail: 'HCN_E_PORT_NOT_FOUND' });
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(BACKOFF_S);
    assert.deepEqual(networkWrites(), []);
    assert.deepEqual(said(), ['warn: Azure NPM sets not removed, will retry']);
  });

  it('stay while an endpoint of a pod is out of sync', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, fail: 'HCN_E_PORT_NOT_FOUND', times: 3 });
    node.sync(local, client, rule);
    await node.pass(1);
    assert.deepEqual(networkWrites(), []);
    assert.deepEqual(said(), []);
    await node.pass(120);
    assert.deepEqual(sets(), [OTHER_SET]);
  });

  it('stay while NPM runs, in a dry run, and without takeover', async () => {
    const npm = pod('azure-npm-win-x', NODE_ADDRESS, { 'k8s-app': 'azure-npm' }, { namespace: 'kube-system', hostNetwork: true });
    const cases: readonly [Partial<EnforcerConfig>, readonly Pod[], readonly string[]][] = [
      [{}, [npm], []],
      [{ dryRun: true }, [], ['info: Azure NPM sets would be removed']],
      [{ takeover: [] }, [], []],
      [{ takeover: ['calico'] }, [], []],
    ];
    for (const [config, objects, expected] of cases) {
      await node.end();
      begin(config);
      node.sync(local, client, rule, ...objects);
      await node.pass(BACKOFF_S);
      assert.deepEqual(networkWrites(), []);
      assert.deepEqual(said(), expected);
    }
  });

  it('stay on a network that is not selected', async () => {
    const other = node.hns.addNetwork({ name: 'nat', type: 'NAT', policies: LEFT });
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(RESYNC_S);
    assert.deepEqual(sets(), [OTHER_SET]);
    assert.deepEqual(node.hns.networkPoliciesOf(other), LEFT);
  });

  it('stay in part if NPM returns during the removal', async () => {
    node.hns.faults.plant({
      on: 'HcnModifyNetwork',
      times: 1,
      run: () =>
        node.set(pod('azure-npm-win-x', NODE_ADDRESS, { 'k8s-app': 'azure-npm' }, { namespace: 'kube-system', hostNetwork: true })),
    });
    node.sync(local, client, rule);
    await node.settle();
    await node.pass(BACKOFF_S);
    assert.equal(networkWrites().length, 1);
    assert.ok(sets().length > 1);
  });

  for (const setSides of SWITCHES.setSides) {
    for (const severalSets of SWITCHES.severalSets) {
      it(`can be removed without changing a verdict: ${setSides}, ${severalSets}`, async () => {
        await node.end();
        begin({}, { setSides, severalSets });
        node.sync(local, client, rule);
        await node.settle();
        await node.pass(RESYNC_S);
        assert.deepEqual(sets(), [OTHER_SET]);
        assert.deepEqual([node.allows(CLIENT, SERVER, 80), node.allows(CLIENT, SERVER, 81)], [true, false]);
      });
    }
  }
});
