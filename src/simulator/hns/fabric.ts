/** The network between simulated nodes. It judges a packet by the ACLs of the source and the destination endpoint. */
import { type Address, formatAddress, parseAddress } from '../../core/address.ts';
import type { SimulatedHns } from './hns.ts';
import { type Direction, type FlowPacket, ICMPV6 } from './matcher.ts';
import type { Change } from './node-state.ts';
import type { Decision } from './ruleset.ts';
import { type Hop, hopsThrough } from './services.ts';

/** One endpoint's verdict on a packet. */
export interface EndpointDecision extends Decision {
  /** In at the destination, Out at the source. */
  readonly direction: Direction;
  /** The node's name. */
  readonly node: string;
  /** GUID in lower case. */
  readonly endpoint: string;
}

export interface Connection {
  readonly allowed: boolean;
  /** Absent if no live local endpoint of these nodes has the source address. */
  readonly source?: EndpointDecision;
  /** Absent if no endpoint has the destination address, or if the source blocked the packet. */
  readonly destination?: EndpointDecision;
  /** Clashes: ACLs of one priority that disagree. They set `allowed` to false. */
  readonly faults: readonly EndpointDecision[];
}

export type ChangeListener = (node: SimulatedHns, change: Change) => void;

/** Default source port. Tests are unlikely to use it in a rule. */
const EPHEMERAL_PORT = 50_000;
/** ff02::1:ff00:0/104. */
const SOLICITED_NODE = 0xff02_0000_0000_0000_0000_0001_ff00_0000n;

export class Fabric {
  readonly #nodes: SimulatedHns[] = [];
  readonly #listeners = new Set<ChangeListener>();
  readonly #established = new Set<string>();

  constructor(nodes: Iterable<SimulatedHns> = []) {
    for (const node of nodes) this.add(node);
  }

  get nodes(): readonly SimulatedHns[] {
    return this.#nodes;
  }

  add(node: SimulatedHns): void {
    this.#nodes.push(node);
    node.onChange(change => {
      for (const listener of this.#listeners) listener(node, change);
    });
  }

  /** Reports changes of all nodes, including nodes added later. @returns A function that stops listening. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Judges the first packet of a connection: Out at the source endpoint, then In at the destination endpoint. If several live endpoints have
   * the address, which is undefined in HNS, all of them must allow the packet. A packet to a Service goes to its backends, and all of them must
   * allow it.
   */
  connect(packet: FlowPacket): Connection {
    const hops = hopsThrough(this.#nodes, packet) ?? [{ out: packet, in: packet }];
    const connections = hops.map(hop => this.#judge(hop));
    return connections.find(({ allowed }) => !allowed) ?? connections[0] ?? { allowed: false, faults: [] };
  }

  #judge(hop: Hop): Connection {
    const source = this.#ask(hop.out.from, 'Out', hop.out);
    const destination = source?.allowed === false ? undefined : this.#ask(hop.in.to, 'In', hop.in);
    return {
      allowed: source?.allowed !== false && destination?.allowed !== false,
      ...(source && { source }),
      ...(destination && { destination }),
      faults: [source, destination].filter(decision => decision?.by === 'clash') as EndpointDecision[],
    };
  }

  /** Like connect, but stateful. Later packets and replies of an allowed flow pass. */
  send(packet: FlowPacket): boolean {
    const { from, to, protocol, port, sourcePort = EPHEMERAL_PORT } = packet;
    const key = flowKey(protocol, from, sourcePort, to, port);
    if (this.#established.has(key) || this.#established.has(flowKey(protocol, to, port, from, sourcePort))) return true;
    const { allowed } = this.connect(packet);
    if (allowed) this.#established.add(key);
    return allowed;
  }

  /** True if both ends can find each other's link-layer address, which IPv6 needs before any packet. */
  discovers(one: Address, other: Address): boolean {
    return this.#solicits(one, other) && this.#solicits(other, one);
  }

  /** The question goes to a multicast address of the target, and the target answers the asking address. */
  #solicits(from: Address, target: Address): boolean {
    if (from.family === 4 || target.family === 4) return true;
    const group: Address = { family: 6, value: SOLICITED_NODE | (target.value & 0xff_ffffn) };
    const question: FlowPacket = { from, to: group, protocol: ICMPV6, port: 0, icmpType: 135 };
    const answer: FlowPacket = { from: target, to: from, protocol: ICMPV6, port: 0, icmpType: 136 };
    const decisions = [
      this.#ask(from, 'Out', question),
      this.#ask(target, 'In', question),
      this.#ask(target, 'Out', answer),
      this.#ask(from, 'In', answer),
    ];
    return decisions.every(decision => decision?.allowed !== false);
  }

  #ask(address: Address, direction: Direction, packet: FlowPacket): EndpointDecision | undefined {
    const decisions = this.#nodes.flatMap(node =>
      node.liveAt(address).map(
        (endpoint): EndpointDecision => ({
          ...node.judge(endpoint, direction, packet),
          direction,
          node: node.name,
          endpoint,
        }),
      ),
    );
    return decisions.find(decision => !decision.allowed) ?? decisions[0];
  }
}

/** `packet('10.0.0.4', '10.0.0.5', 80)` is the first packet of a TCP connection. @throws TypeError if a text is not an address. */
export function packet(from: string, to: string, port: number, protocol: FlowPacket['protocol'] = 'TCP'): FlowPacket {
  return { from: address(from), to: address(to), protocol, port };
}

function address(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed) throw new TypeError(`not an address: ${text}`);
  return parsed;
}

function flowKey(protocol: FlowPacket['protocol'], from: Address, fromPort: number, to: Address, toPort: number): string {
  return [protocol, formatAddress(from), fromPort, formatAddress(to), toPort].join(' ');
}
