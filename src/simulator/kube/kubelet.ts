/** The scheduler, kubelet and CNI plugin of all simulated nodes. Their changes are stored before a write returns, except at the end of a grace period. */
import { canonical } from '../../core/address.ts';
import { AddressPool } from './address-pool.ts';
import type { Change } from './history.ts';
import { PODS } from './kinds.ts';
import { nodeObject, type SimulatedNode } from './node.ts';
import { type KubeObject, keyOf } from './object.ts';
import { onePerFamily, runningStatus, sandboxFailure, scheduledStatus, unschedulableStatus } from './pod-status.ts';
import { schedule } from './scheduler.ts';
import type { Store } from './store.ts';

interface Host {
  readonly node: SimulatedNode;
  readonly addresses: readonly string[];
  readonly pools: readonly AddressPool[];
}

/** The node's resources that a started pod uses. */
interface Sandbox {
  readonly uid: string;
  readonly host: Host;
  readonly addresses: readonly string[];
  /** Absent if the node has no HNS. */
  readonly endpoint?: string;
}

export class Kubelet {
  readonly #store: Store;
  readonly #hosts = new Map<string, Host>();
  readonly #sandboxes = new Map<string, Sandbox>();
  readonly #grace: number | undefined;
  /** Timers of terminating pods' grace periods, by uid. */
  readonly #endings = new Map<string, { readonly seconds: number; readonly timer: NodeJS.Timeout }>();
  #paused = false;

  /** @param grace milliseconds per second of grace. Undefined: containers stop at once. */
  constructor(store: Store, grace?: number) {
    this.#store = store;
    this.#grace = grace;
    store.onChange(change => this.#changed(change));
  }

  /** Registers the Node object and starts to run its pods. */
  join(node: SimulatedNode): void {
    const pools = [node.podAddresses].flat().map(text => new AddressPool(text, node.recycle));
    this.#hosts.set(node.name, { node, addresses: node.addresses.map(address => canonical(address) ?? address), pools });
    this.#store.seed([nodeObject(node)]);
    this.#resync();
  }

  /** Stops scheduling, starting and ending pods on all nodes until `resume()`. Pods stay pending or terminating. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    for (const [key, sandbox] of this.#sandboxes) {
      if (this.#store.get('pods', key)?.metadata.uid !== sandbox.uid) this.#stop(key, sandbox);
    }
    this.#resync();
  }

  /** The id of a pod's HNS endpoint. Undefined if the pod has none. @param podKey `namespace/name`. */
  endpointOf(podKey: string): string | undefined {
    return this.#sandboxes.get(podKey)?.endpoint;
  }

  #resync(): void {
    for (const pod of this.#store.list('pods')) this.#sync(pod);
  }

  #changed({ store, key, object, previous, deleted }: Change): void {
    if (store !== 'pods' || this.#paused) return;
    const sandbox = this.#sandboxes.get(key);
    // The pod is gone, or another pod has its name.
    if (sandbox && (deleted || previous?.metadata.uid !== object.metadata.uid)) this.#stop(key, sandbox);
    // A newer change follows, so this one is ignored.
    if (!deleted && this.#store.get(store, key) === object) this.#sync(object);
  }

  #sync(pod: KubeObject): void {
    const key = keyOf(pod);
    const { nodeName } = pod.spec ?? {};
    const host = this.#hosts.get(nodeName);
    const { phase = 'Pending' } = pod.status ?? {};
    // A pod of a node without a kubelet stays as it is, terminating or not.
    if (nodeName && !host) return;
    if (pod.metadata.deletionTimestamp !== undefined) this.#terminate(pod);
    else if (!nodeName) this.#schedule(pod);
    else if (!host) return;
    else if (phase === 'Pending' || phase === 'Running') {
      if (!this.#sandboxes.has(key)) this.#start(pod, host);
    } else this.#stop(key, this.#sandboxes.get(key));
  }

  #schedule(pod: KubeObject): void {
    // Every created pod is pending. A pod seeded without a status is left unchanged.
    if (pod.status?.phase !== 'Pending') return;
    const nodes = [...this.#hosts.keys()].map(name => this.#store.get('nodes', name)).filter(node => node !== undefined);
    const nodeName = schedule(pod, nodes);
    if (nodeName !== undefined) {
      this.#store.put('pods', { ...pod, spec: { ...pod.spec, nodeName }, status: scheduledStatus(pod) });
    } else if (pod.status?.conditions === undefined) {
      this.#store.put('pods', { ...pod, status: unschedulableStatus(pod, nodes.length) });
    }
  }

  /** Creates the endpoint, then writes the status with the address, as CNI plugin and kubelet do. A seeded pod keeps its address. */
  #start(pod: KubeObject, host: Host): void {
    const key = keyOf(pod);
    const given = givenAddresses(pod);
    const sandbox = this.#sandbox(pod, host, given);
    // Without an address or endpoint, the pod stays pending and is retried with its next change.
    if (!sandbox) return;
    this.#sandboxes.set(key, sandbox);
    if (pod.status?.phase === 'Running' && given.length > 0) return;
    const hostAddresses = onePerFamily(host.addresses);
    const addresses = given.length > 0 ? given : pod.spec.hostNetwork === true ? hostAddresses : sandbox.addresses;
    const running = { ...pod, status: runningStatus(pod, addresses, hostAddresses) };
    this.#store.put('pods', this.#store.managed(PODS, pod, running, { name: 'kubelet', subresource: 'status' }));
  }

  #sandbox(pod: KubeObject, host: Host, given: readonly string[]): Sandbox | undefined {
    const uid = pod.metadata.uid!;
    if (pod.spec.hostNetwork === true) return { uid, host, addresses: [] };
    const addresses: string[] = [...given];
    for (const pool of host.pools) for (const address of given) pool.reserve(address);
    try {
      if (given.length === 0) for (const pool of host.pools) addresses.push(pool.allocate());
      const endpoint = host.node.hns?.addEndpoint({ podKey: keyOf(pod), uid, addresses });
      return { uid, host, addresses, ...(endpoint !== undefined && { endpoint }) };
    } catch (error) {
      for (const pool of host.pools) for (const address of addresses) pool.free(address);
      this.#store.seed([sandboxFailure(pod, host.node.name, error)]);
      return undefined;
    }
  }

  /** Ends all grace periods without ending their pods. */
  close(): void {
    for (const { timer } of this.#endings.values()) clearTimeout(timer);
    this.#endings.clear();
  }

  /** Containers run until the grace period ends. Only a shorter period replaces it. */
  #terminate(pod: KubeObject): void {
    const uid = pod.metadata.uid!;
    const seconds = pod.metadata.deletionGracePeriodSeconds ?? 0;
    const running = this.#endings.get(uid);
    if (running && running.seconds <= seconds) return;
    clearTimeout(running?.timer);
    this.#endings.delete(uid);
    if (this.#grace === undefined || seconds === 0) this.#end(pod);
    else this.#endings.set(uid, { seconds, timer: setTimeout(() => this.#graceOver(pod), seconds * this.#grace) });
  }

  #graceOver(pod: KubeObject): void {
    const { uid } = pod.metadata;
    this.#endings.delete(uid!);
    const now = this.#store.get('pods', keyOf(pod));
    if (!this.#paused && now?.metadata.uid === uid) this.#end(now!);
  }

  /** A pod that still has a finalizer stays, without a sandbox. */
  #end(pod: KubeObject): void {
    const key = keyOf(pod);
    this.#stop(key, this.#sandboxes.get(key));
    if ((pod.metadata.finalizers ?? []).length === 0) this.#store.remove('pods', key);
    else if (pod.metadata.deletionGracePeriodSeconds !== 0) {
      this.#store.put('pods', { ...pod, metadata: { ...pod.metadata, deletionGracePeriodSeconds: 0 } });
    }
  }

  #stop(key: string, sandbox: Sandbox | undefined): void {
    if (!sandbox) return;
    this.#sandboxes.delete(key);
    try {
      if (sandbox.endpoint !== undefined) sandbox.host.node.hns!.removeEndpoint(sandbox.endpoint);
    } catch {
      // The endpoint becomes stale, as after a failed CNI plugin.
    }
    for (const pool of sandbox.host.pools) for (const address of sandbox.addresses) pool.free(address);
  }
}

function givenAddresses({ status }: KubeObject): string[] {
  const texts: string[] = status?.podIPs?.map(({ ip }: { ip: string }) => ip) ?? (status?.podIP ? [status.podIP] : []);
  return texts.map(text => canonical(text) ?? text);
}
