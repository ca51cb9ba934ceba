/**
 * The simulated HNS of one Windows node: objects, native calls, planted faults and packet verdicts.
 * Callers use `transport()` in process, or `serve` through a native library. Tests change its objects directly.
 */
import type { Transport } from '../../hns/transport/transport.ts';
import type { CallContext } from './call-context.ts';
import { type CallRecord, isWrite } from './calls.ts';
import { dispatch, subjectOf } from './dispatch.ts';
import type { Faults } from './faults.ts';
import { Handles } from './handles.ts';
import { type Hresult, Rejection } from './hresult.ts';
import { inProcessTransport } from './in-process-transport.ts';
import { Judge } from './judge.ts';
import type { Direction, FlowPacket } from './matcher.ts';
import type { Mistake } from './mistakes.ts';
import { type Answer, failure, type NativeFunction, success } from './native.ts';
import { NodeObjects } from './node-objects.ts';
import type { NodeOptions } from './node-records.ts';
import type { Policy } from './records.ts';
import type { Decision } from './ruleset.ts';
import { Service } from './service.ts';

export interface SimulatedHnsOptions extends NodeOptions {
  /** Seed of the faults' probabilities. Default 1. */
  readonly seed?: number;
}

export interface Restart {
  /** The policies that every endpoint loses. Default: `nothing`. */
  readonly purge?: 'nothing' | 'acls' | 'policies';
  /** Endpoints that HNS lists again only after `rehydrate`. Their ACLs stay in force. */
  readonly late?: readonly string[];
  /** Endpoints that HNS loses. */
  readonly lost?: readonly string[];
}

export class SimulatedHns extends NodeObjects {
  readonly #handles = new Handles();
  readonly #judge: Judge;
  readonly #service: Service;
  readonly #context: CallContext;

  constructor(options: SimulatedHnsOptions = {}) {
    super(options);
    this.#judge = new Judge(this.name);
    this.#service = new Service(
      {
        answer: (name, target, document) => this.#answer(name, target, document),
        subjectOf: (name, target) => subjectOf(this.#handles, name, target),
      },
      options.seed ?? 1,
    );
    this.#context = {
      node: this.node,
      handles: this.#handles,
      storeEndpoint: (endpoint, policies) => this.store(endpoint, policies, 'caller'),
      storeNetwork: (network, policies) => this.storeNetwork(network, policies, 'caller'),
      objects: this,
    };
  }

  /** An in-process Transport. It calls Open and Close around each call, as a native transport does. */
  transport(): Transport {
    return inProcessTransport(this);
  }

  /**
   * One native call, with the planted faults. The promise never rejects. A hanging call settles after `release`.
   * @param target GUID for Open, Create and Delete. Handle for Query, Modify and Close. The network's handle and the GUID for HcnCreateEndpoint.
   *   Method and path for HNSCall. `''` for Enumerate.
   */
  serve(name: NativeFunction, target: string, document: string): Promise<Answer> {
    return this.#service.serve(name, target, document);
  }

  /** One synchronous native call, without planted faults and without a call record. */
  answer(name: NativeFunction, target: string, document: string): Answer {
    return this.#service.answer(name, target, document);
  }

  /** All calls so far, except Close, successful Open and HnsServiceProcess (calls.ts). */
  get calls(): readonly CallRecord[] {
    return this.#service.calls;
  }

  /** The calls that requested a change, including those that failed. */
  get writes(): readonly CallRecord[] {
    return this.calls.filter(isWrite);
  }

  forgetCalls(): void {
    this.#service.forgetCalls();
  }

  /** Errors, delays, hangs and races to plant. */
  get faults(): Faults {
    return this.#service.faults;
  }

  /** Fails calls under way, including hanging ones. Later calls fail with the code. Objects and packet verdicts stay the same. */
  stop(hresult: Hresult = 'RPC_S_SERVER_UNAVAILABLE'): void {
    this.#handles.invalidate();
    this.#service.stop(hresult);
  }

  start(): void {
    this.#service.start();
  }

  get isRunning(): boolean {
    return this.#service.isRunning;
  }

  /** At once: only calls under way fail. The service has another process id. */
  restart({ purge = 'nothing', late = [], lost = [] }: Restart = {}): void {
    this.stop();
    for (const id of lost) this.removeEndpoint(id);
    for (const id of late) this.node.dormant.add(this.endpointRecord(id).id);
    const survives = (policy: Policy) => purge === 'acls' && policy.Type !== 'ACL';
    if (purge !== 'nothing') {
      for (const endpoint of this.node.endpoints.values()) this.store(endpoint, endpoint.policies.filter(survives), 'restart');
    }
    this.start();
  }

  /** Lists late endpoints again. Default: all of them. */
  rehydrate(ids: readonly string[] = [...this.node.dormant]): void {
    for (const id of ids) this.node.dormant.delete(id.toLowerCase());
  }

  /** Judges a packet by the stored policies, even if the endpoint is not attached. */
  judge(endpointId: string, direction: Direction, packet: FlowPacket): Decision {
    const endpoint = this.endpointRecord(endpointId);
    return this.#judge.judge(endpoint, this.network(endpoint.network), direction, packet, this.node.switches);
  }

  /** Mistakes of callers, found while judging packets. Each is listed once. */
  get mistakes(): readonly Mistake[] {
    return this.#judge.mistakes;
  }

  #answer(name: NativeFunction, target: string, document: string): Answer {
    if (this.node.switches.access === 'denied') return failure('E_ACCESSDENIED');
    try {
      return success(dispatch(this.#context, name, target, document));
    } catch (error) {
      if (error instanceof Rejection) return failure(error.hresult, error.detail);
      throw error;
    }
  }
}
