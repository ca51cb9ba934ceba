import { z } from 'zod';
import type { Port, PortRange, Protocol } from '../../core/model.ts';
import { integer, readFields, text } from './fields.ts';
import { portNameErrors, portNumberErrors } from './grammar.ts';
import { at, invalid, type Place, unsupported } from './place.ts';

const NUMBER_OR_NAME = 'must be an integer or a string';

const shape = z.object({
  protocol: text,
  port: z.union([z.int32({ error: NUMBER_OR_NAME }), z.string()], { error: NUMBER_OR_NAME }).nullish(),
  endPort: integer,
});

const PROTOCOLS: readonly Protocol[] = ['TCP', 'UDP', 'SCTP'];

/** The protocol with this name. Default TCP. Undefined for other names. */
export function protocolOf(name: string | null | undefined): Protocol | undefined {
  return PROTOCOLS.find(protocol => protocol === (name ?? 'TCP'));
}

/** Reads a NetworkPolicyPort. The protocol defaults to TCP, the port to every port of the protocol. Undefined if any part is invalid. */
export function readPort(raw: unknown, place: Place): Port | undefined {
  const { findings } = place;
  const errors = findings.errors;
  const fields = readFields(shape, raw, place);
  if (!fields) return undefined;
  const protocol = protocolOf(fields.protocol);
  if (protocol === undefined) unsupported(at(place, 'protocol'), fields.protocol!, PROTOCOLS);
  const port = readNumbers(fields.port, fields.endPort, place);
  return protocol && findings.errors === errors ? { path: place.path, protocol, port } : undefined;
}

const SINGLE: PortRange[] = [];

/** Shared, because policies may list many ports. */
function single(port: number): PortRange {
  if (portNumberErrors(port).length > 0) return [port, port];
  SINGLE[port] ??= Object.freeze([port, port] as const);
  return SINGLE[port];
}

function readNumbers(port: number | string | null | undefined, endPort: number | null | undefined, place: Place): Port['port'] {
  const end = at(place, 'endPort');
  if (typeof port === 'number') {
    for (const error of portNumberErrors(port)) invalid(at(place, 'port'), port, error);
    const last = endPort ?? port;
    if (last < port) invalid(end, last, 'must be greater than or equal to `port`');
    if (last !== port) for (const error of portNumberErrors(last)) invalid(end, last, error);
    return last === port ? single(port) : [port, last];
  }
  if (typeof port === 'string') {
    if (endPort !== undefined && endPort !== null) invalid(end, endPort, 'may not be specified when `port` is non-numeric');
    for (const error of portNameErrors(port)) invalid(at(place, 'port'), port, error);
    return { name: port };
  }
  if (endPort !== undefined && endPort !== null) invalid(end, endPort, 'may not be specified when `port` is not specified');
  return 'any';
}
