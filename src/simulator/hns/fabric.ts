/** The network between simulated nodes: carries a packet from source to destination and asks the ACLs on both ends. */
import { type Address, formatAddress, parseAddress } from '../../core/address.ts';
import type { SimulatedHns } from './hns.ts';
import type { Decision } from './judge.ts';
import type { Direction, FlowPacket } from './matcher.ts';
import type { Change } from './node-state.ts';

/** What one endpoint made of a packet. */
export interface EndpointDecision extends Decision {
  /** In at the destination, Out at the source. */
  readonly direction: Direction;
  /** Name of the node. */
  readonly node: string;
  /** GUID in lower case. */
  readonly endpoint: string;
}

export interface Connection {
  readonly allowed: boolean;
  /** Absent: no live local endpoint of these nodes has the source address. Nothing is enforced there. */
  readonly source?: EndpointDecision;
  /** Absent also when the source blocked the packet. */
  readonly destination?: EndpointDecision;
  /** Clashes of equal priority, which make `allowed` false without being a verdict. */
  readonly faults: readonly EndpointDecision[];
}

export type ChangeListener = (node: SimulatedHns, change: Change) => void;

/** A port that no rule of a test is likely to name; both ends of a reply need one. */
const EPHEMERAL_PORT = 50_000;

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

  /** Changes of every node, also of nodes added later. @returns Stops listening. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Judges the first packet of a connection: the source endpoint's Out, then the destination endpoint's In. Where live endpoints share an
   * address, which HNS leaves undefined, all of them must allow.
   */
  connect(packet: FlowPacket): Connection {
    const source = this.#ask(packet.from, 'Out', packet);
    const destination = source?.allowed === false ? undefined : this.#ask(packet.to, 'In', packet);
    return {
      allowed: source?.allowed !== false && destination?.allowed !== false,
      ...(source && { source }),
      ...(destination && { destination }),
      faults: [source, destination].filter(decision => decision?.by === 'clash') as EndpointDecision[],
    };
  }

  /** Like connect, but stateful: the flow is remembered when allowed, and packets of a remembered flow pass, replies included. */
  send(packet: FlowPacket): boolean {
    const { from, to, protocol, port, sourcePort = EPHEMERAL_PORT } = packet;
    const key = flowKey(protocol, from, sourcePort, to, port);
    if (this.#established.has(key) || this.#established.has(flowKey(protocol, to, port, from, sourcePort))) return true;
    const { allowed } = this.connect(packet);
    if (allowed) this.#established.add(key);
    return allowed;
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

/** `packet('10.0.0.4', '10.0.0.5', 80)`: the first packet of a TCP connection. @throws TypeError for what is no address. */
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
