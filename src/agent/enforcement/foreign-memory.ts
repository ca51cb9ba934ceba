/**
 * The foreign policies of one endpoint over time. An Update replaces all policies, so a foreign change between the agent's last read and its
 * Update is lost, and HNS offers no way to see it (docs/guarantees.md). A writer that repeats its change shows itself here. The memory only
 * reports and never decides a write.
 */
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { foreignKey } from '../../hns/foreign/foreign-key.ts';

/** A foreign ACL that appears so soon after an Update of the agent may be written again because the Update overwrote it. */
const SOON_MS = 60_000;
/** Longer lists are not remembered. HNS is far beyond its limits there. */
const MOST = 1_000;

export class ForeignMemory {
  /** As last read, by key. Undefined: never. */
  #held: ReadonlyMap<string, EndpointPolicy> | undefined;
  /** Keys of ACLs that were there and went: overwritten by the agent, or removed by their writer. */
  readonly #gone = new Set<string>();
  #updatedAt = Number.NEGATIVE_INFINITY;

  /** @returns ACLs by which a second writer shows itself. */
  read(foreign: readonly EndpointPolicy[]): EndpointPolicy[] {
    if (foreign.length > MOST) {
      this.#held = undefined;
      return [];
    }
    const before = this.#held;
    const now = byKey(foreign);
    this.#noteGone(now);
    this.#held = now;
    if (!before) return [];
    const isSoon = performance.now() - this.#updatedAt < SOON_MS;
    const again = [...now].filter(([key, { Type }]) => Type === 'ACL' && !before.has(key) && (isSoon || this.#gone.has(key)));
    return again.map(([, policy]) => policy);
  }

  /** The agent has sent an Update. @param held The foreign policies that HNS held after it. */
  wrote(held: readonly EndpointPolicy[]): void {
    this.#updatedAt = performance.now();
    const now = byKey(held.slice(0, MOST));
    this.#noteGone(now);
    this.#held = now;
  }

  #noteGone(now: ReadonlyMap<string, EndpointPolicy>): void {
    for (const key of this.#held?.keys() ?? []) if (!now.has(key) && this.#gone.size < MOST) this.#gone.add(key);
  }
}

function byKey(policies: readonly EndpointPolicy[]): ReadonlyMap<string, EndpointPolicy> {
  return new Map(policies.map(policy => [foreignKey(policy), policy]));
}
