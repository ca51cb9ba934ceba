import { PassThrough } from 'node:stream';
import type { ApiRequest, Requests } from '../../../src/kube/watch/connection.ts';

type Answer = (request: ApiRequest) => AsyncIterable<Buffer>;

/** A scripted API server: it gives one answer for each request, in order. A request without an answer waits for one. */
export class ScriptedRequests implements Requests {
  readonly made: ApiRequest[] = [];
  readonly #answers: Answer[] = [];
  #rule: { readonly answer: (request: ApiRequest) => object; left: number } | undefined;
  readonly #waiting: (() => void)[] = [];

  /** Answers with one JSON document. */
  document(document: unknown): this {
    return this.#next(async function* () {
      yield Buffer.from(JSON.stringify(document));
    });
  }

  fail(error: Error): this {
    // biome-ignore lint/correctness/useYield: fails before its first chunk
    return this.#next(async function* () {
      throw error;
    });
  }

  /** Answers with a stream of watch events that stays open until the test ends it. */
  stream(...events: object[]): OpenStream {
    const stream = new OpenStream();
    stream.send(...events);
    this.#open(stream);
    return stream;
  }

  /** Answers the next requests without an answer of their own: with a document, a stream of events or an error. */
  answers(answer: (request: ApiRequest) => object, times: number): void {
    this.#rule = { answer, left: times };
    for (const wake of this.#waiting.splice(0)) wake();
  }

  forgetAnswers(): void {
    this.#rule = undefined;
  }

  async *chunks(request: ApiRequest): AsyncGenerator<Buffer> {
    this.made.push(request);
    while (this.#answers.length === 0 && !this.#applyRule(request)) await this.#answer(request.signal);
    request.signal?.throwIfAborted();
    for await (const chunk of this.#answers.shift()!(request)) {
      request.signal?.throwIfAborted();
      request.onReceived?.(chunk.length);
      yield chunk;
    }
  }

  async json(request: ApiRequest): Promise<unknown> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks(request)) chunks.push(chunk);
    return JSON.parse(Buffer.concat(chunks).toString());
  }

  /** Query of the n-th request. */
  query(index: number): Readonly<Record<string, string>> {
    return this.made[index]?.query ?? {};
  }

  #open(stream: OpenStream): void {
    this.#next(({ signal, onAccepted }) => {
      signal?.addEventListener('abort', () => stream.fail(signal.reason), { once: true });
      onAccepted?.();
      return stream.chunks;
    });
  }

  #applyRule(request: ApiRequest): boolean {
    if (!this.#rule || this.#rule.left-- <= 0) return false;
    const answer = this.#rule.answer(request);
    if (answer instanceof OpenStream) this.#open(answer);
    else if (answer instanceof Error) this.fail(answer);
    else this.document(answer);
    return true;
  }

  #next(answer: Answer): this {
    this.#answers.push(answer);
    this.#waiting.shift()?.();
    return this;
  }

  #answer(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    return promise;
  }
}

export class OpenStream {
  // The listener is for streams that break before they are read.
  readonly chunks = new PassThrough().on('error', () => {});

  send(...events: object[]): void {
    for (const event of events) this.chunks.write(`${JSON.stringify(event)}\n`);
  }

  end(): void {
    this.chunks.end();
  }

  fail(error: Error): void {
    this.chunks.destroy(error);
  }
}
