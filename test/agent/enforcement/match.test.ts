import assert from 'node:assert/strict';
import { bareSandboxes, match } from '../../../src/agent/enforcement/match.ts';
import { basisOf } from '../../../src/agent/enforcement/pod-acls.ts';
import { SandboxPods } from '../../../src/agent/enforcement/sandbox-pods.ts';
import { Cluster } from '../../../src/core/cluster.ts';
import { keyOf, type Pod } from '../../../src/core/model.ts';
import type { Sandbox } from '../../../src/cri/sandbox.ts';
import { allow, NODE, pod } from '../objects.ts';

const ADDRESS = '10.224.0.72';
const SPACE = '11111111-2222-3333-4444-555555555555';
const networks = [{ ID: 'n', Name: 'azure', Type: 'L2Bridge' }];

const endpoint = (address = ADDRESS, namespace: string | undefined = SPACE, id = 'e') => ({
  ID: id,
  HostComputeNetwork: 'n',
  ...(namespace && { HostComputeNamespace: namespace }),
  IpConfigurations: [{ IpAddress: address }],
});

function sandbox(name: string, more: Partial<Sandbox> = {}): Sandbox {
  return {
    id: `sandbox-of-${name}`,
    ready: true,
    namespace: 'demo',
    name,
    uid: `uid-of-${name}`,
    attempt: 0,
    createdAt: 0,
    labels: { app: name },
    network: { kind: 'pod', addresses: [ADDRESS], networkNamespace: SPACE },
    ...more,
  };
}

describe('agent/enforcement/match: the owner of an endpoint', () => {
  let cluster: Cluster;
  let sandboxes: Sandbox[];
  let pods: SandboxPods;

  beforeEach(() => {
    cluster = new Cluster();
    sandboxes = [];
    pods = new SandboxPods(NODE, cluster, () => new Map(sandboxes.map(one => [one.id, one])));
  });

  const matcher = () => ({ cluster, node: NODE, choice: {}, sandboxes: pods });
  const matched = (...endpoints: readonly ReturnType<typeof endpoint>[]) => match(endpoints, networks, matcher());
  const owner = (...endpoints: readonly ReturnType<typeof endpoint>[]) => matched(...endpoints).owned[0]?.pods.map(keyOf);

  it('is the pod of the sandbox with its network namespace, before the API server reports an address', () => {
    cluster.set('pod', pod('server', []));
    sandboxes = [sandbox('server')];
    assert.deepEqual(owner(endpoint()), ['demo/server']);
    assert.deepEqual(matched(endpoint()).owned[0]!.pods[0].addresses, [ADDRESS]);
  });

  it('is that pod also before the API server has delivered it, with the labels of the sandbox', () => {
    sandboxes = [sandbox('server')];
    const [found] = matched(endpoint()).owned;
    assert.deepEqual([found!.pods.map(keyOf), found!.pods[0].labels], [['demo/server'], { app: 'server' }]);
    cluster.set('policy', allow('p', 'server', 'client', 80));
    assert.deepEqual(cluster.compileLocal(found!.pods[0]).value.ingress, { policies: ['demo/p'], grants: [] });
  });

  it('is that pod whatever pod the API server reports the address for', () => {
    cluster.set('pod', pod('stranger', ADDRESS));
    cluster.set('pod', pod('server', []));
    sandboxes = [sandbox('server')];
    assert.deepEqual(owner(endpoint()), ['demo/server']);
    assert.deepEqual(matched(endpoint()).owned[0]!.rivals?.map(keyOf), ['demo/stranger']);
  });

  it('is one pod although two claim the address', () => {
    cluster.set('pod', pod('server', ADDRESS));
    cluster.set('pod', pod('twin', ADDRESS));
    assert.deepEqual(owner(endpoint()), ['demo/server', 'demo/twin']);
    sandboxes = [sandbox('server')];
    assert.deepEqual(owner(endpoint()), ['demo/server']);
  });

  it('of several endpoints of one sandbox is the same pod', () => {
    cluster.set('pod', pod('server', []));
    sandboxes = [sandbox('server', { network: { kind: 'pod', addresses: [ADDRESS, '10.224.0.73'], networkNamespace: SPACE } })];
    const { owned } = matched(endpoint(), endpoint('10.224.0.73', SPACE, 'e2'));
    assert.deepEqual(
      owned.map(({ pods: [found] }) => keyOf(found)),
      ['demo/server', 'demo/server'],
    );
  });

  it('follows the address where no sandbox has its namespace', () => {
    cluster.set('pod', pod('server', ADDRESS));
    sandboxes = [sandbox('other', { network: { kind: 'pod', addresses: ['10.224.0.99'], networkNamespace: 'another' } })];
    assert.deepEqual(owner(endpoint()), ['demo/server']);
    assert.deepEqual(owner(endpoint(ADDRESS, '')), ['demo/server']);
  });

  for (const [what, more] of [
    ['is not ready', { ready: false }],
    ['uses the network of the host', { network: { kind: 'host' } }],
    ['is closed', { network: { kind: 'closed' } }],
    ['has no status yet', { network: { kind: 'unknown' } }],
  ] as const) {
    it(`is unknown while the sandbox ${what}`, () => {
      cluster.set('pod', pod('server', []));
      sandboxes = [sandbox('server', more)];
      assert.deepEqual(matched(endpoint()).owned, []);
      assert.equal(matched(endpoint()).unowned.length, 1);
    });
  }

  it('is the pod of the sandbox, not a successor of the same name', () => {
    cluster.set('pod', pod('server', [], { app: 'new' }, { uid: 'uid-of-the-successor' }));
    sandboxes = [sandbox('server')];
    const [found] = matched(endpoint()).owned;
    assert.deepEqual([found!.pods[0].uid, found!.pods[0].labels], ['uid-of-server', { app: 'server' }]);
  });

  it('is the mirror pod of a static pod, which has another uid', () => {
    cluster.set('pod', pod('static', [], { tier: 'node' }, { uid: 'uid-in-the-api', staticPodHash: 'abc' }));
    sandboxes = [sandbox('static', { staticPodHash: 'abc' })];
    assert.deepEqual(matched(endpoint()).owned[0]!.pods[0].labels, { tier: 'node' });
    sandboxes = [sandbox('static', { staticPodHash: 'other' })];
    assert.deepEqual(matched(endpoint()).owned[0]!.pods[0].labels, { app: 'static' });
  });

  it('without any owner is reported only where a container has the endpoint', () => {
    assert.equal(matched(endpoint(ADDRESS, '')).unowned.length, 0);
    assert.equal(matched(endpoint()).unowned.length, 1);
  });

  it('names ready sandboxes without an endpoint', () => {
    sandboxes = [sandbox('server')];
    const bare = (...endpoints: readonly ReturnType<typeof endpoint>[]) => bareSandboxes(matched(...endpoints).owned, matcher());
    assert.deepEqual(
      bare().map(({ name }) => name),
      ['server'],
    );
    assert.deepEqual(bare(endpoint()), []);
  });

  describe('stays the same basis for work', () => {
    const basis = () => basisOf(matched(endpoint()).owned[0], cluster, 'keep');

    it('while nothing changes', () => {
      sandboxes = [sandbox('server')];
      const before = basis();
      sandboxes = [sandbox('server')];
      for (const [index, item] of basis().entries()) assert.equal(item, before[index]);
    });

    it('but not when the labels of the pod change', () => {
      cluster.set('pod', pod('server', []));
      sandboxes = [sandbox('server')];
      const before = basis();
      cluster.set('pod', pod('server', [], { app: 'other' }));
      assert.notEqual(basis()[0], before[0]);
    });
  });

  it('leaves nothing behind when the sandboxes are gone', () => {
    cluster.set('policy', allow('p', 'server', 'client', 80));
    sandboxes = [sandbox('server')];
    const [first] = basisOf(matched(endpoint()).owned[0], cluster, 'keep') as [Pod];
    sandboxes = [];
    pods.follow();
    sandboxes = [sandbox('server')];
    assert.notEqual((basisOf(matched(endpoint()).owned[0], cluster, 'keep') as [Pod])[0], first);
  });
});
