/** New sandboxes and endpoints that are expected on this node. While there are any, the container runtime and HNS are asked more often. */
import type { Inventory } from './inventory.ts';
import type { Matcher } from './match.ts';

/** An endpoint that is missing for long, for instance after an error of the CNI plugin, costs no more calls than others. */
const SOON_MS = 30_000;

export class Expectation {
  readonly #inventory: Inventory;
  readonly #matcher: Matcher;
  #sandboxesChangedAt = Number.NEGATIVE_INFINITY;

  constructor(inventory: Inventory, matcher: Matcher) {
    this.#inventory = inventory;
    this.#matcher = matcher;
  }

  sandboxesChanged(): void {
    this.#sandboxesChangedAt = performance.now();
  }

  /** A pod of this node has no ready sandbox. */
  get ofSandbox(): boolean {
    const { cluster, node, sandboxes } = this.#matcher;
    if (!sandboxes) return false;
    return cluster.podsOfNode(node).some(pod => !pod.terminating && sandboxes.sandboxesOf(pod).length === 0);
  }

  /** A ready sandbox has no endpoint. */
  get ofEndpoint(): boolean {
    return this.#inventory.bare().length > 0;
  }

  /** The same, and sandboxes have changed a short time ago. */
  get ofEndpointSoon(): boolean {
    return performance.now() - this.#sandboxesChangedAt < SOON_MS && this.ofEndpoint;
  }
}
