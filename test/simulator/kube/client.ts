/** A plain HTTPS client for the embedded API server. It returns whole responses, and watches as a queue of events. */
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { buffer } from 'node:stream/consumers';
import { parse } from 'yaml';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every kind
export type Json = any;

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Json;
}

export interface Call {
  readonly body?: unknown;
  readonly type?: string;
  readonly accept?: string;
  readonly token?: string;
  /** In addition to those of the fields above. */
  readonly headers?: Readonly<Record<string, string>>;
}

export class Client {
  readonly #server: KubeServer;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(server: KubeServer, user?: string) {
    this.#server = server;
    this.#token = parse(server.kubeconfig(user)).users[0].user.token;
  }

  async call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const { text, ...answer } = await this.text(method, path, call);
    const json = (answer.headers['content-type'] ?? '').startsWith('application/json');
    return { ...answer, body: text === '' ? undefined : json ? JSON.parse(text) : text };
  }

  /** The whole response, also of a watch that ends. */
  async text(method: string, path: string, call: Call = {}): Promise<Omit<Answer, 'body'> & { readonly text: string }> {
    const response = await this.#send(method, path, call);
    return { status: response.statusCode!, headers: response.headers, text: (await buffer(response)).toString() };
  }

  /** The body of a GET, not decompressed. */
  async bytes(path: string, call: Call = {}): Promise<Omit<Answer, 'body'> & { readonly bytes: Buffer }> {
    const response = await this.#send('GET', path, call);
    return { status: response.statusCode!, headers: response.headers, bytes: await buffer(response) };
  }

  get(path: string, accept?: string): Promise<Answer> {
    return this.call('GET', path, accept === undefined ? {} : { accept });
  }

  post(path: string, body: unknown): Promise<Answer> {
    return this.call('POST', path, { body });
  }

  patch(path: string, type: 'merge' | 'strategic-merge' | 'json', body: unknown): Promise<Answer> {
    return this.call('PATCH', path, { body, type: `application/${type}-patch+json` });
  }

  /** Server-side apply. */
  apply(path: string, manager: string, body: unknown, query = ''): Promise<Answer> {
    return this.call('PATCH', `${path}?fieldManager=${manager}${query}`, { body, type: 'application/apply-patch+yaml' });
  }

  /** Adds `watch=1`. @throws Error if the status is not 200. */
  async watch(path: string, accept?: string, token?: string): Promise<Events> {
    const call = { ...(accept !== undefined && { accept }), ...(token !== undefined && { token }) };
    const response = await this.#send('GET', `${path}${path.includes('?') ? '&' : '?'}watch=1`, call);
    if (response.statusCode === 200) return new Events(response);
    response.resume();
    throw new Error(`watch answered ${response.statusCode}`);
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(method: string, path: string, { body, type, accept, token = this.#token, headers: others }: Call): Promise<IncomingMessage> {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const headers = {
      authorization: `Bearer ${token}`,
      ...others,
      ...(accept !== undefined && { accept }),
      // Node does not set the length of a DELETE.
      ...(text !== undefined && { 'content-type': type ?? 'application/json', 'content-length': Buffer.byteLength(text) }),
    };
    return new Promise((resolve, reject) => {
      const call = request(this.#server.url + path, { method, agent: this.#agent, ca: this.#server.ca, headers }, resolve);
      call.on('error', reject);
      call.end(text);
    });
  }
}

export interface Event {
  readonly type: string;
  readonly object: Json;
}

/** The events of one watch, in order. */
export class Events {
  readonly #response: IncomingMessage;
  readonly #lines: AsyncIterator<string>;

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.#lines = createInterface({ input: response })[Symbol.asyncIterator]();
  }

  /** Undefined at the end of the stream. */
  async next(): Promise<Event | undefined> {
    // The lines end in the same way if the connection is cut. `cut` distinguishes the two.
    const { value, done } = await this.#lines.next().catch(() => ({ value: '', done: true }));
    return done ? undefined : JSON.parse(value);
  }

  async take(count: number): Promise<Event[]> {
    const events: Event[] = [];
    while (events.length < count) {
      const event = await this.next();
      if (!event) throw new Error(`the stream ended after ${events.length} of ${count} events`);
      events.push(event);
    }
    return events;
  }

  /** `ADDED server`, `BOOKMARK`. */
  async summary(count: number): Promise<string[]> {
    return (await this.take(count)).map(({ type, object }) =>
      type === 'BOOKMARK' ? type : `${type} ${object.metadata?.name ?? object.reason}`,
    );
  }

  /** True if the connection was cut in the middle of the stream. Valid after `next()` returned undefined. */
  get cut(): boolean {
    return !this.#response.complete;
  }

  stop(): void {
    this.#response.destroy();
  }
}
