/** k/k pkg/apis/core/validation, the parts that a NetworkPolicy user meets: containers, ports, and what of a pod cannot change. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../object.ts';
import type { FieldErrors } from './field-errors.ts';
import { dnsLabel, portName, portNumber } from './names.ts';

interface Container {
  name?: string;
  image?: string;
  ports?: { name?: string; containerPort?: number; hostPort?: number; protocol?: string }[];
}

export function validatePod(pod: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  const { spec } = pod;
  const containers: readonly Container[] = spec.containers ?? [];
  if (containers.length === 0) errors.required('spec.containers');
  const names = new Set<string>();
  for (const [list, items] of [
    ['containers', containers],
    ['initContainers', spec.initContainers ?? []],
  ] as const) {
    for (const [i, container] of (items as Container[]).entries()) validateContainer(container, `spec.${list}[${i}]`, names, errors);
  }
  errors.oneOf('spec.restartPolicy', spec.restartPolicy, ['Always', 'OnFailure', 'Never']);
  errors.oneOf('spec.dnsPolicy', spec.dnsPolicy, ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']);
  if (old && !isDeepStrictEqual(unchangeable(pod), unchangeable(old))) errors.forbidden('spec', FIXED);
}

function validateContainer(container: Container, path: string, names: Set<string>, errors: FieldErrors): void {
  if (!container.name) errors.required(`${path}.name`);
  else if (names.has(container.name)) errors.duplicate(`${path}.name`, container.name);
  else errors.check(`${path}.name`, container.name, dnsLabel(container.name));
  names.add(container.name ?? '');
  if (!container.image) errors.required(`${path}.image`);
  const portNames = new Set<string>();
  for (const [i, port] of (container.ports ?? []).entries()) {
    const at = `${path}.ports[${i}]`;
    if (port.name !== undefined) {
      errors.check(`${at}.name`, port.name, portName(port.name));
      if (portNames.has(port.name)) errors.duplicate(`${at}.name`, port.name);
      portNames.add(port.name);
    }
    if (port.containerPort === undefined) errors.required(`${at}.containerPort`);
    else errors.check(`${at}.containerPort`, port.containerPort, portNumber(port.containerPort));
    if (port.hostPort) errors.check(`${at}.hostPort`, port.hostPort, portNumber(port.hostPort));
    errors.oneOf(`${at}.protocol`, port.protocol, ['TCP', 'UDP', 'SCTP']);
  }
}

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,' +
  '`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The spec without what an update may change. Binding (nodeName) is not the client's either: it has a subresource of its own. */
function unchangeable(pod: KubeObject): unknown {
  const { activeDeadlineSeconds, tolerations, terminationGracePeriodSeconds, ...spec } = pod.spec;
  const imageless = (containers: Container[] | undefined) => containers?.map(({ image, ...rest }) => rest);
  return { ...spec, containers: imageless(spec.containers), initContainers: imageless(spec.initContainers) };
}
