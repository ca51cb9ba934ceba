/** k/k pkg/apis/core/validation: Services. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { validateLabels } from '../../../src/simulator/kube/validation/labels.ts';
import { dnsLabel, portName, portNumber } from '../../../src/simulator/kube/validation/names.ts';

interface ServicePort {
  name?: string;
  port?: number;
  targetPort?: number | string;
  protocol?: string;
}

export function validateService({ spec }: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  const ports: readonly ServicePort[] = spec.ports ?? [];
  const headless = spec.clusterIP === 'None';
  errors.oneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']);
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') errors.required('spec.ports');
  if (spec.type === 'ExternalName' && !spec.externalName) errors.required('spec.externalName');
  validateLabels(spec.selector, 'spec.selector', errors);
  const seen = new Set<string>();
  for (const [i, port] of ports.entries()) validatePort(port, ports.length > 1, seen, `spec.ports[${i}]`, errors);
  const [before, after] = [old?.spec.clusterIP, spec.clusterIP];
  if (before && spec.type !== 'ExternalName' && old?.spec.type !== 'ExternalName' && before !== after) {
    errors.invalid('spec.clusterIPs[0]', [after ?? ''], 'may not change once set');
  }
}

function validatePort(
  { name, port = 0, targetPort = port, protocol }: ServicePort,
  oneOfMany: boolean,
  seen: Set<string>,
  path: string,
  errors: FieldErrors,
): void {
  if (name) errors.check(`${path}.name`, name, dnsLabel(name));
  else if (oneOfMany) errors.required(`${path}.name`);
  if (name && seen.has(name)) errors.duplicate(`${path}.name`, name);
  errors.check(`${path}.port`, port, portNumber(port));
  errors.oneOf(`${path}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']);
  errors.check(`${path}.targetPort`, targetPort, typeof targetPort === 'number' ? portNumber(targetPort) : portName(targetPort));
  const place = `${protocol} ${port}`;
  if (seen.has(place)) errors.duplicate(path, { protocol, port });
  seen.add(place);
  if (name) seen.add(name);
}
