import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { configOptions, parseListenAddress } from '../../src/agent/config.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { TRANSLATION_NAMES } from '../../src/hns/windows.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { needs } from '../needs.ts';
import { OVERLAYS, only, render, renderOwn, renderWith } from './kustomize.ts';

const SANDBOX = '%CONTAINER_SANDBOX_MOUNT_POINT%\\';

/** The agent's configuration as its container reads it. */
function configOf(objects: readonly KubeObject[]) {
  const env: { name: string; value?: string }[] = containerOf(objects).env;
  const environment = Object.fromEntries(
    env.filter(({ name }) => name.startsWith('HNS_POLICY_')).map(({ name, value = 'node' }) => [name, value]),
  );
  return readConfig({ environment, file: { path: 'agent.yaml', text: only(objects, 'ConfigMap').data['agent.yaml'] } });
}
const podOf = (objects: readonly KubeObject[]) => only(objects, 'DaemonSet').spec.template.spec;
const containerOf = (objects: readonly KubeObject[]) => podOf(objects).containers[0];

interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** Evaluates the node selector and the required node affinity of a pod. */
function isScheduled(pod: ReturnType<typeof podOf>, labels: Readonly<Record<string, string>>): boolean {
  const selector = Object.entries(pod.nodeSelector as Record<string, string>);
  const terms: readonly { readonly matchExpressions: readonly Requirement[] }[] =
    pod.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  const holds = ({ key, operator, values = [] }: Requirement) => {
    const isAmong = labels[key] !== undefined && values.includes(labels[key]);
    return { In: isAmong, NotIn: !isAmong, Exists: key in labels, DoesNotExist: !(key in labels) }[operator];
  };
  return selector.every(([key, value]) => labels[key] === value) && terms.some(term => term.matchExpressions.every(holds));
}

describe('deploy: the DaemonSet', () => {
  let objects: KubeObject[];
  before(function () {
    needs(this, 'kubectl');
    objects = render('overlays/aks-azure-cni');
  });

  it('is a HostProcess container of the system account, on the host’s network, on every Windows node, with any taints', () => {
    const { securityContext, hostNetwork, nodeSelector, tolerations, priorityClassName } = podOf(objects);
    assert.deepEqual(securityContext, { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } });
    assert.equal(hostNetwork, true);
    assert.deepEqual(nodeSelector, { 'kubernetes.io/os': 'windows' });
    assert.deepEqual(tolerations, [{ operator: 'Exists' }]);
    assert.equal(priorityClassName, 'system-node-critical');
  });

  it('runs on every build of Windows Server, and not on a node with the label that keeps it away', () => {
    for (const overlay of OVERLAYS) {
      const pod = podOf(render(`overlays/${overlay}`));
      for (const build of ['10.0.20348', '10.0.26100', '10.0.99999']) {
        const labels = { 'kubernetes.io/os': 'windows', 'node.kubernetes.io/windows-build': build };
        assert.equal(isScheduled(pod, labels), true, build);
        assert.equal(isScheduled(pod, { ...labels, 'hns-policy-agent/exclude': 'true' }), false, build);
        assert.equal(isScheduled(pod, { ...labels, 'hns-policy-agent/exclude': 'false' }), true, build);
      }
      assert.equal(isScheduled(pod, { 'kubernetes.io/os': 'linux' }), false);
    }
  });

  it('is updated on a tenth of the nodes at a time, and a node counts once it has been ready for a while', () => {
    const { updateStrategy, minReadySeconds } = only(objects, 'DaemonSet').spec;
    assert.deepEqual(updateStrategy, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } });
    assert.equal(minReadySeconds, 10);
  });

  for (const overlay of OVERLAYS) {
    it(`${overlay}: the agent can be configured by the settings in the ConfigMap`, () => {
      const config = configOf(render(`overlays/${overlay}`));
      assert.equal(config.nodeName, 'node');
      assert.equal(config.transport, 'auto');
    });
  }

  it('translates every feature with the component translate, and none without', () => {
    assert.deepEqual(configOf(objects).translate, []);
    assert.deepEqual(configOf(renderWith('aks-azure-cni', 'translate')).translate, TRANSLATION_NAMES);
  });

  it('gets the settings dry-run and reject-policy from components', () => {
    const { dryRun, onUnsupported } = configOf(objects);
    assert.deepEqual([dryRun, onUnsupported], [false, 'reject-item']);
    const told = configOf(renderWith('aks-azure-cni', 'dry-run', 'reject-policy'));
    assert.deepEqual([told.dryRun, told.onUnsupported], [true, 'reject-policy']);
    assert.deepEqual(told.takeover, ['azure-npm']);
  });

  it('the component preflight adds an init container of the same image, which only reports and has the settings of the agent', () => {
    const rendered = renderOwn(
      stringify({
        resources: ['../hns-policy-agent/deploy/overlays/aks-azure-cni'],
        components: ['../hns-policy-agent/deploy/components/preflight'],
        images: [{ name: 'registry.example.com/hns-policy-agent', newName: 'mine.example/agent', newTag: '9' }],
      }),
    );
    const { initContainers, containers } = podOf(rendered);
    const [{ image, command, args, workingDir, volumeMounts, env }] = initContainers;
    const agent = containers[0];
    assert.equal(initContainers.length, 1);
    assert.deepEqual(
      { image, command, workingDir, volumeMounts },
      { image: 'mine.example/agent:9', command: agent.command, workingDir: agent.workingDir, volumeMounts: agent.volumeMounts },
    );
    // Without --strict.
    assert.deepEqual(
      args,
      agent.args.map((word: string) => (word === 'agent' ? 'preflight' : word)),
    );
    assert.deepEqual(
      env,
      agent.env.filter(({ name }: { name: string }) => name.startsWith('HNS_POLICY_')),
    );
  });

  it('uses no path that needs bind mounts', () => {
    const { command, args, workingDir, volumeMounts } = containerOf(objects);
    const paths: string[] = [...command, ...args].filter(word => /[\\/]/.test(word));
    for (const path of paths) assert.ok(path.startsWith(SANDBOX), path);
    assert.deepEqual(
      paths.map(path => path.slice(SANDBOX.length)),
      ['node.exe', 'dist\\cli\\main.js', 'etc\\hns-policy-agent\\agent.yaml'],
    );
    assert.equal(`${workingDir}\\`, SANDBOX);
    // The last volume is the ConfigMap's.
    assert.deepEqual(volumeMounts, [{ name: 'config', mountPath: '/etc/hns-policy-agent', readOnly: true }]);
    assert.deepEqual(Object.keys(only(objects, 'ConfigMap').data), ['agent.yaml']);
    assert.equal(podOf(objects).volumes[0].configMap.name, only(objects, 'ConfigMap').metadata.name);
  });

  it('has probes on the agent’s address and paths', () => {
    const { ports, livenessProbe, readinessProbe } = containerOf(objects);
    const { host, port } = parseListenAddress(configOf(objects).metricsAddress!)!;
    assert.equal(host, '0.0.0.0');
    assert.deepEqual(ports, [{ name: 'metrics', containerPort: port }]);
    assert.deepEqual(livenessProbe.httpGet, { path: '/healthz', port: 'metrics' });
    assert.deepEqual(readinessProbe.httpGet, { path: '/readyz', port: 'metrics' });
  });

  it('is rolled out again when a setting changes, because the ConfigMap’s name ends in a hash', () => {
    const [before, after] = ['aks-azure-cni', 'generic'].map(overlay => render(`overlays/${overlay}`));
    assert.notEqual(podOf(before!).volumes[0].configMap.name, podOf(after!).volumes[0].configMap.name);
  });

  it('sets only variables of the agent and of Node', () => {
    const known = [...configOptions.map(({ variable }) => variable), 'NODE_OPTIONS'];
    for (const { name } of containerOf(objects).env) assert.ok(known.includes(name), name);
  });

  it('limits the heap to three quarters of the memory limit, so that the agent ends with an error instead of failed allocations', () => {
    const { env, resources } = containerOf(objects);
    const options: string = env.find(({ name }: { name: string }) => name === 'NODE_OPTIONS').value;
    const heap = Number(/--max-old-space-size=(\d+)/.exec(options)?.[1]);
    const [, number, unit] = /^(\d+)(Mi|Gi)$/.exec(resources.limits.memory)!;
    assert.equal(heap, Number(number) * (unit === 'Gi' ? 1024 : 1) * 0.75);
  });

  it('runs the image of this version', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(containerOf(objects).image, `registry.example.com/hns-policy-agent:${version}`);
  });

  it('is in kube-system, with its service account bound to the role there', () => {
    for (const { kind, metadata } of objects) {
      assert.equal(metadata.namespace, /^(Cluster|ValidatingAdmission)/.test(kind) ? undefined : 'kube-system', kind);
      assert.equal(metadata.labels?.['app.kubernetes.io/name'], 'hns-policy-agent', kind);
    }
    const { subjects, roleRef } = only(objects, 'ClusterRoleBinding');
    assert.deepEqual(subjects, [{ kind: 'ServiceAccount', name: 'hns-policy-agent', namespace: 'kube-system' }]);
    assert.deepEqual(roleRef, { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'hns-policy-agent' });
    assert.equal(podOf(objects).serviceAccountName, 'hns-policy-agent');
  });
});
