/** `connect` to a Service: its ready endpoints are judged. */
import assert from 'node:assert/strict';
import { stringify } from 'yaml';
import { hnsPolicy } from './command-line.ts';

const pod = (name: string, podIP: string, labels: object) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', uid: name, labels } },
  spec: { nodeName: 'win1', containers: [{ name: 'c', ports: [{ name: 'pg', containerPort: 5432 }] }] },
  status: { phase: 'Running', podIP },
});
const NODE = {
  ...{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'win1', labels: { 'kubernetes.io/os': 'windows' } } },
  status: { addresses: [{ type: 'InternalIP', address: '10.1.0.1' }] },
};
const service = (spec: object) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'db', namespace: 'shop' }, spec });
const SERVICE = service({
  clusterIP: '10.0.0.10',
  selector: { app: 'db' },
  ports: [{ name: 'pg', port: 80, targetPort: 'pg', nodePort: 30080 }],
});
const HEADLESS = service({ clusterIP: 'None', selector: { app: 'db' }, ports: [{ name: 'pg', port: 5432 }] });
const slice = (...endpoints: readonly object[]) => ({
  ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', endpoints },
  ...{ metadata: { name: 'db-x', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } }, ports: [{ name: 'pg', port: 5432 }] },
});
const POLICY = {
  ...{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'db', namespace: 'shop' } },
  spec: {
    podSelector: { matchLabels: { tier: 'a' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 5432 }] }],
  },
};
const PODS = [
  pod('web', '10.2.0.1', { app: 'web' }),
  pod('api', '10.2.0.2', { app: 'api' }),
  pod('db-0', '10.2.0.3', { app: 'db', tier: 'a' }),
  pod('db-1', '10.2.0.4', { app: 'db', tier: 'b' }),
];
const connect = (argv: readonly string[], ...objects: readonly object[]) =>
  hnsPolicy(['connect', ...argv, '-f', '-'], { stdin: [NODE, ...PODS, POLICY, ...objects].map(object => stringify(object)).join('---\n') });

describe('cli/connect to a Service', () => {
  for (const to of ['10.0.0.10:80', 'db.shop:80', 'db.shop.svc:80', 'db.shop.svc.cluster.local:80']) {
    it(`${to}: the port becomes that of the container`, async () => {
      const { status, out, err } = await connect(['shop/web', to], SERVICE);
      assert.deepEqual([status, out], [0, '']);
      assert.equal(err, 'note: Service shop/db (10.0.0.10:80) has 2 endpoints: shop/db-0 10.2.0.3:5432, shop/db-1 10.2.0.4:5432\n');
    });
  }

  it('names the endpoints that are blocked if others are not', async () => {
    const { status, out } = await connect(['shop/api', 'db.shop:80'], SERVICE);
    assert.equal(status, 1);
    assert.equal(out, 'TIMEOUT\nblocked at 1 of 2 endpoints: shop/db-0 (10.2.0.3)\n');
  });

  it('explains every endpoint', async () => {
    const { out } = await connect(['shop/api', 'db.shop:80', '--explain'], SERVICE);
    assert.equal(out.match(/^ingress to shop\/db-\d/gm)?.length, 2);
  });

  it('uses the ready endpoints of EndpointSlices', async () => {
    const ready = slice(
      { addresses: ['10.2.0.3'], conditions: { ready: false } },
      { addresses: ['10.2.0.4'], conditions: { ready: true } },
    );
    const { status, err } = await connect(['shop/api', 'db.shop:80'], SERVICE, ready);
    assert.equal(status, 0);
    assert.equal(err, 'note: Service shop/db (10.0.0.10:80) has 1 ready endpoint: shop/db-1 10.2.0.4:5432\n');
  });

  it('is blocked without a ready endpoint', async () => {
    const { status, out, err } = await connect(['shop/web', 'db.shop:80'], SERVICE, slice());
    assert.deepEqual([status, out, err], [1, 'TIMEOUT\n', 'note: Service shop/db (10.0.0.10:80) has 0 ready endpoints\n']);
  });

  it('a headless Service is its pods, at the port of the connection', async () => {
    const { err } = await connect(['shop/web', 'db.shop:5432'], HEADLESS);
    assert.equal(err, 'note: Service shop/db (headless) has 2 endpoints: shop/db-0 10.2.0.3:5432, shop/db-1 10.2.0.4:5432\n');
    assert.equal((await connect(['shop/web', 'db.shop:81'], HEADLESS)).status, 1);
  });

  it('a node port leads to the Service, and the source may be replaced', async () => {
    const { status, err } = await connect(['203.0.113.9', '10.1.0.1:30080'], SERVICE);
    assert.equal(status, 1);
    assert.match(err, /^note: Service shop\/db \(node port 30080\) has 2 endpoints: .*\nnote: a node may replace the source .*\n$/);
  });

  for (const [title, to, message] of [
    ['an unknown Service', 'none.shop:80', 'TO shop/none: no such Service in the input'],
    ['an unknown port', 'db.shop:81', 'TO shop/db: the Service has no port 81/TCP. Its ports are 80/TCP'],
  ] as const) {
    it(`has no verdict for ${title}`, async () => {
      const { status, err } = await connect(['shop/web', to], SERVICE);
      assert.deepEqual([status, err], [2, `error: ${message}\n`]);
    });
  }
});
