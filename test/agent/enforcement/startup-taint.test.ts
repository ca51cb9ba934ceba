import assert from 'node:assert/strict';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const OTHER = '10.224.0.73';
const client = pod('client', '10.224.9.5', { app: 'client' }, { node: 'linux1' });
const rule = allow('p', 'server', 'client', 80);
/** Needs an ACL for each rule. */
const many = policy('many', {
  podSelector: { matchLabels: { app: 'server' } },
  ingress: Array.from({ length: 40 }, (_, index) => ({
    from: [{ ipBlock: { cidr: `10.${index}.0.0/16` } }],
    ports: [{ port: 1000 + 2 * index }],
  })),
});
const local = [pod('server', SERVER, { app: 'server' }), pod('other', OTHER, { app: 'server' })];

describe('agent: the startup taint', () => {
  let node: NodeUnderTest;
  let server: string;
  let other: string;
  let isTainted: boolean;

  const remove = async () => {
    isTainted = false;
    return 'removed' as const;
  };

  beforeEach(() => {
    node = new NodeUnderTest();
    isTainted = true;
    node.taint = {
      remove,
      close: () => {},
    };
    server = node.endpoint(SERVER);
    other = node.endpoint(OTHER);
  });
  afterEach(() => node.end());

  it('is removed when every local endpoint with an owner holds its desired list', async () => {
    await node.restart();
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: other, fail: 'E_INVALIDARG' });
    node.sync(client, ...local, rule);
    await node.pass(60);
    assert.notDeepEqual(node.ours(server), []);
    assert.equal(isTainted, true);
    node.hns.faults.clear();
    await node.pass(60);
    assert.notDeepEqual(node.ours(other), []);
    assert.equal(isTainted, false);
    assert.ok(node.lines('info').includes('startup taint removed'));
  });

  it('is removed when an endpoint holds its closed list', async () => {
    await node.restart({ maxAcls: 16 });
    node.sync(client, ...local, many);
    await node.pass(10);
    assert.equal(await node.metric('closed_endpoints', { reason: 'limit' }), 2);
    assert.equal(isTainted, false);
  });

  it('is removed when an endpoint is closed because HNS rejects its list', async () => {
    await node.end();
    node = new NodeUnderTest({}, {}, 'all', { limits: { aclsPerEndpoint: 30 } });
    node.taint = { remove, close: () => {} };
    await node.restart();
    server = node.endpoint(SERVER);
    node.sync(client, local[0]!, many);
    await node.pass(10);
    assert.equal(await node.metric('closed_endpoints', { reason: 'rejected' }), 1);
    assert.equal(node.allows('10.1.0.1', SERVER, 1002), false);
    assert.equal(isTainted, false);
  });

  it('is removed on a node without pods, and while an endpoint has no owner', async () => {
    await node.restart();
    node.sync(client, rule);
    await node.pass(10);
    assert.deepEqual(node.ours(server), []);
    assert.equal(isTainted, false);
  });

  it('stays until the cluster has been listed', async () => {
    await node.restart();
    node.set(client, ...local, rule);
    await node.pass(600);
    assert.equal(isTainted, true);
  });

  it('stays while HNS, or one endpoint, cannot be read', async () => {
    await node.restart();
    node.hns.stop();
    node.sync(client, ...local, rule);
    await node.pass(60);
    assert.equal(isTainted, true);
    node.hns.faults.plant({ on: 'HcnQueryEndpointProperties', id: other, fail: 'E_INVALIDARG' });
    node.hns.start();
    await node.pass(60);
    assert.notDeepEqual(node.ours(server), []);
    assert.equal(isTainted, true);
    node.hns.faults.clear();
    await node.pass(60);
    assert.equal(isTainted, false);
  });

  it('stays in a dry run, even on a node without pods', async () => {
    await node.restart({ dryRun: true });
    node.sync(client, rule);
    await node.pass(600);
    assert.equal(isTainted, true);
  });

  it('stays while another engine runs on the node', async () => {
    await node.restart();
    const npm = { ...pod('azure-npm-win-1', '10.224.0.4', { 'k8s-app': 'azure-npm' }, { node: NODE }), namespace: 'kube-system' };
    node.sync(client, npm, rule);
    await node.pass(600);
    assert.equal(node.enforcer.status().state, 'waiting');
    assert.equal(isTainted, true);
    node.delete('pod', 'kube-system/azure-npm-win-1');
    await node.pass(10);
    assert.equal(isTainted, false);
  });

  it('stays on a node that is too old', async () => {
    node.windowsBuild = 17763;
    await node.restart();
    node.sync(client, rule);
    await node.pass(600);
    assert.equal(isTainted, true);
  });
});
