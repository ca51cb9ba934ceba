/**
 * Turns Kubernetes objects into the cluster that is enforced. It is the only path from reading through the rejection of unsupported features.
 * The agent's watches read objects themselves and pass them to `set` and `unread`. The commands pass API objects to `load`.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Backend, translatedBy } from '../core/backend.ts';
import { Cluster } from '../core/cluster.ts';
import { usedFeatures } from '../core/feature-uses.ts';
import type { Issue } from '../core/issue.ts';
import { type Kind, keyOf, type NetworkPolicy, type Objects } from '../core/model.ts';
import { type OnUnsupported, reject } from '../core/reject.ts';
import { WINDOWS } from '../hns/windows.ts';
import { rawKey } from '../kube/read/metadata.ts';
import type { Read } from '../kube/read/read.ts';
import { type ReadOptions, readObject } from '../kube/read/read-object.ts';
import type { ObjectSink } from '../kube/watch/cluster-watch.ts';

/** An object that is not fully in force, or is ambiguous. */
export interface Finding {
  readonly kind: Kind;
  /** `''` for an object without a name. */
  readonly key: string;
  /** `''` if unknown. */
  readonly uid: string;
  /** Of a policy. Absent if unknown. */
  readonly generation?: number;
  /** It has no effect on this node. */
  readonly whole: boolean;
  /** A policy that isolates the pods it selects and allows no traffic, because its podSelector is rejected. */
  readonly closes: boolean;
  /** Never empty. */
  readonly issues: readonly Issue[];
}

/** A policy that is enforced by translation, at least in part. */
export interface TranslatedPolicy {
  readonly key: string;
  /** The values of the setting `translate` that the policy needs. Never empty. */
  readonly features: readonly string[];
}

interface Rejected {
  readonly policy: Pick<NetworkPolicy, 'uid' | 'generation'>;
  readonly issues: readonly Issue[];
  readonly closes: boolean;
}

export class ClusterState implements ObjectSink {
  readonly cluster = new Cluster();
  readonly #backend: Backend;
  readonly #onUnsupported: OnUnsupported;
  readonly #changed: (kind: Kind, key: string) => void;
  /** By policy key. These and the cluster's policies are all known policies. */
  readonly #rejected = new Map<string, Rejected>();
  readonly #translated = new Map<string, readonly string[]>();
  /** Objects that could not be read completely. */
  readonly #unread = new Map<string, { readonly kind: Kind; readonly key: string; readonly issues: readonly Issue[] }>();

  /** @param changed Called after every effective change. */
  constructor(onUnsupported: OnUnsupported, changed: (kind: Kind, key: string) => void = () => {}, backend: Backend = WINDOWS) {
    this.#backend = backend;
    this.#onUnsupported = onUnsupported;
    this.#changed = changed;
  }

  /** Reads one API object and adds its valid parts. Its issues become findings. */
  load<K extends Kind>(kind: K, object: unknown, options?: ReadOptions): Read<Objects[K]> {
    const read = readObject(kind, object, options);
    if (read.value) this.set(kind, read.value);
    this.unread(kind, rawKey(object, kind === 'pod' || kind === 'policy') ?? '', read.issues);
    return read;
  }

  set<K extends Kind>(kind: K, object: Objects[K]): void {
    if (kind === 'policy') this.#setPolicy(object as NetworkPolicy);
    else if (this.#put(kind, keyOf(object), object)) this.#changed(kind, keyOf(object));
  }

  delete(kind: Kind, key: string): void {
    if (kind === 'policy') this.#translated.delete(key);
    const wasRejected = kind === 'policy' && this.#rejected.delete(key);
    if (this.#put(kind, key, undefined) || wasRejected) this.#changed(kind, key);
  }

  /** Includes fully rejected policies, so that a relist detects their deletion. */
  keys(kind: Kind): Iterable<string> {
    return kind === 'policy' ? new Set([...this.cluster.keys(kind), ...this.#rejected.keys()]) : this.cluster.keys(kind);
  }

  /** @param issues Found when the object was read. An empty list resolves the earlier ones. */
  unread(kind: Kind, key: string, issues: readonly Issue[]): void {
    const id = `${kind} ${key}`;
    if (issues.length > 0) this.#unread.set(id, { kind, key, issues });
    else if (!this.#unread.delete(id)) return;
    this.#changed(kind, key);
  }

  /** Sorted by kind and key. */
  findings(): readonly Finding[] {
    const found = new Map(
      [...this.#unread].map(([id, { kind, key, issues }]): [string, Finding] => [id, this.#finding(kind, key, issues)]),
    );
    for (const [key, { policy, issues }] of this.#rejected) {
      const id = `policy ${key}`;
      found.set(id, { ...this.#finding('policy', key, [...(found.get(id)?.issues ?? []), ...issues]), ...policy });
    }
    return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
  }

  /**
   * One warning for each pod that a policy isolates although its podSelector is rejected. Another engine may leave such a pod open.
   * Sorted by policy and pod.
   */
  closedPods(): readonly Issue[] {
    const policies = [...this.#rejected].filter(([, { closes }]) => closes).sort(([a], [b]) => (a < b ? -1 : 1));
    return policies.flatMap(([key, { issues }]) => {
      const policy = this.cluster.get('policy', key)!;
      // Those of the podSelector come first.
      const { code } = issues[0]!;
      return this.cluster.subjects(policy).map((pod): Issue => {
        const message = `isolated for ${directionsOf(policy)} and allowed no traffic by this policy, because its podSelector is rejected`;
        return { severity: 'warning', code, policy: key, pod: keyOf(pod), path: 'spec.podSelector', message };
      });
    });
  }

  /** Sorted by key. */
  translated(): TranslatedPolicy[] {
    return [...this.#translated].map(([key, features]) => ({ key, features })).sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  #finding(kind: Kind, key: string, issues: readonly Issue[]): Finding {
    const object = this.cluster.get(kind, key);
    const identity = object && 'uid' in object ? identityOf(object) : { uid: '' };
    const closes = kind === 'policy' && this.#rejected.get(key)?.closes === true;
    return { kind, key, ...identity, whole: object === undefined, closes, issues };
  }

  #setPolicy(policy: NetworkPolicy): void {
    const key = keyOf(policy);
    const { value, issues, closes } = reject(policy, this.#backend, this.#onUnsupported);
    const rejected = issues.length > 0 ? { policy: identityOf(policy), issues, closes } : undefined;
    const hasChanged = !isDeepStrictEqual(this.#rejected.get(key), rejected);
    if (rejected) this.#rejected.set(key, rejected);
    else this.#rejected.delete(key);
    const used = value ? usedFeatures(translatedBy(this.#backend), value) : [];
    const translated = used.map(name => this.#backend.translations[name] ?? name);
    if (translated.length > 0) this.#translated.set(key, translated);
    else this.#translated.delete(key);
    // An earlier version of a fully rejected policy must not stay in force.
    if (this.#put('policy', key, value) || hasChanged) this.#changed('policy', key);
  }

  /** Keeps the old object if the new one is equal, because compiled results are cached by object identity. */
  #put<K extends Kind>(kind: K, key: string, object: Objects[K] | undefined): boolean {
    const before = this.cluster.get(kind, key);
    if (isDeepStrictEqual(before, object)) return false;
    if (object) this.cluster.set(kind, object);
    else this.cluster.delete(kind, key);
    return true;
  }
}

function directionsOf({ ingress, egress }: NetworkPolicy): string {
  return [ingress && 'ingress', egress && 'egress'].filter(Boolean).join(' and ');
}

function identityOf({ uid, generation }: Pick<NetworkPolicy, 'uid' | 'generation'>): Pick<NetworkPolicy, 'uid' | 'generation'> {
  return { uid, ...(generation !== undefined && { generation }) };
}
