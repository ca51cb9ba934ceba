/** Looks at intervals at the parts of the node that the agent does not control: kube-proxy, and the switches of HNS. Enforcement never waits for it. */
import type { HnsClient } from '../hns/client.ts';
import type { HnsEndpoint } from '../hns/document/schema.ts';
import { type DsrCondition, dsrOf } from '../hns/node/dsr.ts';
import { type HnsSwitches, hnsSwitchesOf, type RegistryValues } from '../hns/node/hns-switches.ts';
import { Poll } from './enforcement/poll.ts';

export interface NodeConditionsOptions {
  readonly client: Pick<HnsClient, 'loadBalancers' | 'endpointIds' | 'endpoint'>;
  /** The ClusterIP of the Service `kubernetes`, or a name. Undefined: not known. */
  readonly serviceAddress: string | undefined;
  /** Undefined: HNS is simulated, so its switches are not in the registry of this machine. */
  readonly readSwitches: (() => Promise<RegistryValues>) | undefined;
  /** Of Windows. Undefined: not known. */
  readonly build: number | undefined;
  /** Called at the first look, and when a condition has changed. */
  readonly onDsr: (condition: DsrCondition) => void;
  readonly onSwitches: (switches: HnsSwitches) => void;
}

const INTERVAL_MS = 300_000;
/** kube-proxy may start after the agent. */
const UNKNOWN_INTERVAL_MS = 60_000;
/** The endpoints of one CNI plugin are alike. */
const SOME_ENDPOINTS = 4;

export class NodeConditions {
  readonly #options: NodeConditionsOptions;
  readonly #poll: Poll;
  #dsr: DsrCondition = { mode: 'unknown', evidence: 'the node has not been looked at yet' };
  #switches: HnsSwitches;
  #isFirst = true;

  constructor(options: NodeConditionsOptions) {
    this.#options = options;
    this.#switches = hnsSwitchesOf(undefined, options.build);
    this.#poll = new Poll({
      look: () => this.#look(),
      intervalMs: () => (this.#dsr.mode === 'unknown' ? UNKNOWN_INTERVAL_MS : INTERVAL_MS),
    });
  }

  get dsr(): DsrCondition {
    return this.#dsr;
  }

  get switches(): HnsSwitches {
    return this.#switches;
  }

  start(): void {
    this.#poll.now();
  }

  stop(): void {
    this.#poll.stop();
  }

  async #look(): Promise<void> {
    const { onDsr, onSwitches } = this.#options;
    const [dsr, switches] = await Promise.all([this.#readDsr(), this.#readSwitches()]);
    const hasChanged = (before: object, now: object) => this.#isFirst || JSON.stringify(before) !== JSON.stringify(now);
    const changed = { dsr: hasChanged(this.#dsr, dsr), switches: hasChanged(this.#switches, switches) };
    [this.#dsr, this.#switches, this.#isFirst] = [dsr, switches, false];
    if (changed.dsr) onDsr(dsr);
    if (changed.switches) onSwitches(switches);
  }

  /** A failed call is no sign of a change, so the condition stays. */
  async #readDsr(): Promise<DsrCondition> {
    const { client, serviceAddress } = this.#options;
    const loadBalancers = await client.loadBalancers().catch(() => undefined);
    if (!loadBalancers && this.#dsr.mode !== 'unknown') return this.#dsr;
    const fromKubeProxy = dsrOf({ loadBalancers, endpoints: [], serviceAddress });
    if (fromKubeProxy.mode !== 'unknown') return fromKubeProxy;
    return dsrOf({ loadBalancers, endpoints: await this.#someEndpoints(), serviceAddress });
  }

  async #someEndpoints(): Promise<readonly HnsEndpoint[]> {
    const { client } = this.#options;
    const ids = await client.endpointIds().catch(() => []);
    const endpoints: HnsEndpoint[] = [];
    for (const id of ids.slice(0, SOME_ENDPOINTS)) {
      const endpoint = await client.endpoint(id).catch(() => undefined);
      if (endpoint) endpoints.push(endpoint);
    }
    return endpoints;
  }

  async #readSwitches(): Promise<HnsSwitches> {
    const { readSwitches, build } = this.#options;
    return hnsSwitchesOf(await readSwitches?.().catch(() => undefined), build);
  }
}
