/** Pods that do not exist yet: templates of workloads, and pods without an address. */
import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { type Plan, planSchema } from '../../src/cli/plan/plan-schema.ts';
import { hnsPolicy } from './command-line.ts';

const run = (argv: readonly string[], objects: readonly object[]) =>
  hnsPolicy([...argv, '-f', '-'], { stdin: objects.map(object => stringify(object)).join('---\n') });
async function planned(objects: readonly object[], ...options: string[]): Promise<Plan> {
  const { out, err } = await run(['plan', '-o', 'json', ...options], objects);
  assert.doesNotMatch(err, /^error/m);
  return planSchema.parse(JSON.parse(out));
}
const placesOf = ({ nodes }: Plan): string[] =>
  nodes.flatMap(({ node, endpoints }) => endpoints.map(({ namespace, pod }) => `${node} ${namespace}/${pod}`));

const template = (app: string, spec: object = {}) => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: 'c', image: 'example/c', ports: [{ name: 'http', containerPort: 8080 }] }], ...spec },
});
const workload = (kind: string, apiVersion: string, name: string, spec: object) => ({
  ...{ apiVersion, kind, metadata: { name, namespace: 'shop' }, spec },
});
const deployment = (name: string, spec: object = {}) => workload('Deployment', 'apps/v1', name, { template: template(name, spec) });
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'db', namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { app: 'db' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
  },
};
const node = (name: string, labels: object) => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
});
const WINDOWS = { 'kubernetes.io/os': 'windows' };
const LINUX = { 'kubernetes.io/os': 'linux' };

describe('cli: workloads', () => {
  for (const [kind, apiVersion] of [
    ['Deployment', 'apps/v1'],
    ['StatefulSet', 'apps/v1'],
    ['DaemonSet', 'apps/v1'],
    ['ReplicaSet', 'apps/v1'],
    ['ReplicationController', 'v1'],
    ['Job', 'batch/v1'],
  ] as const) {
    it(`a ${kind} is one pod of its template`, async () => {
      const plan = await planned([workload(kind, apiVersion, 'db', { template: template('db') }), policy]);
      assert.deepEqual(placesOf(plan), ['any-windows-node shop/db']);
      const [endpoint] = plan.nodes[0]!.endpoints;
      assert.deepEqual([endpoint!.isolated.ingress, endpoint!.ipAddresses, endpoint!.exampleAddress], [true, ['192.0.2.1'], true]);
    });
  }

  it('a CronJob is one pod of the template of its Job', async () => {
    const cron = workload('CronJob', 'batch/v1', 'db', { jobTemplate: { spec: { template: template('db') } } });
    assert.deepEqual(placesOf(await planned([cron, policy])), ['any-windows-node shop/db']);
  });

  it('the table marks an example address', async () => {
    const { out } = await run(['plan'], [deployment('db'), policy]);
    assert.match(out, /^ {2}shop\/db \(192\.0\.2\.1, an example\): isolated for ingress, egress is open$/m);
  });

  it('connections between workloads are judged before any installation', async () => {
    const objects = [deployment('web'), deployment('api'), deployment('db'), policy];
    assert.equal((await run(['connect', 'shop/web', 'shop/db:5432'], objects)).status, 0);
    assert.equal((await run(['connect', 'shop/api', 'shop/db:5432'], objects)).status, 1);
    assert.equal((await run(['connect', 'shop/web', 'shop/db:80'], objects)).status, 1);
  });

  it('two workloads of one name are two pods', async () => {
    const plan = await planned([deployment('db'), workload('Job', 'batch/v1', 'db', { template: template('job') })]);
    assert.deepEqual(placesOf(plan).sort(), ['any-windows-node shop/db', 'any-windows-node shop/db-job']);
  });

  it('the pods of a workload count once if the input has them', async () => {
    const pod = {
      ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'db-x1', namespace: 'shop', uid: 'u', labels: { app: 'db', hash: '1' } } },
      ...{ spec: { nodeName: 'win1' }, status: { podIP: '10.2.0.1' } },
    };
    assert.deepEqual(placesOf(await planned([deployment('db'), pod, policy])), ['win1 shop/db-x1']);
  });

  it('a ReplicaSet of a Deployment is not a second workload', async () => {
    const owned = workload('ReplicaSet', 'apps/v1', 'db-7d4b', { template: template('db') });
    const replicaSet = { ...owned, metadata: { ...owned.metadata, ownerReferences: [{ kind: 'Deployment', name: 'db' }] } };
    assert.deepEqual(placesOf(await planned([deployment('db'), replicaSet])), ['any-windows-node shop/db']);
  });

  it('an invalid template is an error with its location', async () => {
    const { status, err } = await run(
      ['plan'],
      [deployment('db', { containers: [{ name: 'c', ports: [{ name: 'x', containerPort: 0 }] }] })],
    );
    assert.equal(status, 1);
    assert.match(
      err,
      /^error: stdin:\d+:\d+: Deployment shop\/db: spec\.template\.spec\.containers\[0\]\.ports\[0\]\.containerPort: Invalid value: 0/,
    );
  });
});

describe('cli: the node of a pod without one', () => {
  const nodes = [node('win2', WINDOWS), node('win1', { ...WINDOWS, pool: 'a' }), node('lin1', LINUX)];

  for (const [title, spec, expected] of [
    ['is a placeholder', {}, 'any-windows-node'],
    ['is the first that nodeSelector selects', { nodeSelector: WINDOWS }, 'win1'],
    ['has all labels of nodeSelector', { nodeSelector: { ...WINDOWS, pool: 'a' } }, 'win1'],
    ['has the name that nodeSelector asks for', { nodeSelector: { 'kubernetes.io/hostname': 'win9' } }, 'win9'],
    ['is left out if nodeSelector asks for Linux', { nodeSelector: LINUX }, undefined],
    ['is left out if the pod is one for Linux', { os: { name: 'linux' } }, undefined],
  ] as const) {
    it(title, async () => {
      const plan = await planned([...nodes, deployment('db', spec)]);
      assert.deepEqual(placesOf(plan), expected === undefined ? [] : [`${expected} shop/db`]);
    });
  }

  it('is that of --node, except for Linux pods', async () => {
    const objects = [...nodes, deployment('db'), deployment('web', { nodeSelector: LINUX })];
    assert.deepEqual(placesOf(await planned(objects, '--node', 'win2')), ['win2 shop/db']);
  });

  it('of a pod without an address is kept', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'shop', labels: { app: 'db' } },
      spec: { nodeName: 'win1' },
    };
    const plan = await planned([pod, policy]);
    assert.deepEqual(placesOf(plan), ['win1 shop/p']);
    assert.equal(plan.nodes[0]!.endpoints[0]!.exampleAddress, true);
  });

  it('of a stored pod without an address is not asked for: the agent waits for the address too', async () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop', uid: 'u' }, spec: { nodeName: 'win1' } };
    assert.deepEqual(placesOf(await planned([pod])), []);
  });
});
