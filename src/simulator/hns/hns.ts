/**
 * The simulated HNS of one Windows node: its objects, the calls it answers, the faults it is told to have, and what its ACLs make of packets.
 * Callers reach it by `transport()` in process, or by `serve` from behind a native boundary; tests change its objects directly.
 */
import type { Transport } from '../../hns/transport/transport.ts';
import type { CallContext } from './call-context.ts';
import { type CallRecord, isWrite } from './calls.ts';
import { Court } from './court.ts';
import { dispatch, subjectOf } from './dispatch.ts';
import type { Faults } from './faults.ts';
import { Handles } from './handles.ts';
import { type Hresult, Refusal } from './hresult.ts';
import { inProcessTransport } from './in-process-transport.ts';
import type { Decision } from './judge.ts';
import type { Direction, FlowPacket } from './matcher.ts';
import type { Mistake } from './mistakes.ts';
import { type Answer, failure, type NativeFunction, success } from './native.ts';
import { NodeObjects, type NodeOptions } from './node-objects.ts';
import type { Policy } from './records.ts';
import { Service } from './service.ts';

export interface SimulatedHnsOptions extends NodeOptions {
  /** Of the faults' probabilities. Default 1. */
  readonly seed?: number;
}

export interface Restart {
  /** What HNS forgets of every endpoint. Default nothing. */
  readonly purge?: 'nothing' | 'acls' | 'policies';
  /** Endpoints that HNS lists again only after `rehydrate`. Their ports, and so their ACLs, work on. */
  readonly late?: readonly string[];
  /** Endpoints that do not survive. */
  readonly lost?: readonly string[];
}

export class SimulatedHns extends NodeObjects {
  readonly #handles = new Handles();
  readonly #court: Court;
  readonly #service: Service;
  readonly #context: CallContext;

  constructor(options: SimulatedHnsOptions = {}) {
    super(options);
    this.#court = new Court(this.name);
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

  /** The seam of src/hns, in process: Open, the call and Close as a native transport does them. */
  transport(): Transport {
    return inProcessTransport(this);
  }

  /**
   * One native call, with the planted faults. Never rejects; a hanging one settles when it is released.
   * @param target GUID for Open, Create and Delete; handle for Query, Modify and Close; the network's handle and the GUID for HcnCreateEndpoint; method
   *   and path for HNSCall; `''` for Enumerate.
   */
  serve(name: NativeFunction, target: string, document: string): Promise<Answer> {
    return this.#service.serve(name, target, document);
  }

  /** One native call at once, without planted faults and uncounted. */
  answer(name: NativeFunction, target: string, document: string): Answer {
    return this.#service.answer(name, target, document);
  }

  /** Every call so far, except Close and successful Open, which belong to another call. */
  get calls(): readonly CallRecord[] {
    return this.#service.calls;
  }

  /** The calls that asked for a change, whatever came of them. */
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

  /** Calls under way fail, hanging ones too; later ones fail with the code. No object is lost, and packets are judged as before. */
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

  /** HNS lists these late endpoints again; without ids, all of them. */
  rehydrate(ids: readonly string[] = [...this.node.dormant]): void {
    for (const id of ids) this.node.dormant.delete(id.toLowerCase());
  }

  /** By the policies that are stored now, whether or not the endpoint is attached. */
  judge(endpointId: string, direction: Direction, packet: FlowPacket): Decision {
    const endpoint = this.endpointRecord(endpointId);
    return this.#court.judge(endpoint, this.network(endpoint.network), direction, packet, this.node.switches);
  }

  /** What callers wrote that HNS leaves undefined, found while judging; each once. A test that planted none asserts that it is empty. */
  get mistakes(): readonly Mistake[] {
    return this.#court.mistakes;
  }

  #answer(name: NativeFunction, target: string, document: string): Answer {
    if (this.node.switches.access === 'denied') return failure('E_ACCESSDENIED');
    try {
      return success(dispatch(this.#context, name, target, document));
    } catch (error) {
      if (error instanceof Refusal) return failure(error.hresult, error.detail);
      throw error;
    }
  }
}
