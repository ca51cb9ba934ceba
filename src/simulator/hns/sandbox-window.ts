/** The time between a ready sandbox and the ACLs of its endpoint. From a given moment on the endpoint must deny all that the policies deny. */
import { formatAddress } from '../../core/address.ts';
import type { SimulatedHns } from './hns.ts';
import type { Direction, FlowPacket } from './matcher.ts';

export interface ReadySandbox {
  readonly hns: SimulatedHns;
  /** GUID of the sandbox's endpoint. */
  readonly endpoint: string;
  /**
   * Returns if the policies allow the flow at this endpoint: In for a flow to the pod, Out for one from it. Called whenever the endpoint is judged,
   * so it may follow the policies.
   */
  readonly desired: (flow: FlowPacket, direction: Direction) => boolean;
}

/** For whoever reported the sandbox. */
export interface ProtectionDeadline {
  /** From now on an open flow is a fault: the first container starts, or the time for the ACLs is over. Repeatable. */
  due(): void;
  /** The endpoint denies every watched flow that the policies deny, or carries no traffic. */
  readonly isProtected: boolean;
}

export class SandboxWindow {
  readonly hns: SimulatedHns;
  /** GUID in lower case. */
  readonly endpoint: string;
  readonly #desired: ReadySandbox['desired'];
  readonly #flowsOf: (addresses: readonly string[]) => readonly FlowPacket[];
  readonly #reported: Readonly<Record<Direction, Set<FlowPacket>>> = { In: new Set(), Out: new Set() };
  isDue = false;

  /** @param flowsOf The watched flows from or to any of these addresses. */
  constructor({ hns, endpoint, desired }: ReadySandbox, flowsOf: (addresses: readonly string[]) => readonly FlowPacket[]) {
    this.hns = hns;
    this.endpoint = endpoint.toLowerCase();
    this.#desired = desired;
    this.#flowsOf = flowsOf;
  }

  /** The endpoint is gone, or it was found protected after the deadline. */
  get isOver(): boolean {
    const endpoint = this.hns.endpoint(this.endpoint);
    return !endpoint || (this.isDue && endpoint.live && this.open().length === 0);
  }

  /** Watched flows that the endpoint lets through although the policies deny them. */
  open(): readonly FlowPacket[] {
    return [...this.#open('In'), ...this.#open('Out')];
  }

  /** Those that are open after the deadline and were not returned before. */
  late(): readonly FlowPacket[] {
    if (!this.isDue) return [];
    return (['In', 'Out'] as const).flatMap(direction => {
      const reported = this.#reported[direction];
      return this.#open(direction).filter(flow => !reported.has(flow) && reported.add(flow));
    });
  }

  #open(direction: Direction): readonly FlowPacket[] {
    const endpoint = this.hns.endpoint(this.endpoint);
    if (!endpoint?.live) return [];
    const ownEnd = direction === 'In' ? 'to' : 'from';
    return this.#flowsOf(endpoint.ips).filter(
      flow =>
        endpoint.ips.includes(formatAddress(flow[ownEnd])) &&
        this.hns.judge(endpoint.id, direction, flow).allowed &&
        !this.#desired(flow, direction),
    );
  }
}
