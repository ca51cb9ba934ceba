/**
 * The compiled policies of pods. A result is kept until one of its inputs changes. Computing it can take long, so it can also be computed in
 * steps. The state may change between two steps. The result belongs to the state at the last step. If policies change faster than they can be
 * computed, it belongs to a state that lasted until then.
 */
import { noPeer, type Standing, sameStanding } from './claims.ts';
import { compilePod } from './compile.ts';
import type { Result } from './issue.ts';
import type { NetworkPolicy, Node, Pod } from './model.ts';
import type { PodPolicy } from './pod-policy.ts';
import { PolicyCompilation, type PolicyCompilationOptions } from './policy-compilation.ts';
import type { PolicyGrants } from './policy-grants.ts';
import { matches } from './selector.ts';

/** The inputs of a result, without the policies. */
export interface Subject {
  readonly pod: Pod;
  readonly standing: Standing;
  readonly node: Node | undefined;
}

/** The policies of a namespace. */
export interface NamespacePolicies {
  readonly policies: ReadonlyMap<string, NetworkPolicy>;
  /** Another number after each change of a policy there. */
  readonly epoch: number;
}

/** The work that a `compile` would do now. */
export interface CompileProgress {
  /** None. */
  readonly isCurrent: boolean;
  /** Little: the policies of the pod are the same as at the last time. */
  readonly isPrepared: boolean;
  /** Does the work in short steps. The state may change between two steps. */
  steps(): Generator<void, void, undefined>;
}

export interface CompiledPodsOptions extends PolicyCompilationOptions {
  readonly policiesIn: (namespace: string) => NamespacePolicies;
}

interface Compiled extends Subject {
  readonly result: Result<PodPolicy>;
  readonly compilations: readonly PolicyCompilation[];
  readonly grants: readonly PolicyGrants[];
  /** Of the namespace when `compilations` were found. */
  readonly epoch: number;
}

/** After so many changes of policies during the steps, the result is kept although it is not current. A restart computes only what has changed. */
const MAX_RESTARTS = 3;

export class CompiledPods {
  readonly #options: CompiledPodsOptions;
  readonly #compiled = new Map<string, Compiled>();
  readonly #compilations = new Map<NetworkPolicy, PolicyCompilation>();

  constructor(options: CompiledPodsOptions) {
    this.#options = options;
  }

  keys(): Iterable<string> {
    return this.#compiled.keys();
  }

  /** @param subject Of the current state. Undefined: it is gone. */
  progress(key: string, subject: () => Subject | undefined): CompileProgress {
    const now = subject();
    return {
      isCurrent: !now || this.#current(key, now) !== undefined,
      isPrepared: !now || this.#prepared(key, now) !== undefined,
      steps: () => this.#steps(key, subject),
    };
  }

  /**
   * Computes the result if necessary. Returns the same object until one of its inputs changes.
   * @param mayLag Accepts the last result for this subject, which may belong to earlier policies.
   */
  compile(key: string, subject: Subject, mayLag = false): Result<PodPolicy> {
    const known = this.#current(key, subject) ?? (mayLag ? this.#last(key, subject) : undefined);
    if (known) return known;
    const { pod } = subject;
    const { policies, epoch } = this.#options.policiesIn(pod.namespace);
    const compilations = [...policies.values()].filter(policy => selects(policy, pod)).map(policy => this.#compilationOf(policy));
    return this.#keep(key, subject, compilations, epoch);
  }

  forget(key: string): void {
    const kept = this.#compiled.get(key);
    this.#compiled.delete(key);
    for (const compilation of kept?.compilations ?? []) this.#drop(compilation);
  }

  /** Undefined: it must be computed. */
  #current(key: string, subject: Subject): Result<PodPolicy> | undefined {
    const kept = this.#prepared(key, subject);
    if (!kept || !isSame(kept, subject)) return undefined;
    return kept.compilations.every(({ current }, index) => current === kept.grants[index]) ? kept.result : undefined;
  }

  #last(key: string, subject: Subject): Result<PodPolicy> | undefined {
    const kept = this.#compiled.get(key);
    return kept && isSame(kept, subject) ? kept.result : undefined;
  }

  #prepared(key: string, { pod }: Subject): Compiled | undefined {
    const kept = this.#compiled.get(key);
    return kept?.pod === pod && kept.epoch === this.#options.policiesIn(pod.namespace).epoch ? kept : undefined;
  }

  *#steps(key: string, subject: () => Subject | undefined): Generator<void, void, undefined> {
    const held = new Set<PolicyCompilation>();
    try {
      for (let restarts = 0; ; restarts++) {
        const now = subject();
        if (!now) return;
        const { policies, epoch } = this.#options.policiesIn(now.pod.namespace);
        const compilations: PolicyCompilation[] = [];
        for (const policy of [...policies.values()]) {
          if (!selects(policy, now.pod)) continue;
          const compilation = this.#compilationOf(policy);
          if (!held.has(compilation)) compilation.users++;
          held.add(compilation);
          compilations.push(compilation);
          yield* compilation.steps();
          yield;
        }
        const then = subject();
        if (!then) return;
        const isSamePod = then.pod === now.pod;
        const isCurrent = isSamePod && this.#options.policiesIn(now.pod.namespace).epoch === epoch;
        if (!isCurrent && restarts < MAX_RESTARTS) continue;
        if (isSamePod) this.#keep(key, then, compilations, epoch);
        else this.compile(key, then);
        return;
      }
    } finally {
      for (const compilation of held) this.#drop(compilation);
    }
  }

  #keep(key: string, subject: Subject, found: readonly PolicyCompilation[], epoch: number): Result<PodPolicy> {
    const compilations = found.toSorted((a, b) => (a.policy.name < b.policy.name ? -1 : 1));
    const grants = compilations.map(compilation => compilation.grants);
    const kept = this.#compiled.get(key);
    const isKept = kept && isSame(kept, subject) && sameItems(kept.grants, grants);
    const result = isKept ? kept.result : this.#resultOf(subject, grants);
    // Adds the new users before removing the old ones, so that grants in use by both are not dropped and computed again.
    for (const compilation of compilations) compilation.users++;
    this.forget(key);
    this.#compiled.set(key, { ...subject, result, compilations, grants, epoch });
    return result;
  }

  #resultOf({ pod, standing: { own, disputed }, node }: Subject, grants: readonly PolicyGrants[]): Result<PodPolicy> {
    const owner = own.length === pod.addresses.length ? pod : { ...pod, addresses: own };
    const compiled = compilePod(owner, node?.addresses ?? [], grants, this.#options.maxMatches);
    return disputed.length > 0 ? { ...compiled, issues: [...compiled.issues, noPeer(pod, disputed)] } : compiled;
  }

  #compilationOf(policy: NetworkPolicy): PolicyCompilation {
    const compilation = this.#compilations.get(policy) ?? new PolicyCompilation(policy, this.#options);
    this.#compilations.set(policy, compilation);
    return compilation;
  }

  #drop(compilation: PolicyCompilation): void {
    compilation.users--;
    if (compilation.users > 0) return;
    compilation.release();
    this.#compilations.delete(compilation.policy);
  }
}

function isSame(a: Subject, b: Subject): boolean {
  return a.pod === b.pod && a.node === b.node && sameStanding(a.standing, b.standing);
}

function selects({ podSelector }: NetworkPolicy, { labels }: Pod): boolean {
  return matches(podSelector, labels);
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
