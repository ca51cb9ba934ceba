/** Reads an item of `protocols` of a ClusterNetworkPolicy's rule. */
import { z } from 'zod';
import type { Port, PortRange, Protocol } from '../../core/model.ts';
import { readExactly, readOneOf } from './exact.ts';
import { inner, integer } from './fields.ts';
import { at, invalid, type Place } from './place.ts';

const shape = z.object({ tcp: inner, udp: inner, sctp: inner, destinationNamedPort: inner });
const transportShape = z.object({ destinationPort: inner });
const portShape = z.object({ number: inner, range: inner });
const rangeShape = z.object({ start: integer, end: integer });

const PROTOCOLS = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const;

/** Undefined after an error. A name belongs to any protocol, so it becomes one entry for each. */
export function readTierProtocol(raw: unknown, place: Place): readonly Port[] | undefined {
  const found = readOneOf(shape, raw, place);
  if (!found) return undefined;
  const [field, value] = found;
  const { path } = place;
  if (field !== 'destinationNamedPort') {
    const port = readPort(value, at(place, field));
    return port && [{ path, protocol: PROTOCOLS[field], port }];
  }
  if (typeof value === 'string') return Object.values(PROTOCOLS).map((protocol: Protocol) => ({ path, protocol, port: { name: value } }));
  invalid(at(place, field), value, 'must be a string');
  return undefined;
}

/** The API refuses a protocol without `destinationPort`, so it fails closed. */
function readPort(raw: unknown, place: Place): PortRange | undefined {
  const transport = readOneOf(transportShape, raw, place);
  const inside = at(place, 'destinationPort');
  const port = transport && readOneOf(portShape, transport[1], inside);
  if (!port) return undefined;
  const [field, value] = port;
  const at_ = at(inside, field);
  if (field === 'number') return isPort(value) ? [value, value] : wrong(at_, value);
  const range = readExactly(rangeShape, value, at_);
  if (!range) return undefined;
  const { start, end } = range;
  return isPort(start) && isPort(end) && start < end ? [start, end] : wrong(at_, value);
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535;
}

function wrong(place: Place, value: unknown): undefined {
  invalid(place, value, 'must be a port from 1 to 65535, or a range whose start is less than its end');
  return undefined;
}
