/**
 * Watches every write on the nodes of a fabric. During a change, no write may open a flow that neither the state before nor the state after
 * allows, and none may interrupt a flow that both allow. A change may span many writes, endpoints and nodes.
 */
import { formatAddress } from '../../core/address.ts';
import type { Fabric } from './fabric.ts';
import type { SimulatedHns } from './hns.ts';
import type { FlowPacket } from './matcher.ts';
import type { Change } from './node-state.ts';

export interface WatchFault {
  readonly kind: 'opening' | 'interruption';
  readonly flow: FlowPacket;
  /** The write that caused the fault: node, endpoints (GUIDs in lower case), and the number of the write, counted from 1. */
  readonly node: string;
  readonly endpoints: readonly string[];
  readonly write: number;
  /** Distinguishes the caller's faults from those of outside edits and restarts. */
  readonly writer: Change['writer'];
}

interface Write {
  readonly node: string;
  readonly endpoints: readonly string[];
  readonly number: number;
  readonly writer: Change['writer'];
}

interface Watched {
  readonly flow: FlowPacket;
  /** Verdict at the start of the change, or after the last life-cycle change of one of its endpoints. */
  before: boolean;
  /** Each later write that changed the verdict. */
  readonly turns: { readonly allowed: boolean; readonly write: Write }[];
}

export class WriteWatch {
  readonly #fabric: Fabric;
  readonly #watched: Watched[] = [];
  readonly #byAddress = new Map<string, Set<Watched>>();
  readonly #touched = new Set<Watched>();
  readonly #faults: WatchFault[] = [];
  /** Number of faults that earlier settles have returned. */
  #returned = 0;
  #writes = 0;
  #stopListening: (() => void) | undefined;

  /** @param flows First packets of the connections to watch. */
  constructor(fabric: Fabric, flows: Iterable<FlowPacket> = []) {
    this.#fabric = fabric;
    this.watch(flows);
  }

  /** Adds flows. Their current verdict is the state before. */
  watch(flows: Iterable<FlowPacket>): void {
    for (const flow of flows) {
      const watched: Watched = { flow, before: this.#allows(flow), turns: [] };
      this.#watched.push(watched);
      for (const address of new Set([formatAddress(flow.from), formatAddress(flow.to)])) {
        const there = this.#byAddress.get(address);
        if (there) there.add(watched);
        else this.#byAddress.set(address, new Set([watched]));
      }
    }
  }

  /** Takes the current state as the state before. */
  begin(): void {
    this.#stopListening?.();
    this.#stopListening = this.#fabric.onChange((node, change) => this.#seen(node, change));
    this.#touched.clear();
    this.#returned = this.#faults.length;
    for (const watched of this.#watched) this.#rebase(watched, this.#allows(watched.flow));
  }

  /** Takes the current state as the state after, and as the state before of the next change. @returns Faults since begin or the last settle. */
  settle(): readonly WatchFault[] {
    for (const watched of this.#touched) this.#close(watched);
    this.#touched.clear();
    const faults = this.#faults.slice(this.#returned);
    this.#returned = this.#faults.length;
    return faults;
  }

  /** Settles and stops watching. */
  end(): readonly WatchFault[] {
    const faults = this.settle();
    this.#stopListening?.();
    this.#stopListening = undefined;
    return faults;
  }

  /** All faults so far, except those of changes that have not settled. */
  get faults(): readonly WatchFault[] {
    return this.#faults;
  }

  /** Number of writes so far. */
  get writes(): number {
    return this.#writes;
  }

  #seen(node: SimulatedHns, change: Change): void {
    const touched = new Set(change.addresses.flatMap(address => [...(this.#byAddress.get(address) ?? [])]));
    if (change.kind === 'life-cycle') {
      // An endpoint was added, removed or changed. No write caused the new verdicts, so a new window begins for its flows.
      for (const watched of touched) {
        this.#close(watched);
        this.#rebase(watched, this.#allows(watched.flow));
      }
      return;
    }
    const write: Write = { node: node.name, endpoints: change.endpoints, number: ++this.#writes, writer: change.writer };
    for (const watched of touched) {
      const allowed = this.#allows(watched.flow);
      if (allowed === verdictOf(watched)) continue;
      watched.turns.push({ allowed, write });
      this.#touched.add(watched);
    }
  }

  /** Records the faults of the window that ends now. */
  #close(watched: Watched): void {
    const after = verdictOf(watched);
    if (watched.before === after) {
      const kind = after ? 'interruption' : 'opening';
      for (const { allowed, write } of watched.turns) {
        const { node, endpoints, number, writer } = write;
        if (allowed !== after) this.#faults.push({ kind, flow: watched.flow, node, endpoints, write: number, writer });
      }
    }
    this.#rebase(watched, after);
  }

  #rebase(watched: Watched, before: boolean): void {
    watched.before = before;
    watched.turns.length = 0;
  }

  #allows(flow: FlowPacket): boolean {
    return this.#fabric.connect(flow).allowed;
  }
}

function verdictOf({ before, turns }: Watched): boolean {
  return turns.at(-1)?.allowed ?? before;
}
