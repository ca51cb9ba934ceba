/**
 * The pods of the node under test as a kubelet runs them. A new pod is in the API without an address, then come endpoint and sandbox, then
 * containers, and the API has the address last. Pods from before the agent's start have all of that already.
 */
import { keyOf, type Pod } from '../../src/core/model.ts';
import type { CriClient } from '../../src/cri/client.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { CALLS, CriFaults } from '../../src/simulator/cri/faults.ts';
import { inProcessCri } from '../../src/simulator/cri/in-process-client.ts';
import type { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import type { DesiredVerdicts } from './desired-verdicts.ts';

/** From the ready sandbox to its first container, which must not find an open endpoint. */
export const FIRST_CONTAINER_MS = 500;
/** The same for a sandbox that replaces another one of its pod. No event announces it, so the agent notices it within two seconds. */
export const REPLACED_MS = 2_000;

export interface NodePodsOptions {
  readonly node: string;
  readonly hns: SimulatedHns;
  readonly watch: WriteWatch;
  readonly desired: DesiredVerdicts;
  /** The agent's watch receives a version of the pod. */
  readonly deliver: (pod: Pod) => void;
  /** The agent has started. */
  readonly isStarted: () => boolean;
  /** The agent can and may write: otherwise endpoints stay open, which is not its fault. */
  readonly canProtect: () => boolean;
  /** Version of containerd. */
  readonly containerd?: string;
}

interface Running {
  pod: Pod;
  /** The API has the address. */
  isReported: boolean;
  /** Current sandbox. */
  sandbox?: string;
  /** GUID of its HCN namespace. */
  namespace?: string;
  hadSandbox?: boolean;
  /** Its current endpoint. */
  endpoint?: string;
  /** The first container of the current sandbox has not started. */
  isBare?: boolean;
  /** It is finished, or it was terminating when its endpoint went: it gets no other sandbox. */
  isOver?: boolean;
}

export class NodePods {
  readonly containerd: SimulatedContainerd;
  readonly criFaults = new CriFaults();
  /** From a pod's appearance to its address in the API, in milliseconds. A slow hook makes it long. */
  addressMs = 1_000;
  readonly #options: NodePodsOptions;
  /** By key; the pods of the node that have a network of their own. */
  readonly #running = new Map<string, Running>();
  /** Endpoints that have or had a sandbox. */
  readonly #bound = new Set<string>();

  constructor(options: NodePodsOptions) {
    this.#options = options;
    const { containerd: version } = options;
    this.containerd = new SimulatedContainerd(version === undefined ? {} : { version });
    options.hns.onChange(({ kind, endpoints: [id] }) => {
      if (kind === 'life-cycle' && !options.hns.endpoint(id!)) this.#endpointRemoved();
    });
  }

  /** For the agent's option `cri`. */
  readonly connect = (): CriClient => inProcessCri(this.containerd, this.criFaults);

  /** The container runtime runs, and no fault of it is planted. */
  get isRuntimeSound(): boolean {
    return this.containerd.process.isRunning && CALLS.every(call => this.criFaults.of(call) === undefined);
  }

  /** The API still lacks the address of a pod, or a sandbox has no container yet. */
  get isStarting(): boolean {
    return [...this.#running.values()].some(({ isReported, isBare }) => !isReported || isBare);
  }

  set(pod: Pod): void {
    const { deliver, isStarted, node } = this.#options;
    const known = this.#running.get(keyOf(pod));
    if (known && known.pod.uid !== pod.uid) {
      // The test made the endpoint for the successor.
      if (known.isBare && known.endpoint !== undefined) this.#bound.delete(known.endpoint);
      this.delete(keyOf(pod));
    }
    const isOwn = pod.node === node && !pod.hostNetwork && !pod.finished && pod.addresses.length > 0;
    if (!isOwn) {
      if (known && pod.finished) known.isOver = true;
      deliver(pod);
      return;
    }
    const running = this.#running.get(keyOf(pod)) ?? { pod, isReported: pod.terminating || !isStarted() };
    const isNew = running !== known;
    running.pod = pod;
    this.#running.set(keyOf(pod), running);
    deliver(running.isReported ? pod : { ...pod, addresses: [] });
    this.#runSandbox(running);
    if (isNew && !running.isReported) setTimeout(() => this.#report(running), this.addressMs);
  }

  delete(key: string): void {
    const running = this.#running.get(key);
    if (running?.sandbox !== undefined) this.containerd.removeSandbox(running.sandbox);
    this.#running.delete(key);
  }

  /** @returns The namespace for a new endpoint with these addresses: that of its pod, if it has another endpoint already. */
  namespaceFor(addresses: readonly string[]): string {
    const { hns } = this.#options;
    const owner = [...this.#running.values()].find(({ pod, namespace }) => namespace !== undefined && shares(pod.addresses, addresses));
    const siblings = hns.endpoints().filter(({ namespace }) => namespace !== undefined && namespace === owner?.namespace);
    const isSibling = siblings.length > 0 && !siblings.some(({ ips }) => shares(ips, addresses));
    return isSibling ? owner!.namespace! : hns.addNamespace();
  }

  /** To be called after an endpoint was made: it is that of a pod without a sandbox. */
  endpointAdded(): void {
    for (const running of this.#running.values()) this.#runSandbox(running);
  }

  #runSandbox(running: Running): void {
    const { hns, watch, desired, isStarted, canProtect } = this.#options;
    const { pod } = running;
    if (running.sandbox !== undefined || running.isOver) return;
    const endpoint = hns.endpoints().find(({ id, ips }) => !this.#bound.has(id) && shares(ips, pod.addresses));
    if (endpoint?.namespace === undefined) return;
    this.#bound.add(endpoint.id);
    running.endpoint = endpoint.id;
    running.namespace = endpoint.namespace;
    running.sandbox = this.containerd.addSandbox(pod, { networkNamespace: endpoint.namespace, addresses: pod.addresses });
    const wait = running.hadSandbox ? REPLACED_MS : FIRST_CONTAINER_MS;
    running.hadSandbox = true;
    if (!isStarted()) return;
    const { due } = watch.sandboxReady({
      hns,
      endpoint: endpoint.id,
      desired: (flow, direction) => desired.allows(keyOf(pod), flow, direction),
    });
    running.isBare = true;
    const { sandbox } = running;
    setTimeout(() => {
      if (running.sandbox === sandbox) running.isBare = false;
      if (canProtect()) due();
    }, wait);
  }

  #report(running: Running): void {
    if (this.#running.get(keyOf(running.pod)) !== running) return;
    running.isReported = true;
    this.#options.deliver(running.pod);
  }

  /** CNI DEL. A pod that goes on gets another sandbox with its next endpoint. */
  #endpointRemoved(): void {
    const { hns } = this.#options;
    for (const running of this.#running.values()) {
      const { sandbox, namespace } = running;
      if (sandbox === undefined || hns.endpoints().some(endpoint => endpoint.namespace === namespace)) continue;
      this.containerd.stopSandbox(sandbox);
      running.isOver ||= running.pod.terminating;
      delete running.sandbox;
      running.isBare = false;
      delete running.namespace;
    }
  }
}

function shares(some: readonly string[], others: readonly string[]): boolean {
  return some.some(address => others.includes(address));
}
