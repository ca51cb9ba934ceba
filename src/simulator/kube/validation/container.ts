/** k/k pkg/apis/core/validation of a container: image, ports, environment, mounts, probes. */
import type { FieldErrors } from './field-errors.ts';
import { dnsLabel, portName, portNumber } from './names.ts';

interface Probe {
  exec?: object;
  grpc?: object;
  httpGet?: { port?: number | string };
  tcpSocket?: { port?: number | string };
}

export interface Container {
  name?: string;
  image?: string;
  ports?: { name?: string; containerPort?: number; hostPort?: number; protocol?: string }[];
  env?: { name?: string; value?: string; valueFrom?: { fieldRef?: { fieldPath?: string } } }[];
  volumeMounts?: { name?: string; mountPath?: string }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  securityContext?: { windowsOptions?: { hostProcess?: boolean }; [field: string]: unknown };
}

/** @param volumes names of the pod's volumes. */
export function validateContainer(container: Container, path: string, volumes: ReadonlySet<string>, errors: FieldErrors): void {
  if (!container.name) errors.required(`${path}.name`);
  else errors.check(`${path}.name`, container.name, dnsLabel(container.name));
  if (!container.image) errors.required(`${path}.image`);
  validatePorts(container, `${path}.ports`, errors);
  validateEnvironment(container, `${path}.env`, errors);
  validateMounts(container, `${path}.volumeMounts`, volumes, errors);
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[name]) validateProbe(container[name], `${path}.${name}`, errors);
  }
}

function validatePorts({ ports = [] }: Container, path: string, errors: FieldErrors): void {
  const names = new Set<string>();
  for (const [i, port] of ports.entries()) {
    const at = `${path}[${i}]`;
    if (port.name !== undefined) {
      errors.check(`${at}.name`, port.name, portName(port.name));
      if (names.has(port.name)) errors.duplicate(`${at}.name`, port.name);
      names.add(port.name);
    }
    if (port.containerPort === undefined) errors.required(`${at}.containerPort`);
    else errors.check(`${at}.containerPort`, port.containerPort, portNumber(port.containerPort));
    if (port.hostPort) errors.check(`${at}.hostPort`, port.hostPort, portNumber(port.hostPort));
    errors.oneOf(`${at}.protocol`, port.protocol, ['TCP', 'UDP', 'SCTP']);
  }
}

const FIELD_PATHS =
  `metadata.name metadata.namespace metadata.uid spec.nodeName spec.serviceAccountName status.hostIP status.hostIPs status.podIP
  status.podIPs`.split(/\s+/);

function validateEnvironment({ env = [] }: Container, path: string, errors: FieldErrors): void {
  for (const [i, { name, value, valueFrom }] of env.entries()) {
    const at = `${path}[${i}]`;
    if (!name) errors.required(`${at}.name`);
    if (!valueFrom) continue;
    if (value) errors.invalid(`${at}.valueFrom`, '', 'may not be specified when `value` is not empty');
    const { fieldPath } = valueFrom.fieldRef ?? {};
    // A path may name one label or annotation by its key.
    if (!valueFrom.fieldRef || /^metadata\.(labels|annotations)\['[^']+'\]$/.test(fieldPath ?? '')) continue;
    if (fieldPath) errors.oneOf(`${at}.valueFrom.fieldRef.fieldPath`, fieldPath, FIELD_PATHS);
    else errors.required(`${at}.valueFrom.fieldRef.fieldPath`);
  }
}

function validateMounts({ volumeMounts = [] }: Container, path: string, volumes: ReadonlySet<string>, errors: FieldErrors): void {
  const paths = new Set<string>();
  for (const [i, { name, mountPath }] of volumeMounts.entries()) {
    const at = `${path}[${i}]`;
    if (!name) errors.required(`${at}.name`);
    else if (!volumes.has(name)) errors.notFound(`${at}.name`, name);
    if (!mountPath) errors.required(`${at}.mountPath`);
    else if (paths.has(mountPath)) errors.invalid(`${at}.mountPath`, mountPath, 'must be unique');
    paths.add(mountPath ?? '');
  }
}

function validateProbe(probe: Probe, path: string, errors: FieldErrors): void {
  const handlers = (['exec', 'httpGet', 'tcpSocket', 'grpc'] as const).filter(handler => probe[handler] !== undefined);
  if (handlers.length === 0) errors.required(path, 'must specify a handler type');
  for (const handler of handlers.slice(1)) errors.forbidden(`${path}.${handler}`, 'may not specify more than 1 handler type');
  for (const handler of ['httpGet', 'tcpSocket'] as const) {
    if (!probe[handler]) continue;
    const { port = 0 } = probe[handler];
    errors.check(`${path}.${handler}.port`, port, typeof port === 'number' ? portNumber(port) : portName(port));
  }
}
