/** Parses the two ends of a connection. */
import { type Address, formatAddress, parseAddress } from '../../core/address.ts';
import type { Protocol } from '../../core/model.ts';
import { CommandError } from '../command-error.ts';

export type End =
  | { readonly pod: string }
  | { readonly address: Address }
  /** `namespace/name`. Only as a destination. */
  | { readonly service: string };

export interface Connection {
  readonly from: End;
  readonly to: End;
  readonly port: number;
  readonly protocol: Protocol;
}

/**
 * @param from `namespace/pod` or an address.
 * @param to `namespace/pod:port`, `10.0.0.1:port`, `[fd00::1]:port` or `service.namespace[.svc[.domain]]:port`.
 * @throws CommandError with one line per invalid argument.
 */
export function parseConnection(from: string, to: string, protocol: string): Connection {
  const source = parseEnd(from);
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d+)$/.exec(to);
  const destination = match && (match[1] === undefined ? (parseEnd(match[2]!) ?? serviceNamed(match[2]!)) : bracketed(match[1]));
  const port = Number(match?.[3]);
  const known = protocol.toUpperCase();
  const lines = [
    ...(source ? [] : [`FROM ${JSON.stringify(from)}: must be namespace/pod or an IP address`]),
    ...(destination
      ? []
      : [`TO ${JSON.stringify(to)}: must be namespace/pod:port, service.namespace:port, 10.0.0.1:port or [fd00::1]:port`]),
    ...(destination && (port < 1 || port > 65535) ? [`TO ${JSON.stringify(to)}: the port must be between 1 and 65535`] : []),
    ...(PROTOCOLS.has(known) ? [] : [`--protocol ${JSON.stringify(protocol)}: must be tcp, udp or sctp`]),
  ];
  if (lines.length > 0 || !source || !destination) throw new CommandError(lines);
  return { from: source, to: destination, port, protocol: known as Connection['protocol'] };
}

const PROTOCOLS: ReadonlySet<string> = new Set(['TCP', 'UDP', 'SCTP'] satisfies Protocol[]);

/** `demo/server` or the canonical address. `parseConnection` accepts both. */
export function describeEnd(end: End): string {
  if ('address' in end) return formatAddress(end.address);
  return 'pod' in end ? end.pod : end.service;
}

function parseEnd(text: string): End | undefined {
  if (/^[a-z0-9][-a-z0-9]*\/[a-z0-9][-.a-z0-9]*$/.test(text)) return { pod: text };
  const address = parseAddress(text);
  return address && { address };
}

/** As in DNS: `db.shop`, `db.shop.svc`, `db.shop.svc.cluster.local`. */
function serviceNamed(text: string): End | undefined {
  const [, name, namespace] = /^([a-z0-9][-a-z0-9]*)\.([a-z0-9][-a-z0-9]*)(?:\.svc(?:\.[-a-z0-9]+)*\.?)?$/.exec(text) ?? [];
  return name === undefined || /^\d+$/.test(name) ? undefined : { service: `${namespace}/${name}` };
}

function bracketed(text: string): End | undefined {
  const address = text.includes(':') ? parseAddress(text) : undefined;
  return address && { address };
}
