/** Manifests → the core's cluster, as the agent on a Windows node would build it. */
import { isDeepStrictEqual } from 'node:util';
import { ClusterState } from '../../agent/state.ts';
import { type Backend, isSupported } from '../../core/backend.ts';
import { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { type Kind, keyOf, type NetworkPolicy, type Objects, type Pod } from '../../core/model.ts';
import { withPortNumbers } from '../../core/port-advice.ts';
import { type OnUnsupported, type Rejection, reject } from '../../core/reject.ts';
import { impliedNamespace } from '../../kube/read/namespace.ts';
import { Sharing } from '../../kube/read/sharing.ts';
import type { ExampleAddresses } from './example-addresses.ts';
import { CLUSTER } from './live-sources.ts';
import type { ManifestKind } from './manifest-kind.ts';
import { problemAt, rejections } from './manifest-problems.ts';
import type { Manifest } from './manifests.ts';
import { selectsOnlyOthers } from './other-system.ts';
import { isPending, PendingPods } from './pending-pods.ts';
import { hasController, placementOf, templatePath, templatePod } from './pod-template.ts';
import { PreparedObjects } from './prepared-objects.ts';
import { type Problem, placeOf } from './problem.ts';
import { ruleHints } from './rule-hints.ts';
import { Services } from './services.ts';

export interface ManifestCluster {
  /** Has only the parts of each policy that the backend supports. */
  readonly cluster: Cluster;
  /** The same cluster with every policy as it is written, for pods that another engine enforces. */
  readonly asWritten: () => Cluster;
  /** Removes the parts of a policy that the backend rejects. */
  readonly reject: (policy: NetworkPolicy) => Rejection;
  /**
   * Issues of objects that are at least partially used. Sorted by kind and key, in the order of the fields. Policies that select only pods of nodes
   * with another system have none.
   */
  readonly issues: readonly Issue[];
  /** `ClusterState.closedPods`. */
  readonly closedPods: readonly Issue[];
  /** Windows translates IPv6. */
  readonly ipv6: boolean;
  /** Objects with several different manifests. The last one counts, as with kubectl apply. */
  readonly replaced: readonly Problem[];
  /** Valid rules without an effect. */
  readonly hints: readonly Problem[];
  /** Each policy as it is in the input. The last manifest of a policy counts. */
  readonly policies: readonly (Manifest & { readonly key: string })[];
  readonly services: Services;
  /** Namespaces that only pods mention, sorted. Their labels are unknown. */
  readonly impliedNamespaces: readonly string[];
  /** Pods with these addresses do not exist yet. */
  readonly examples: Pick<ExampleAddresses, 'has'>;
  /** `file:line:column` of the field that an issue is about. Undefined if the input does not have it. */
  readonly placeOf: (issue: Issue) => string | undefined;
}

export interface ClusterOptions {
  readonly backend: Backend;
  readonly onUnsupported: OnUnsupported;
  /** The node of pods that are not scheduled yet. */
  readonly node?: string | undefined;
}

const KINDS: Readonly<Partial<Record<ManifestKind, Kind>>> = {
  Namespace: 'namespace',
  Node: 'node',
  Pod: 'pod',
  NetworkPolicy: 'policy',
  ClusterNetworkPolicy: 'clusterPolicy',
};

/** @param problems Receives the errors of unusable objects. If there are any, the cluster is not complete. */
export function clusterOf(manifests: Iterable<Manifest>, options: ClusterOptions, problems: Problem[]): ManifestCluster {
  const reading = new ManifestReading(options, problems);
  for (const manifest of manifests) reading.add(manifest);
  return reading.end();
}

type Place = Pick<Manifest, 'file' | 'locate'>;

interface Loaded extends Place {
  readonly kind: Kind;
  readonly value: Objects[Kind];
}

class ManifestReading {
  readonly #options: ClusterOptions;
  readonly #problems: Problem[];
  readonly #state: ClusterState;
  readonly #sharing = new Sharing();
  readonly #replaced: Problem[] = [];
  readonly #hints: Problem[] = [];
  /** By key. */
  readonly #policies = new Map<string, Manifest>();
  readonly #services = new Services();
  readonly #pending = new PendingPods();
  readonly #prepared = new PreparedObjects();
  /** By kind and key. */
  readonly #loaded = new Map<string, Loaded>();

  constructor(options: ClusterOptions, problems: Problem[]) {
    this.#options = options;
    this.#problems = problems;
    const { backend, onUnsupported } = options;
    this.#state = new ClusterState({ onUnsupported, backend, maxIssues: Number.POSITIVE_INFINITY });
  }

  add(manifest: Manifest): void {
    const object = this.#prepared.prepare(manifest.kind, manifest.object);
    const kind = KINDS[manifest.kind];
    const template = templatePath(manifest.kind);
    if (kind) this.#addObject(kind, { ...manifest, object });
    else if (template) this.#addTemplate(template, { ...manifest, object });
    else this.#services.add(manifest.kind, object);
  }

  end(): ManifestCluster {
    this.#schedule();
    const { cluster } = this.#state;
    const mentioned = new Set([...cluster.values('pod')].map(({ namespace }) => namespace));
    const impliedNamespaces = [...mentioned].filter(name => !cluster.get('namespace', name)).sort();
    for (const name of impliedNamespaces) this.#state.set('namespace', impliedNamespace(name));
    const findings = this.#state.findings().filter(({ selects }) => !selects || !selectsOnlyOthers(cluster, selects));
    let written: Cluster | undefined;
    return {
      cluster,
      asWritten: () => {
        written ??= this.#asWritten();
        return written;
      },
      reject: policy => reject(policy, this.#options.backend, this.#options.onUnsupported, Number.POSITIVE_INFINITY),
      issues: findings.flatMap(({ issues, names, selects }) =>
        names && selects ? withPortNumbers(issues, names, cluster.subjects(selects)) : issues,
      ),
      closedPods: this.#state.closedPods(),
      ipv6: isSupported(this.#options.backend, 'ipv6'),
      replaced: this.#replaced,
      hints: this.#hints,
      policies: [...this.#policies].map(([key, manifest]) => ({ key, ...manifest })),
      services: this.#services,
      impliedNamespaces,
      examples: this.#pending.examples,
      placeOf: issue => this.#placeOf(issue),
    };
  }

  #addObject(kind: Kind, manifest: Manifest): void {
    const { object, stored } = manifest;
    const options = { strict: !stored, maxIssues: Number.POSITIVE_INFINITY, sharing: this.#sharing };
    const { value, issues } = this.#state.load(kind, object, options);
    const errors = stored ? [] : rejections(manifest, issues);
    this.#problems.push(...errors);
    if (errors.length > 0 || !value) return;
    if (kind === 'node') this.#pending.addNode(keyOf(value), object);
    if (kind === 'policy') this.#hints.push(...ruleHints(object).map(({ path, message }) => problemAt(manifest, path, message)));
    const { file, locate } = manifest;
    const isNew = kind === 'pod' && !stored && isPending(value as Pod);
    if (isNew) this.#pending.add({ pod: value as Pod, placement: placementOf(object.spec), kind: 'Pod', place: { file, locate } });
    else this.#remember(kind, value, manifest);
    if (kind === 'policy') this.#policies.set(keyOf(value), manifest);
  }

  #addTemplate(path: string, manifest: Manifest): void {
    if (hasController(manifest.object)) return;
    const { value, issues, placement } = templatePod(path, manifest.object);
    const inManifest = (field: string): string => (field === '' || field.startsWith('metadata') ? field : `${path}.${field}`);
    if (!manifest.stored)
      this.#problems.push(
        ...rejections(
          manifest,
          issues.map(issue => ({ ...issue, path: inManifest(issue.path) })),
        ),
      );
    const place = { file: manifest.file, locate: (field: string) => manifest.locate(inManifest(field)) };
    if (value) this.#pending.add({ pod: value, placement, kind: manifest.kind, place });
  }

  #schedule(): void {
    const { cluster } = this.#state;
    for (const { pod, node, place } of this.#pending.scheduled(cluster, this.#options.node)) {
      if (node.os !== undefined && !cluster.get('node', node.name)) this.#state.set('node', node);
      this.#state.set('pod', pod);
      this.#remember('pod', pod, place);
    }
  }

  #remember(kind: Kind, value: Objects[Kind], { file, locate }: Place): void {
    const id = `${kind} ${keyOf(value)}`;
    const before = this.#loaded.get(id);
    if (before && !isDeepStrictEqual(before.value, value)) {
      const message = `replaces the one ${before.file === CLUSTER ? 'of the cluster' : `at ${placeOf(before.file, before.locate(''))}`}`;
      this.#replaced.push({ file, location: locate(''), object: `${KIND_NAMES[kind]} ${keyOf(value)}`, message });
    }
    this.#loaded.set(id, { kind, value, file, locate });
  }

  #asWritten(): Cluster {
    const cluster = new Cluster();
    const { cluster: enforced } = this.#state;
    for (const kind of ['namespace', 'node', 'pod'] as const) for (const object of enforced.values(kind)) cluster.set(kind, object);
    for (const { kind, value } of this.#loaded.values()) {
      if (kind === 'policy' && 'podSelector' in value) cluster.set('policy', value);
      if (kind === 'clusterPolicy' && 'tier' in value) cluster.set('clusterPolicy', value);
    }
    return cluster;
  }

  #placeOf({ policy, pod, path }: Issue): string | undefined {
    const found = this.#loaded.get(policy !== undefined ? `${policy.includes('/') ? 'policy' : 'clusterPolicy'} ${policy}` : `pod ${pod}`);
    return !found || found.file === CLUSTER ? undefined : placeOf(found.file, found.locate(path));
  }
}

const KIND_NAMES: Readonly<Record<Kind, ManifestKind>> = {
  namespace: 'Namespace',
  node: 'Node',
  pod: 'Pod',
  policy: 'NetworkPolicy',
  clusterPolicy: 'ClusterNetworkPolicy',
};
