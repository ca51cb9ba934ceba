/** The columns of `kubectl get` for daemon sets, jobs, services and config maps. */

import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import { age, duration } from '../../../src/simulator/kube/table/age.ts';
import { AGE, type Column, NAME } from '../../../src/simulator/kube/table/column.ts';
import { selectorText } from '../../../src/simulator/kube/table/selector-text.ts';

const NONE = '<none>';

const number = (name: string, field: string): Column => ({ name, type: 'integer', cell: object => object.status?.[field] ?? 0 });
const wide = (name: string, cell: (object: KubeObject) => string): Column => ({ name, type: 'string', wide: true, cell });

const CONTAINERS = [
  wide('Containers', ({ spec = {} }) =>
    containers(spec)
      .map(({ name }) => name)
      .join(','),
  ),
  wide('Images', ({ spec = {} }) =>
    containers(spec)
      .map(({ image }) => image)
      .join(','),
  ),
  wide('Selector', ({ spec = {} }) => selectorText(spec.selector)),
];

function containers(spec: KubeObject['spec']): readonly { name: string; image: string }[] {
  return spec.template?.spec?.containers ?? [];
}

export const daemonSetColumns: readonly Column[] = [
  NAME,
  number('Desired', 'desiredNumberScheduled'),
  number('Current', 'currentNumberScheduled'),
  number('Ready', 'numberReady'),
  number('Up-to-date', 'updatedNumberScheduled'),
  number('Available', 'numberAvailable'),
  { name: 'Node Selector', type: 'string', cell: ({ spec = {} }) => selectorText({ matchLabels: spec.template?.spec?.nodeSelector }) },
  AGE,
  ...CONTAINERS,
];

export const jobColumns: readonly Column[] = [
  NAME,
  { name: 'Status', type: 'string', cell: jobStatus },
  {
    name: 'Completions',
    type: 'string',
    cell: ({ spec = {}, status }) => `${status?.succeeded ?? 0}/${spec.completions ?? `1 of ${spec.parallelism ?? 1}`}`,
  },
  { name: 'Duration', type: 'string', cell: jobDuration },
  AGE,
  ...CONTAINERS,
];

function jobStatus({ spec = {}, status }: KubeObject): string {
  const conditions: { type: string; status: string }[] = status?.conditions ?? [];
  const found = ['Complete', 'Failed', 'Suspended'].find(type =>
    conditions.some(condition => condition.type === type && condition.status === 'True'),
  );
  return found ?? (spec.suspend ? 'Suspended' : 'Running');
}

function jobDuration({ status = {} }: KubeObject): string {
  const { startTime, completionTime } = status;
  if (startTime === undefined) return '';
  return completionTime === undefined ? age(startTime) : duration((Date.parse(completionTime) - Date.parse(startTime)) / 1000);
}

interface ServicePort {
  port: number;
  nodePort?: number;
  protocol: string;
}

export const serviceColumns: readonly Column[] = [
  NAME,
  { name: 'Type', type: 'string', cell: ({ spec = {} }) => spec.type ?? '' },
  { name: 'Cluster-IP', type: 'string', cell: ({ spec = {} }) => spec.clusterIP || NONE },
  { name: 'External-IP', type: 'string', cell: externalAddresses },
  { name: 'Port(s)', type: 'string', cell: ({ spec = {} }) => ((spec.ports ?? []) as ServicePort[]).map(portText).join(',') || NONE },
  AGE,
  wide('Selector', ({ spec = {} }) => selectorText({ matchLabels: spec.selector })),
];

function externalAddresses({ spec = {}, status }: KubeObject): string {
  if (spec.type === 'ExternalName') return spec.externalName ?? NONE;
  const balancers: { ip?: string; hostname?: string }[] = status?.loadBalancer?.ingress ?? [];
  const found = [...balancers.map(({ ip, hostname }) => ip ?? hostname ?? ''), ...(spec.externalIPs ?? [])];
  return found.join(',') || (spec.type === 'LoadBalancer' ? '<pending>' : NONE);
}

function portText({ port, nodePort, protocol }: ServicePort): string {
  return `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`;
}

export const configMapColumns: readonly Column[] = [
  NAME,
  { name: 'Data', type: 'integer', cell: ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length },
  AGE,
];
