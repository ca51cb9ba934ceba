import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { configOptions, parseListenAddress } from '../../src/agent/config.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { needs } from '../needs.ts';
import { OVERLAYS, only, render, renderWith } from './kustomize.ts';

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
const buildsOf = (objects: readonly KubeObject[]) =>
  podOf(objects).affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values;

describe('deploy: the DaemonSet', () => {
  let objects: KubeObject[];
  before(function () {
    needs(this, 'kubectl');
    objects = render('overlays/aks-azure-cni');
  });

  it('is a HostProcess container of the system account, on the host’s network, on every Windows node of the build, with any taints', () => {
    const { securityContext, hostNetwork, nodeSelector, tolerations, priorityClassName } = podOf(objects);
    assert.deepEqual(securityContext, { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } });
    assert.equal(hostNetwork, true);
    assert.deepEqual(nodeSelector, { 'kubernetes.io/os': 'windows' });
    assert.deepEqual(tolerations, [{ operator: 'Exists' }]);
    assert.equal(priorityClassName, 'system-node-critical');
    assert.deepEqual(only(objects, 'DaemonSet').spec.updateStrategy, { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } });
  });

  it('runs on Windows Server 2022, and with components on 2019 and 2025 too', () => {
    assert.deepEqual(buildsOf(objects), ['10.0.20348']);
    assert.deepEqual(buildsOf(renderWith('generic', 'windows-2019', 'windows-2025')), ['10.0.20348', '10.0.17763', '10.0.26100']);
  });

  for (const overlay of OVERLAYS) {
    it(`${overlay}: the agent can be configured by the settings in the ConfigMap`, () => {
      const config = configOf(render(`overlays/${overlay}`));
      assert.equal(config.nodeName, 'node');
      assert.equal(config.transport, 'auto');
    });
  }

  it('gets the settings dry-run and reject-policy from components', () => {
    const { dryRun, onUnsupported } = configOf(objects);
    assert.deepEqual([dryRun, onUnsupported], [false, 'reject-item']);
    const told = configOf(renderWith('aks-azure-cni', 'dry-run', 'reject-policy'));
    assert.deepEqual([told.dryRun, told.onUnsupported], [true, 'reject-policy']);
    assert.deepEqual(told.takeover, ['azure-npm']);
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
