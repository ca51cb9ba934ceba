/** Keeps the compiled policy of each pod until one of its inputs changes. */
import { noPeer, type Standing, sameStanding } from './claims.ts';
import { compilePod } from './compile.ts';
import type { Result } from './issue.ts';
import type { NetworkPolicy, Node, Pod } from './model.ts';
import type { PodPolicy } from './pod-policy.ts';
import type { SelectorIndex } from './selector-index.ts';
import type { SelectorIndexes } from './selector-indexes.ts';

/** A compiled pod with all inputs of its result. Valid while none of them changes. */
interface Compiled {
  readonly result: Result<PodPolicy>;
  readonly pod: Pod;
  readonly standing: Standing;
  readonly node: Node | undefined;
  readonly policies: readonly NetworkPolicy[];
  /** The epoch when `policies` were looked up. While it stays the same, `policies` are current. */
  readonly policyEpoch: number;
  /** With the version of each index that was read. */
  readonly indexes: ReadonlyMap<SelectorIndex, number>;
}

/** The current state of the cluster. */
export interface CompileInputs {
  readonly node: (pod: Pod) => Node | undefined;
  /** The policies that select the pod, sorted by name. */
  readonly policies: (pod: Pod) => NetworkPolicy[];
  /** Changes with every policy. */
  readonly policyEpoch: () => number;
  /** The pods with the strongest claim to an address. */
  readonly owners: (address: string) => readonly Pod[];
  readonly indexes: SelectorIndexes;
}

export class CompiledPods {
  readonly #inputs: CompileInputs;
  readonly #compiled = new Map<string, Compiled>();

  constructor(inputs: CompileInputs) {
    this.#inputs = inputs;
  }

  /** Returns the same object until one of its inputs changes. @param standing The pod's claim to its addresses. */
  compile(key: string, pod: Pod, standing: Standing): Result<PodPolicy> {
    const { indexes: selectorIndexes, owners } = this.#inputs;
    const node = this.#inputs.node(pod);
    const policyEpoch = this.#inputs.policyEpoch();
    const before = this.#compiled.get(key);
    const unmoved = before?.pod === pod && before.policyEpoch === policyEpoch;
    const policies = unmoved ? before.policies : this.#inputs.policies(pod);
    const same =
      before?.pod === pod && before.node === node && sameStanding(before.standing, standing) && sameItems(before.policies, policies);
    if (same && isCurrent(before.indexes)) return before.result;
    const indexes = new Map<SelectorIndex, number>();
    const { own, disputed } = standing;
    const subject = own.length === pod.addresses.length ? pod : { ...pod, addresses: own };
    const compiled = compilePod(subject, node?.addresses ?? [], policies, {
      owners,
      index: (namespace, peer) => {
        const index = selectorIndexes.of(namespace, peer);
        indexes.set(index, index.version);
        return index;
      },
    });
    const result = disputed.length > 0 ? { ...compiled, issues: [...compiled.issues, noPeer(pod, disputed)] } : compiled;
    // Adds the new users before removing the old ones, so that an index in use by both is not dropped and built again.
    selectorIndexes.use(indexes.keys());
    this.forget(key);
    this.#compiled.set(key, { result, pod, standing, node, policies, policyEpoch, indexes });
    return result;
  }

  keys(): Iterable<string> {
    return this.#compiled.keys();
  }

  forget(key: string): void {
    this.#inputs.indexes.release(this.#compiled.get(key)?.indexes.keys() ?? []);
    this.#compiled.delete(key);
  }
}

function isCurrent(indexes: ReadonlyMap<SelectorIndex, number>): boolean {
  for (const [index, version] of indexes) if (index.version !== version) return false;
  return true;
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
