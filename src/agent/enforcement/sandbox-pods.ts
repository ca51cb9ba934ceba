/**
 * The pods of this node as its container runtime knows them. A sandbox names the pod that its network namespace belongs to, long before the
 * kubelet reports the pod's address. Addresses are reused, and namespaces are not, so the sandbox decides.
 */
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { Sandbox } from '../../cri/sandbox.ts';

export type PodSandbox = Sandbox & { readonly network: Extract<Sandbox['network'], { readonly kind: 'pod' }> };

/** The ready sandboxes of the pod network in one state of the runtime. */
interface Ready {
  /** The state. */
  readonly sandboxes: ReadonlyMap<string, Sandbox>;
  readonly all: readonly PodSandbox[];
  readonly byNamespace: ReadonlyMap<string | undefined, PodSandbox>;
  /** By key. */
  readonly byPod: ReadonlyMap<string, readonly PodSandbox[]>;
}

interface Kept {
  readonly known: Pod | undefined;
  readonly addresses: string;
  readonly pod: Pod;
}

export class SandboxPods {
  readonly #node: string;
  readonly #cluster: Cluster;
  readonly #sandboxes: () => ReadonlyMap<string, Sandbox>;
  #ready: Ready | undefined;
  /** By sandbox id. The same pod object as long as it is the same pod: compiled policies depend on the object. */
  readonly #kept = new Map<string, Kept>();
  readonly #firstSeen = new Map<string, number>();

  /** @param sandboxes By id. Another map after each change. */
  constructor(node: string, cluster: Cluster, sandboxes: () => ReadonlyMap<string, Sandbox>) {
    this.#node = node;
    this.#cluster = cluster;
    this.#sandboxes = sandboxes;
  }

  /** Ready sandboxes of the pod network. */
  get ready(): readonly PodSandbox[] {
    return this.#current().all;
  }

  /** The ready sandbox that uses the network namespace. */
  inNamespace(namespace: string | undefined): PodSandbox | undefined {
    return this.#current().byNamespace.get(namespace);
  }

  /** When the sandbox was first seen ready, in monotonic milliseconds. */
  firstSeen({ id }: PodSandbox): number | undefined {
    return this.#firstSeen.get(id);
  }

  /** Notes new sandboxes, and forgets the pods of those that are gone. */
  follow(): void {
    const { ready } = this;
    const ids = new Set(ready.map(({ id }) => id));
    for (const id of ids) if (!this.#firstSeen.has(id)) this.#firstSeen.set(id, performance.now());
    for (const id of this.#firstSeen.keys()) if (!ids.has(id)) this.#firstSeen.delete(id);
    for (const id of this.#kept.keys()) if (!ids.has(id)) this.#kept.delete(id);
    this.#cluster.keepLocal(new Set([...this.#kept.values()].map(({ pod }) => pod.uid)));
  }

  /**
   * The pod of a sandbox: that of the API server with the addresses of the node. Before the API server has delivered it, its policies follow from
   * the namespace and labels of the sandbox.
   * @param fallback Addresses to use where the sandbox names none, canonical.
   */
  podOf(sandbox: PodSandbox, fallback: readonly string[] = []): Pod {
    const known = this.#known(sandbox);
    const addresses = sandbox.network.addresses.length > 0 ? sandbox.network.addresses : fallback;
    const text = addresses.join();
    const kept = this.#kept.get(sandbox.id);
    if (kept?.known === known && kept?.addresses === text) return kept.pod;
    const pod = known ? { ...known, addresses } : unknownPod(sandbox, addresses, this.#node);
    this.#kept.set(sandbox.id, { known, addresses: text, pod });
    return pod;
  }

  /** The sandboxes that belong to a pod of the cluster. There are several for a moment when one replaces another. */
  sandboxesOf(pod: Pod): PodSandbox[] {
    return (this.#current().byPod.get(keyOf(pod)) ?? []).filter(sandbox => isOf(sandbox, pod));
  }

  /** Computed once for each state, because every endpoint asks. */
  #current(): Ready {
    const sandboxes = this.#sandboxes();
    if (this.#ready?.sandboxes !== sandboxes) this.#ready = readyOf(sandboxes);
    return this.#ready;
  }

  #known(sandbox: PodSandbox): Pod | undefined {
    const pod = this.#cluster.get('pod', keyOf(sandbox));
    return pod && isOf(sandbox, pod) ? pod : undefined;
  }
}

function readyOf(sandboxes: ReadonlyMap<string, Sandbox>): Ready {
  const all = [...sandboxes.values()].filter(isReadyPod);
  const named = all.filter(({ network }) => network.networkNamespace);
  return {
    sandboxes,
    all,
    byNamespace: new Map(named.map(sandbox => [sandbox.network.networkNamespace, sandbox])),
    byPod: Map.groupBy(all, keyOf),
  };
}

/** A mirror pod has another uid than its sandbox, but the hash of the static pod it stands for. */
function isOf(sandbox: PodSandbox, pod: Pod): boolean {
  if (keyOf(sandbox) !== keyOf(pod)) return false;
  return sandbox.uid === pod.uid || (sandbox.staticPodHash !== undefined && sandbox.staticPodHash === pod.staticPodHash);
}

function isReadyPod(sandbox: Sandbox): sandbox is PodSandbox {
  return sandbox.ready && sandbox.network.kind === 'pod';
}

function unknownPod({ namespace, name, uid, labels }: PodSandbox, addresses: readonly string[], node: string): Pod {
  return { namespace, name, uid, labels, node, hostNetwork: false, finished: false, terminating: false, addresses, ports: [] };
}
