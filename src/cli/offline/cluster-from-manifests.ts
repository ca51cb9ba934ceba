/** Manifests → the core's cluster, as the agent on a Windows node would build it. */
import { isDeepStrictEqual } from 'node:util';
import { ClusterState } from '../../agent/state.ts';
import type { Backend } from '../../core/backend.ts';
import { Cluster } from '../../core/cluster.ts';
import type { Issue } from '../../core/issue.ts';
import { type Kind, keyOf, type NetworkPolicy, type Node, type Objects, type Pod } from '../../core/model.ts';
import { type OnUnsupported, type Rejection, reject } from '../../core/reject.ts';
import { impliedNamespace } from '../../kube/read/namespace.ts';
import { Sharing } from '../../kube/read/sharing.ts';
import { adviceFor } from './advice.ts';
import { ExampleAddresses } from './example-addresses.ts';
import { decimalPorts } from './integers.ts';
import { CLUSTER } from './live-sources.ts';
import type { ManifestKind } from './manifest-kind.ts';
import { isObject, type JsonObject, type Manifest, nameOf } from './manifests.ts';
import { selectsOnlyOthers } from './other-system.ts';
import { hasController, nodeFor, type Placement, placementOf, templatePath, templatePod } from './pod-template.ts';
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
  readonly #examples = new ExampleAddresses();
  /** By kind and key. */
  readonly #loaded = new Map<string, Loaded>();
  readonly #nodeLabels = new Map<string, JsonObject>();
  /** Pods that have no address or node yet. */
  readonly #pending: { readonly pod: Pod; readonly placement: Placement; readonly kind: ManifestKind; readonly place: Place }[] = [];
  /** Number of objects that got a name from each `metadata.generateName`. */
  readonly #generated = new Map<string, number>();

  constructor(options: ClusterOptions, problems: Problem[]) {
    this.#options = options;
    this.#problems = problems;
    const { backend, onUnsupported } = options;
    this.#state = new ClusterState({ onUnsupported, backend, maxIssues: Number.POSITIVE_INFINITY });
  }

  add(manifest: Manifest): void {
    const object = withoutStatus(this.#named(manifest.object), manifest.kind);
    const kind = KINDS[manifest.kind];
    const template = templatePath(manifest.kind);
    if (kind) this.#addObject(kind, { ...manifest, object });
    else if (template) this.#addTemplate(template, { ...manifest, object });
    else this.#services.add(manifest.kind, object);
  }

  end(): ManifestCluster {
    // Sorted, so that the order of the input does not decide about addresses.
    const pending = this.#pending.toSorted((a, b) => (keyOf(a.pod) + a.kind < keyOf(b.pod) + b.kind ? -1 : 1));
    for (const { pod, placement, kind, place } of pending) this.#schedule(pod, placement, kind, place);
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
      issues: findings.flatMap(({ issues }) => issues),
      closedPods: this.#state.closedPods(),
      replaced: this.#replaced,
      hints: this.#hints,
      policies: [...this.#policies].map(([key, manifest]) => ({ key, ...manifest })),
      services: this.#services,
      impliedNamespaces,
      examples: this.#examples,
      placeOf: issue => this.#placeOf(issue),
    };
  }

  #addObject(kind: Kind, manifest: Manifest): void {
    const { object, stored } = manifest;
    const options = { strict: !stored, maxIssues: Number.POSITIVE_INFINITY, sharing: this.#sharing };
    const { value, issues } = this.#state.load(kind, object, options);
    const errors = stored ? [] : errorsOf(kind, manifest, issues);
    this.#problems.push(...errors);
    if (errors.length > 0 || !value) return;
    if (kind === 'node') this.#nodeLabels.set(keyOf(value), labelsOf(object));
    const { file, locate } = manifest;
    const isNew = kind === 'pod' && !stored && isPending(value as Pod);
    if (isNew) this.#pending.push({ pod: value as Pod, placement: placementOf(object.spec), kind: 'Pod', place: { file, locate } });
    else this.#remember(kind, value, manifest);
    if (kind === 'policy') this.#policies.set(keyOf(value), manifest);
    if (kind === 'policy') this.#hints.push(...ruleHints(object).map(({ path, message }) => problemAt(manifest, path, message)));
  }

  #addTemplate(path: string, manifest: Manifest): void {
    if (hasController(manifest.object)) return;
    const { value, issues, placement } = templatePod(path, manifest.object);
    for (const { severity, path: field, message } of issues)
      if (severity === 'error' && !manifest.stored)
        this.#problems.push(problemAt(manifest, field.startsWith('metadata') ? field : `${path}.${field}`, message));
    const place = { file: manifest.file, locate: (field: string) => manifest.locate(field === '' ? '' : `${path}.${field}`) };
    if (value) this.#pending.push({ pod: value, placement, kind: manifest.kind, place });
  }

  /** Gives a pod a node and an address, and a name of its own. */
  #schedule(pod: Pod, placement: Placement, kind: ManifestKind, place: Place): void {
    const { cluster } = this.#state;
    const isTemplate = kind !== 'Pod';
    // The input has the pods of this workload.
    if (isTemplate && hasPodsOf(cluster, pod)) return;
    const name = isTemplate && cluster.get('pod', keyOf(pod)) ? `${pod.name}-${kind.toLowerCase()}` : pod.name;
    const node: Node =
      pod.node === undefined ? nodeFor(placement, this.#options.node, this.#nodeLabels) : { name: pod.node, addresses: [] };
    if (node.os !== undefined && !cluster.get('node', node.name)) this.#state.set('node', node);
    const address = pod.hostNetwork ? cluster.get('node', node.name)?.addresses[0] : this.#examples.next();
    const addresses = pod.addresses.length > 0 ? pod.addresses : address === undefined ? [] : [address];
    const scheduled = { ...pod, name, node: node.name, addresses };
    this.#state.set('pod', scheduled);
    this.#remember('pod', scheduled, place);
  }

  #remember(kind: Kind, value: Objects[Kind], { file, locate }: Place): void {
    const id = `${kind} ${keyOf(value)}`;
    const before = this.#loaded.get(id);
    if (before && !isDeepStrictEqual(before.value, value)) {
      const message = `replaces the one at ${placeOf(before.file, before.locate(''))}`;
      this.#replaced.push({ file, location: locate(''), object: `${KIND_NAMES[kind]} ${keyOf(value)}`, message });
    }
    this.#loaded.set(id, { kind, value, file, locate });
  }

  /** The API server makes a name from `metadata.generateName`. */
  #named(object: JsonObject): JsonObject {
    const { metadata } = object;
    if (!isObject(metadata) || (metadata.name ?? '') !== '' || typeof metadata.generateName !== 'string' || metadata.generateName === '')
      return object;
    const number = (this.#generated.get(metadata.generateName) ?? 0) + 1;
    this.#generated.set(metadata.generateName, number);
    return { ...object, metadata: { ...metadata, name: `${metadata.generateName}${number}` } };
  }

  #asWritten(): Cluster {
    const cluster = new Cluster();
    const { cluster: enforced } = this.#state;
    for (const kind of ['namespace', 'node', 'pod'] as const) for (const object of enforced.values(kind)) cluster.set(kind, object);
    for (const { kind, value } of this.#loaded.values()) if (kind === 'policy' && 'podSelector' in value) cluster.set('policy', value);
    return cluster;
  }

  #placeOf({ policy, pod, path }: Issue): string | undefined {
    const found = this.#loaded.get(policy !== undefined ? `policy ${policy}` : `pod ${pod}`);
    return !found || found.file === CLUSTER ? undefined : placeOf(found.file, found.locate(path));
  }
}

/** Of an object that may be applied. The API server would reject it. */
function errorsOf(kind: Kind, manifest: Manifest, issues: readonly Issue[]): Problem[] {
  const errors = issues.filter(({ code }) => code === 'invalid').map(({ path, message }) => problemAt(manifest, path, message));
  const decimals = kind === 'policy' ? decimalPorts(manifest) : [];
  return [...errors, ...decimals.map(({ path, source }) => problemAt(manifest, path, `Invalid value: ${source}: must be an integer`))];
}

const KIND_NAMES: Readonly<Record<Kind, ManifestKind>> = { namespace: 'Namespace', node: 'Node', pod: 'Pod', policy: 'NetworkPolicy' };

/** It was never scheduled, so the kubelet has reported no address. */
function isPending({ addresses, finished, node, hostNetwork }: Pod): boolean {
  return !finished && addresses.length === 0 && (node === undefined || !hostNetwork);
}

/** A pod with all labels of the template, as an API server gives them to each replica. */
function hasPodsOf(cluster: Cluster, { namespace, labels }: Pod): boolean {
  const wanted = Object.entries(labels);
  const isReplica = (pod: Pod): boolean => pod.uid !== '' && wanted.every(([key, value]) => pod.labels[key] === value);
  return wanted.length > 0 && [...cluster.podsOfNamespace(namespace)].some(isReplica);
}

/** API servers up to 1.27 and many generators write `status: {}` into policies. */
function withoutStatus(object: JsonObject, kind: ManifestKind): JsonObject {
  const { status, ...rest } = object;
  const isEmpty = status === null || (isObject(status) && Object.keys(status).length === 0);
  return kind === 'NetworkPolicy' && isEmpty ? rest : object;
}

function labelsOf({ metadata }: JsonObject): JsonObject {
  const { labels } = isObject(metadata) ? metadata : {};
  return isObject(labels) ? labels : {};
}

function problemAt({ file, kind, object, locate }: Manifest, path: string, message: string): Problem {
  const advice = adviceFor(object, path);
  return { file, location: locate(path), object: nameOf(kind, object), path, message: advice ? `${message}. ${advice}` : message };
}
