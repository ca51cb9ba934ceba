/** Defaults of DaemonSets, Jobs and Services (k/k pkg/apis/{apps,batch,core}/v1/defaults.go). */

import { fill } from '../../../src/simulator/kube/defaults/fill.ts';
import { podSpecDefaults } from '../../../src/simulator/kube/defaults/pod.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';

export function daemonSetDefaults(daemonSet: KubeObject): void {
  fill(daemonSet, { spec: {} });
  const { spec } = daemonSet;
  templateDefaults(spec);
  fill(spec, { revisionHistoryLimit: 10, updateStrategy: {} });
  fill(spec.updateStrategy, { type: 'RollingUpdate' });
  if (spec.updateStrategy.type !== 'RollingUpdate') return;
  fill(spec.updateStrategy, { rollingUpdate: {} });
  fill(spec.updateStrategy.rollingUpdate, { maxSurge: 0, maxUnavailable: 1 });
}

export function jobDefaults(job: KubeObject): void {
  fill(job, { spec: {} });
  const { spec } = job;
  templateDefaults(spec);
  if (spec.completions === undefined && spec.parallelism === undefined) fill(spec, { completions: 1, parallelism: 1 });
  fill(spec, { parallelism: 1, backoffLimit: 6, completionMode: 'NonIndexed', suspend: false, manualSelector: false });
  fill(spec, { podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed' });
  const { labels } = spec.template.metadata ?? {};
  if (job.metadata.labels === undefined && labels) job.metadata.labels = { ...labels };
}

function templateDefaults(spec: KubeObject['spec']): void {
  fill(spec, { template: {} });
  fill(spec.template, { spec: {} });
  podSpecDefaults(spec.template.spec);
}

export function serviceDefaults(service: KubeObject): void {
  fill(service, { spec: {} });
  const { spec } = service;
  fill(spec, { type: 'ClusterIP', sessionAffinity: 'None' });
  if (spec.type !== 'ExternalName') fill(spec, { internalTrafficPolicy: 'Cluster', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  if (spec.clusterIP) fill(spec, { clusterIPs: [spec.clusterIP] });
  for (const port of spec.ports ?? []) fill(port, { protocol: 'TCP', targetPort: port.port });
}
