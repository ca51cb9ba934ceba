import assert from 'node:assert/strict';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from '../../simulator/kube/client.ts';
import { startKubeServer } from '../start.ts';

const NAMESPACED = 'namespaces/kube-system';
const PATHS: Readonly<Record<string, string>> = {
  ConfigMap: `/api/v1/${NAMESPACED}/configmaps`,
  Service: `/api/v1/${NAMESPACED}/services`,
  DaemonSet: `/apis/apps/v1/${NAMESPACED}/daemonsets`,
  Job: `/apis/batch/v1/${NAMESPACED}/jobs`,
};
const labels = { app: 'agent' };

/** The pod of a Windows node agent: a HostProcess pod with probes on the host's network. */
const hostProcess = {
  hostNetwork: true,
  securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
  containers: [
    {
      name: 'agent',
      image: 'agent:1',
      env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
      ports: [{ name: 'metrics', containerPort: 9464 }],
      livenessProbe: { httpGet: { path: '/healthz', port: 'metrics' } },
      volumeMounts: [{ name: 'config', mountPath: '/etc/agent' }],
    },
  ],
  volumes: [{ name: 'config', configMap: { name: 'agent' } }],
};
const daemonSet = (podSpec: object = hostProcess, spec: object = {}) => ({
  metadata: { name: 'agent' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: podSpec }, ...spec },
});
const plain = { restartPolicy: 'Never', containers: [{ name: 'main', image: 'x:1' }] };
const job = (podSpec: object = plain, spec: object = {}) => ({
  metadata: { name: 'cleanup' },
  spec: { template: { metadata: { labels }, spec: podSpec }, ...spec },
});
const service = (spec: object) => ({ metadata: { name: 'agent' }, spec });

describe('kube-server/workloads', () => {
  let server: KubeServer;
  let client: Client;

  before(async () => {
    server = await startKubeServer();
    client = new Client(server);
  });
  after(async () => {
    client.close();
    await server.close();
  });
  afterEach(() => {
    for (const store of ['configmaps', 'services', 'daemonsets', 'jobs']) {
      for (const { metadata } of server.store.list(store)) server.store.remove(store, `${metadata.namespace}/${metadata.name}`);
    }
  });

  const create = async (kind: string, object: object): Promise<KubeObject> => {
    const { status, body } = await client.post(PATHS[kind]!, object);
    assert.equal(status, 201, body.message);
    return body;
  };
  /** The field errors of the response. */
  const causes = async (kind: string, object: object): Promise<string[]> => {
    const { status, body } = await client.post(`${PATHS[kind]}?dryRun=All`, object);
    assert.equal(status, 422, body.message);
    return body.details.causes.map(({ field, message }: Json) => `${field}: ${message}`);
  };

  describe('DaemonSets', () => {
    it('get the defaults of the API server, also in their pod template', async () => {
      const { metadata, spec, status } = await create('DaemonSet', daemonSet());
      assert.equal(metadata.generation, 1);
      assert.deepEqual(spec.updateStrategy, { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } });
      assert.equal(spec.revisionHistoryLimit, 10);
      assert.deepEqual(status, { currentNumberScheduled: 0, desiredNumberScheduled: 0, numberMisscheduled: 0, numberReady: 0 });
      const pod = spec.template.spec;
      assert.deepEqual([pod.restartPolicy, pod.dnsPolicy, pod.terminationGracePeriodSeconds], ['Always', 'ClusterFirst', 30]);
      // Admission plugins and the pod's own defaults set these, but not in a template.
      assert.deepEqual([pod.serviceAccountName, pod.priority, pod.enableServiceLinks], [undefined, undefined, undefined]);
      const [container] = pod.containers;
      assert.deepEqual(container.livenessProbe, {
        httpGet: { path: '/healthz', port: 'metrics', scheme: 'HTTP' },
        ...{ timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 },
      });
      assert.deepEqual(container.ports, [{ name: 'metrics', containerPort: 9464, hostPort: 9464, protocol: 'TCP' }]);
      assert.equal(container.env[0].valueFrom.fieldRef.apiVersion, 'v1');
      assert.equal(pod.volumes[0].configMap.defaultMode, 0o644);
    });

    it('count the changes of their spec, and keep status and spec apart', async () => {
      await create('DaemonSet', daemonSet());
      const path = `${PATHS.DaemonSet}/agent`;
      const changed = await client.patch(path, 'strategic-merge', {
        spec: { template: { spec: { containers: [{ name: 'agent', image: 'agent:2' }] } } },
        status: { numberReady: 3 },
      });
      assert.deepEqual([changed.body.metadata.generation, changed.body.status.numberReady], [2, 0]);
      assert.equal(changed.body.spec.template.spec.containers[0].ports.length, 1);
      const ready = await client.patch(`${path}/status`, 'merge', { status: { numberReady: 3 } });
      assert.deepEqual([ready.body.metadata.generation, ready.body.status.numberReady], [2, 3]);
    });

    it('never change their selector', async () => {
      await create('DaemonSet', daemonSet());
      const both = { app: 'agent', more: 'x' };
      const spec = { selector: { matchLabels: both }, template: { metadata: { labels: both } } };
      const { status, body } = await client.patch(`${PATHS.DaemonSet}/agent`, 'merge', { spec });
      assert.equal(status, 422);
      assert.match(body.message, /spec\.selector: Invalid value: .*: field is immutable/);
    });

    const T = 'spec.template.spec';
    const container = (fields: object) => ({ ...plain, restartPolicy: 'Always', containers: [{ name: 'main', image: 'x:1', ...fields }] });
    const refused: readonly [title: string, object: object, ...problems: string[]][] = [
      [
        'whose selector does not find its pods',
        daemonSet(container({}), { selector: { matchLabels: { app: 'other' } } }),
        'spec.template.metadata.labels: Invalid value: {"app":"agent"}: `selector` does not match template `labels`',
      ],
      [
        'whose selector is empty',
        daemonSet(container({}), { selector: {} }),
        'spec.selector: Invalid value: {}: empty selector is invalid for daemonset',
      ],
      ['that would let its pods end', daemonSet(plain), `${T}.restartPolicy: Unsupported value: "Never": supported values: "Always"`],
      [
        'that would never be updated',
        daemonSet(container({}), { updateStrategy: { rollingUpdate: { maxUnavailable: 0 } } }),
        'spec.updateStrategy.rollingUpdate.maxUnavailable: Invalid value: 0: cannot be 0 when maxSurge is 0',
      ],
      [
        'that is updated in both ways',
        daemonSet(container({}), { updateStrategy: { rollingUpdate: { maxSurge: '10%' } } }),
        'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: "10%": may not be set when maxUnavailable is non-zero',
      ],
      [
        'of HostProcess containers off the host network',
        daemonSet({ ...hostProcess, hostNetwork: false }),
        `${T}.hostNetwork: Invalid value: false: hostNetwork must be true if pod contains any hostProcess containers`,
      ],
      [
        'with a HostProcess container among others',
        daemonSet({
          hostNetwork: true,
          containers: [
            { name: 'a', image: 'x:1', securityContext: { windowsOptions: { hostProcess: true } } },
            { name: 'b', image: 'x:1' },
          ],
        }),
        `${T}: Invalid value: "": If pod contains any hostProcess containers then all containers must be HostProcess containers`,
      ],
      [
        'whose container contradicts its pod',
        daemonSet({
          hostNetwork: true,
          securityContext: { windowsOptions: { hostProcess: false } },
          containers: [{ name: 'a', image: 'x:1', securityContext: { windowsOptions: { hostProcess: true } } }],
        }),
        `${T}.containers[0].securityContext.windowsOptions.hostProcess: Invalid value: true: pod hostProcess value must be identical if both are ` +
          'specified, was false',
      ],
      [
        'of Windows pods with what only Linux has',
        daemonSet({
          ...container({ securityContext: { privileged: true } }),
          os: { name: 'windows' },
          hostPID: true,
          securityContext: { runAsUser: 0 },
        }),
        `${T}.hostPID: Forbidden: cannot be set for a windows pod`,
        `${T}.securityContext.runAsUser: Forbidden: cannot be set for a windows pod`,
        `${T}.containers[0].securityContext.privileged: Forbidden: cannot be set for a windows pod`,
      ],
      [
        'of Linux pods with Windows options',
        daemonSet({ ...container({}), os: { name: 'linux' }, securityContext: { windowsOptions: { runAsUserName: 'x' } } }),
        `${T}.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod`,
      ],
      [
        'with a mount of no volume',
        daemonSet(container({ volumeMounts: [{ name: 'config', mountPath: '/a' }, { name: 'config' }] })),
        `${T}.containers[0].volumeMounts[0].name: Not found: "config"`,
        `${T}.containers[0].volumeMounts[1].name: Not found: "config"`,
        `${T}.containers[0].volumeMounts[1].mountPath: Required value`,
      ],
      [
        'with a volume of two kinds',
        daemonSet({ ...container({}), volumes: [{ name: 'v', emptyDir: {}, hostPath: { path: '/' } }, { name: 'v' }] }),
        `${T}.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type`,
        `${T}.volumes[1].name: Duplicate value: "v"`,
      ],
      [
        'with an unknown field of the pod in its environment',
        daemonSet(container({ env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'spec.node' } } }] })),
        `${T}.containers[0].env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "spec.node": supported values: "metadata.name", ` +
          '"metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", ' +
          '"status.podIPs"',
      ],
      [
        'with probes without a handler, or with an invalid port',
        daemonSet(container({ livenessProbe: {}, readinessProbe: { httpGet: { port: 0 }, exec: { command: ['a'] } } })),
        `${T}.containers[0].livenessProbe: Required value: must specify a handler type`,
        `${T}.containers[0].readinessProbe.httpGet: Forbidden: may not specify more than 1 handler type`,
        `${T}.containers[0].readinessProbe.httpGet.port: Invalid value: 0: must be between 1 and 65535, inclusive`,
      ],
      [
        'with a toleration without a key',
        daemonSet({ ...container({}), tolerations: [{ effect: 'Never' }] }),
        `${T}.tolerations[0].operator: Invalid value: "": operator must be Exists when \`key\` is empty, which means "match all values and all keys"`,
        `${T}.tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"`,
      ],
    ];
    for (const [title, object, ...problems] of refused) {
      it(`are rejected: one ${title}`, async () => assert.deepEqual(await causes('DaemonSet', object), problems));
    }

    it('report unknown fields and invalid quantities of their pods by name', async () => {
      const typo = daemonSet(
        container({ securityContext: { windowsOptions: { hostprocess: true } }, resources: { limits: { memory: '1Gi' } } }),
      );
      const { body } = await client.post(`${PATHS.DaemonSet}?fieldValidation=Strict&dryRun=All`, typo);
      assert.match(body.message, /unknown field "spec\.template\.spec\.containers\[0\]\.securityContext\.windowsOptions\.hostprocess"/);
      const bad = await client.post(PATHS.DaemonSet!, daemonSet(container({ resources: { limits: { memory: 'much' } } })));
      assert.deepEqual([bad.status, /quantities must match the regular expression/.test(bad.body.message)], [400, true]);
    });
  });

  describe('Jobs', () => {
    it('get a generated selector, and their pods its labels', async () => {
      const { metadata, spec } = await create('Job', job());
      const selected = { 'batch.kubernetes.io/controller-uid': metadata.uid };
      assert.deepEqual(spec.selector, { matchLabels: selected });
      assert.deepEqual(spec.template.metadata.labels, {
        ...{ ...labels, ...selected, 'batch.kubernetes.io/job-name': 'cleanup' },
        ...{ 'controller-uid': metadata.uid, 'job-name': 'cleanup' },
      });
      assert.deepEqual([spec.parallelism, spec.completions, spec.backoffLimit, spec.suspend], [1, 1, 6, false]);
    });

    it('never change their template', async () => {
      await create('Job', job());
      const { status, body } = await client.patch(`${PATHS.Job}/cleanup`, 'strategic-merge', {
        spec: { template: { spec: { containers: [{ name: 'main', image: 'x:2' }] } } },
      });
      assert.equal(status, 422);
      assert.match(body.message, /spec\.template: Invalid value: .*: field is immutable/);
    });

    it('may select other nodes until they start', async () => {
      await create('Job', job(plain, { suspend: true }));
      const path = `${PATHS.Job}/cleanup`;
      const moved = (nodeSelector: object) => client.patch(path, 'merge', { spec: { template: { spec: { nodeSelector } } } });
      assert.equal((await moved({ 'kubernetes.io/os': 'windows' })).status, 200);
      await client.patch(path, 'merge', { spec: { suspend: false } });
      assert.equal((await moved({ 'kubernetes.io/os': 'linux' })).status, 422);
    });

    it('scale only if they are indexed, with completions equal to parallelism', async () => {
      const resize = async (completions: number, parallelism: number) => {
        const { status, body } = await client.patch(`${PATHS.Job}/cleanup`, 'merge', { spec: { completions, parallelism } });
        return [status, body.details?.causes?.[0].message];
      };
      await create('Job', job(plain, { completionMode: 'Indexed', completions: 1, parallelism: 1 }));
      assert.deepEqual(await resize(3, 3), [200, undefined]);
      assert.deepEqual(await resize(4, 3), [422, 'Invalid value: 4: can only be modified in tandem with spec.parallelism']);
      await client.call('DELETE', `${PATHS.Job}/cleanup`);
      await create('Job', job());
      assert.deepEqual(await resize(3, 3), [422, 'Invalid value: 3: field is immutable']);
    });

    it('are rejected if their pods never end, or if they specify a selector', async () => {
      const restart = 'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"';
      assert.deepEqual(await causes('Job', job({ containers: plain.containers })), [restart]);
      const [selector] = await causes('Job', job(plain, { selector: { matchLabels: labels } }));
      assert.equal(selector, 'spec.selector: Invalid value: {"matchLabels":{"app":"agent"}}: `selector` not auto-generated');
      assert.deepEqual(await causes('Job', job(plain, { parallelism: -1 })), [
        'spec.parallelism: Invalid value: -1: must be greater than or equal to 0',
      ]);
    });
  });

  describe('Services', () => {
    it('get a unique address and keep it', async () => {
      const ports = [{ port: 80 }];
      const first = await create('Service', service({ ports }));
      assert.equal(first.spec.clusterIP, '10.0.0.1');
      assert.deepEqual(first.spec.clusterIPs, ['10.0.0.1']);
      assert.deepEqual(first.spec.ports, [{ port: 80, protocol: 'TCP', targetPort: 80 }]);
      const second = await create('Service', { ...service({ ports }), metadata: { name: 'other' } });
      assert.equal(second.spec.clusterIP, '10.0.0.2');
      const put = await client.call('PUT', `${PATHS.Service}/agent`, { body: service({ ports: [{ port: 81 }] }) });
      assert.deepEqual([put.status, put.body.spec.clusterIP], [200, '10.0.0.1']);
      const moved = await client.patch(`${PATHS.Service}/agent`, 'merge', { spec: { clusterIP: '10.0.0.9' } });
      assert.match(moved.body.message, /spec\.clusterIPs\[0\]: Invalid value: \["10\.0\.0\.9"\]: may not change once set/);
    });

    it('have no address if they are headless', async () => {
      const { spec } = await create('Service', service({ clusterIP: 'None', selector: labels }));
      assert.deepEqual([spec.clusterIP, spec.clusterIPs], ['None', ['None']]);
    });

    it('are rejected without ports, names of their ports or a valid name', async () => {
      assert.deepEqual(await causes('Service', service({})), ['spec.ports: Required value']);
      assert.deepEqual(await causes('Service', service({ ports: [{ port: 80 }, { port: 70000, name: 'b' }] })), [
        'spec.ports[0].name: Required value',
        'spec.ports[1].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
        'spec.ports[1].targetPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ]);
      const [name] = await causes('Service', { metadata: { name: '1st' }, spec: { ports: [{ port: 80 }] } });
      assert.match(name!, /^metadata\.name: Invalid value: "1st": a DNS-1035 label must consist of/);
    });
  });

  describe('ConfigMaps', () => {
    it('have text and bytes under valid keys', async () => {
      const { data, binaryData } = await create('ConfigMap', {
        metadata: { name: 'c' },
        data: { 'agent.yaml': 'a: 1\n' },
        binaryData: { b: '/wA=' },
      });
      assert.deepEqual([data, binaryData], [{ 'agent.yaml': 'a: 1\n' }, { b: '/wA=' }]);
      const [key, twice] = await causes('ConfigMap', { metadata: { name: 'd' }, data: { 'a/b': '' }, binaryData: { 'a/b': '' } });
      assert.match(key!, /^data\[a\/b\]: Invalid value: "a\/b": a valid config key must consist of/);
      assert.match(twice!, /^binaryData\[a\/b\]/);
    });

    it('have at most one mebibyte', async () => {
      const full = { metadata: { name: 'c' }, data: { a: 'x'.repeat(1024 * 1024) } };
      await create('ConfigMap', full);
      assert.deepEqual(await causes('ConfigMap', { metadata: { name: 'd' }, data: { ...full.data, b: 'x' } }), [
        ': Too long: may not be more than 1048576 bytes',
      ]);
    });

    it('do not change once they are immutable', async () => {
      await create('ConfigMap', { metadata: { name: 'c' }, data: { a: '1' }, immutable: true });
      const { status, body } = await client.patch(`${PATHS.ConfigMap}/c`, 'merge', { data: { a: '2' }, immutable: null });
      assert.equal(status, 422);
      assert.deepEqual(
        body.details.causes.map(({ field }: Json) => field),
        ['immutable', 'data'],
      );
    });
  });
});
