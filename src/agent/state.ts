/**
 * Turns Kubernetes objects into the cluster that is enforced. It is the only path from reading through the rejection of unsupported features.
 * The agent's watches read objects themselves and pass them to `set` and `unread`. The commands pass API objects to `load`.
 */
import { isDeepStrictEqual } from 'node:util';
import { type Backend, translatedBy } from '../core/backend.ts';
import { Cluster, type ClusterBounds } from '../core/cluster.ts';
import { usedFeatures } from '../core/feature-uses.ts';
import type { Issue } from '../core/issue.ts';
import { limitIssues, MAX_ISSUES } from '../core/issue-list.ts';
import { type Kind, keyOf, type NetworkPolicy, type Objects } from '../core/model.ts';
import { type RejectedName, rejectedNames } from '../core/port-advice.ts';
import { type OnUnsupported, reject } from '../core/reject.ts';
import { WINDOWS } from '../hns/windows.ts';
import { rawKey } from '../kube/read/metadata.ts';
import type { Read } from '../kube/read/read.ts';
import { type ReadOptions, readObject } from '../kube/read/read-object.ts';
import type { ObjectSink } from '../kube/watch/cluster-watch.ts';

/** An object that is not fully in force, is ambiguous, or needs translation. */
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
  /** The pods that a policy selects. Absent: unknown, or another kind. */
  readonly selects?: Subjects;
  /** Rejected named ports of ingress. Absent: none. */
  readonly names?: readonly RejectedName[];
  /** The values of the setting `translate` that a policy needs. Never empty. Absent: none. */
  readonly translated?: readonly string[];
  /** Empty only for an object that is fully in force and translated. Those of a policy are at most `maxIssues`, plus one for each code of the others (core/issue-list.ts). */
  readonly issues: readonly Issue[];
}

export type Subjects = Pick<NetworkPolicy, 'namespace' | 'podSelector'>;

export interface StateOptions extends ClusterBounds {
  readonly onUnsupported: OnUnsupported;
  /** Called after every effective change. */
  readonly changed?: (kind: Kind, key: string) => void;
  /** Default: Windows without translation. */
  readonly backend?: Backend;
  /** Number of issues of one object to list. Default: MAX_ISSUES. */
  readonly maxIssues?: number;
}

interface Rejected {
  readonly policy: Pick<NetworkPolicy, 'uid' | 'generation'>;
  readonly selects: Subjects;
  readonly names: readonly RejectedName[];
  readonly issues: readonly Issue[];
  readonly closes: boolean;
}

export class ClusterState implements ObjectSink {
  readonly cluster: Cluster;
  readonly #backend: Backend;
  readonly #onUnsupported: OnUnsupported;
  readonly #maxIssues: number;
  readonly #changed: (kind: Kind, key: string) => void;
  /** By policy key. These and the cluster's policies are all known policies. */
  readonly #rejected = new Map<string, Rejected>();
  /** By policy key: `Finding.translated`. */
  readonly #translated = new Map<string, readonly string[]>();
  /** Objects that could not be read completely. */
  readonly #unread = new Map<string, readonly Issue[]>();
  /** By kind and key. Each keeps its identity until it changes. */
  readonly #findings = new Map<string, Finding>();
  #sorted: readonly Finding[] | undefined;

  constructor({ onUnsupported, changed = () => {}, backend = WINDOWS, maxIssues = MAX_ISSUES, ...bounds }: StateOptions) {
    this.cluster = new Cluster(bounds);
    this.#backend = backend;
    this.#onUnsupported = onUnsupported;
    this.#maxIssues = maxIssues;
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
    else if (this.#put(kind, keyOf(object), object)) this.#follow(kind, keyOf(object));
  }

  delete(kind: Kind, key: string): void {
    const wasRejected = kind === 'policy' && this.#rejected.delete(key);
    if (kind === 'policy') this.#translated.delete(key);
    if (this.#put(kind, key, undefined) || wasRejected) this.#follow(kind, key);
  }

  /** Includes fully rejected policies, so that a relist detects their deletion. */
  keys(kind: Kind): Iterable<string> {
    return kind === 'policy' ? new Set([...this.cluster.keys(kind), ...this.#rejected.keys()]) : this.cluster.keys(kind);
  }

  /** @param issues Found when the object was read. An empty list resolves the earlier ones. */
  unread(kind: Kind, key: string, issues: readonly Issue[]): void {
    const id = idOf(kind, key);
    if (issues.length > 0) this.#unread.set(id, issues);
    else if (!this.#unread.delete(id)) return;
    this.#follow(kind, key);
  }

  /** Sorted by kind and key. The same array until a finding changes. */
  findings(): readonly Finding[] {
    this.#sorted ??= [...this.#findings].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, finding]) => finding);
    return this.#sorted;
  }

  /** Undefined: the object is fully in force as it is written, or gone. */
  finding(kind: Kind, key: string): Finding | undefined {
    return this.#findings.get(idOf(kind, key));
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

  /** Brings the finding of an object up to date after a change. */
  #follow(kind: Kind, key: string): void {
    const id = idOf(kind, key);
    const before = this.#findings.get(id);
    const now = this.#found(kind, key, id);
    if (!isDeepStrictEqual(before, now)) {
      if (now) this.#findings.set(id, now);
      else this.#findings.delete(id);
      this.#sorted = undefined;
    }
    this.#changed(kind, key);
  }

  #found(kind: Kind, key: string, id: string): Finding | undefined {
    const rejected = kind === 'policy' ? this.#rejected.get(key) : undefined;
    const issues = limitIssues([...(this.#unread.get(id) ?? []), ...(rejected?.issues ?? [])], this.#maxIssues);
    const translated = kind === 'policy' ? this.#translated.get(key) : undefined;
    if (issues.length === 0 && !translated) return undefined;
    const object = this.cluster.get(kind, key);
    const identity = rejected?.policy ?? (object && 'uid' in object ? identityOf(object) : { uid: '' });
    const selects = rejected?.selects ?? (object && 'podSelector' in object ? subjectsOf(object) : undefined);
    return {
      kind,
      key,
      ...identity,
      whole: object === undefined,
      closes: rejected?.closes === true,
      ...(selects && { selects }),
      ...(rejected && rejected.names.length > 0 && { names: rejected.names }),
      ...(translated && { translated }),
      issues,
    };
  }

  #setPolicy(policy: NetworkPolicy): void {
    const key = keyOf(policy);
    const { value, issues, closes } = reject(policy, this.#backend, this.#onUnsupported, this.#maxIssues);
    const names = rejectedNames(policy, issues);
    const rejected = issues.length > 0 ? { policy: identityOf(policy), selects: subjectsOf(policy), names, issues, closes } : undefined;
    const hasChanged = !isDeepStrictEqual(this.#rejected.get(key), rejected);
    if (rejected) this.#rejected.set(key, rejected);
    else this.#rejected.delete(key);
    const used = value ? usedFeatures(translatedBy(this.#backend), value) : [];
    const translated = used.map(name => this.#backend.translations[name] ?? name);
    if (translated.length > 0) this.#translated.set(key, translated);
    else this.#translated.delete(key);
    // An earlier version of a fully rejected policy must not stay in force.
    if (this.#put('policy', key, value) || hasChanged) this.#follow('policy', key);
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

function idOf(kind: Kind, key: string): string {
  return `${kind} ${key}`;
}

function subjectsOf({ namespace, podSelector }: Subjects): Subjects {
  return { namespace, podSelector };
}

function directionsOf({ ingress, egress }: NetworkPolicy): string {
  return [ingress && 'ingress', egress && 'egress'].filter(Boolean).join(' and ');
}

function identityOf({ uid, generation }: Pick<NetworkPolicy, 'uid' | 'generation'>): Pick<NetworkPolicy, 'uid' | 'generation'> {
  return { uid, ...(generation !== undefined && { generation }) };
}
