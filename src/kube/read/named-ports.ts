import { z } from 'zod';
import type { NamedPort } from '../../core/model.ts';
import { inner, integer, readFields, readList, text } from './fields.ts';
import { portNumberErrors } from './grammar.ts';
import { at, invalid, type Place, unsupported } from './place.ts';
import { protocolOf } from './policy-port.ts';

const containerShape = z.object({ restartPolicy: text, ports: inner });
const portShape = z.object({ name: text, containerPort: integer, protocol: text });

const NONE: readonly NamedPort[] = Object.freeze([]);

/** The named ports of all containers and sidecars (init containers that always restart, docs/reference/networkpolicy-semantics.md §1.5 row 31). */
export function readNamedPorts(containers: unknown, initContainers: unknown, place: Place): readonly NamedPort[] {
  const ports: NamedPort[] = [];
  addPorts(ports, containers, false, at(place, 'containers'));
  addPorts(ports, initContainers, true, at(place, 'initContainers'));
  return ports.length > 0 ? ports : NONE;
}

function addPorts(ports: NamedPort[], raw: unknown, init: boolean, place: Place): void {
  for (const [index, item] of (readList(raw, place) ?? []).entries()) {
    const container = readFields(containerShape, item, at(place, index));
    if (!container || (init && container.restartPolicy !== 'Always')) continue;
    const list = at(at(place, index), 'ports');
    for (const [portIndex, port] of (readList(container.ports, list) ?? []).entries()) {
      const named = readPort(port, at(list, portIndex));
      if (named) ports.push(named);
    }
  }
}

/** Undefined for an unnamed or invalid port. No policy can refer to either. */
function readPort(raw: unknown, place: Place): NamedPort | undefined {
  const fields = readFields(portShape, raw, place);
  if (!fields?.name) return undefined;
  const protocol = protocolOf(fields.protocol);
  if (!protocol) unsupported(at(place, 'protocol'), fields.protocol!, ['SCTP', 'TCP', 'UDP']);
  const port = fields.containerPort ?? 0;
  const errors = portNumberErrors(port);
  for (const error of errors) invalid(at(place, 'containerPort'), port, error);
  return protocol && errors.length === 0 ? { name: fields.name, protocol, port } : undefined;
}
