/** The HNS service: it can be stopped, applies planted faults, and logs calls. */
import { type CallRecord, isPart } from './calls.ts';
import { Faults } from './faults.ts';
import type { Hresult } from './hresult.ts';
import { type Answer, failure, type NativeFunction, success } from './native.ts';

/** Answers the calls. */
export interface Backend {
  /** Answers one call synchronously. */
  answer(name: NativeFunction, target: string, document: string): Answer;
  /** The id of the object a call is about (CallSite). */
  subjectOf(name: NativeFunction, target: string): string;
}

export class Service {
  readonly faults: Faults;
  readonly #backend: Backend;
  #calls: CallRecord[] = [];
  #count = 0;
  #stopped: Hresult | undefined;
  #stops = 0;

  constructor(backend: Backend, seed: number) {
    this.#backend = backend;
    this.faults = new Faults(seed);
  }

  stop(hresult: Hresult): void {
    this.#stopped = hresult;
    this.#stops++;
    this.faults.release();
  }

  start(): void {
    this.#stopped = undefined;
  }

  get calls(): readonly CallRecord[] {
    return this.#calls;
  }

  forgetCalls(): void {
    this.#calls = [];
  }

  answer(name: NativeFunction, target: string, document: string): Answer {
    return this.#stopped ? failure(this.#stopped) : this.#backend.answer(name, target, document);
  }

  async serve(name: NativeFunction, target: string, document: string): Promise<Answer> {
    const id = this.#backend.subjectOf(name, target);
    const returned = this.#record(name, id, document);
    const answer = await this.#serveWithFaults(name, id, target, document);
    returned(answer);
    return answer;
  }

  async #serveWithFaults(name: NativeFunction, id: string, target: string, document: string): Promise<Answer> {
    const stops = this.#stops;
    const fault = this.faults.plannedFault({ name, id });
    for (const run of fault.run) run();
    if (fault.delay > 0) await new Promise<void>(resolve => setTimeout(resolve, fault.delay));
    if (fault.hang && !fault.afterEffect) await this.faults.hang();
    if (stops !== this.#stops) return failure('RPC_S_CALL_FAILED');
    if (fault.fail && !fault.afterEffect) return failure(fault.fail);
    const answer = fault.swallow && name.startsWith('HcnModify') ? success('') : this.answer(name, target, document);
    if (fault.hang && fault.afterEffect) await this.faults.hang();
    if (stops !== this.#stops) return failure('RPC_S_CALL_FAILED');
    return fault.fail ? failure(fault.fail) : answer;
  }

  /** @returns A function to call with the answer. */
  #record(name: NativeFunction, id: string, document: string): (answer: Answer) => void {
    const record: { -readonly [Field in keyof CallRecord]: CallRecord[Field] } = {
      number: 0,
      name,
      id,
      document,
      bytesIn: Buffer.byteLength(document),
      bytesOut: 0,
      hresult: undefined,
    };
    const keep = () => {
      record.number = ++this.#count;
      this.#calls.push(record);
    };
    if (!isPart(name)) keep();
    return answer => {
      record.hresult = answer.hresult;
      record.bytesOut = Buffer.byteLength(answer.result) + Buffer.byteLength(answer.record);
      if (name.startsWith('HcnOpen') && answer.hresult !== 0) keep();
    };
  }
}
