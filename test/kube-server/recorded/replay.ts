/** Sends recorded requests to the embedded server and compares its answers with the recorded ones. */
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client } from '../../simulator/kube/client.ts';
import { compare, type Difference } from './compare.ts';
import type { Json, RecordedCase } from './recording.ts';

export interface ReplayOptions {
  /** The bearer token of a case. `''`: no token. Undefined: the administrator's. */
  readonly token?: (name: string) => string | undefined;
  /** From the recorded path to the path with this server's versions and tokens. */
  readonly path?: (recorded: string) => string;
}

export class Replay {
  readonly #client: Client;
  readonly #options: ReplayOptions;

  constructor(server: KubeServer, options: ReplayOptions = {}) {
    this.#client = new Client(server);
    this.#options = options;
  }

  /** @returns the answer in the form of the recording, and its differences. */
  async run(recorded: RecordedCase): Promise<{ readonly answer: Json; readonly differences: readonly Difference[] }> {
    const { method, path, headers = HEADERS[recorded.name] ?? {}, body } = recorded.request;
    const { 'Content-Type': type, Accept: accept } = headers;
    const { token = () => undefined, path: own = (text: string) => text } = this.#options;
    const bearer = token(recorded.name);
    const {
      status,
      headers: received,
      text,
    } = await this.#client.text(method, own(path), {
      // The recorder sent the body of its DELETE without a length, and the server ignored it.
      ...(body !== undefined && method !== 'DELETE' && { body }),
      ...(type !== undefined && { type }),
      ...(accept !== undefined && { accept }),
      ...(bearer === '' ? { headers: { authorization: '' } } : bearer !== undefined && { token: bearer }),
    });
    const document = documentOf(text, received['content-type']);
    const content = recorded.events ? { events: linesOf(text) } : { body: document };
    const answer = { status, ...headersOf(received as Record<string, string>, recorded), ...content };
    if (recorded.headers === undefined) for (const field of REMOVED) delete document?.metadata?.[field];
    return { answer, differences: compare(wanted(recorded), answer) };
  }

  close(): void {
    this.#client.close();
  }
}

/** Request headers that the recorder sent and did not write down. */
const HEADERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'watch-table': { Accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' },
};

/** The recorder of the validation cases removed the fields that the server sets. */
const REMOVED = ['uid', 'creationTimestamp', 'resourceVersion', 'managedFields'];

function wanted(recorded: RecordedCase): Json {
  const { status, warning, headers = { ...(warning !== undefined && { warning }) }, body, events } = recorded;
  return { status, ...headersOf(headers, recorded), ...(events ? { events } : { body }) };
}

/** The headers that the recording of the case has, of those that a client acts upon. */
function headersOf(headers: Readonly<Record<string, string>>, recorded: RecordedCase): Json {
  const names = recorded.headers === undefined ? [] : ['content-type', 'cache-control', 'retry-after'];
  const kept = names.flatMap(name => (headers[name] === undefined ? [] : [[name, headers[name]]]));
  const warnings = headers.warning?.split(/, (?=299 - ")/) ?? [];
  return { ...Object.fromEntries(kept), ...(warnings.length > 0 && { warnings }) };
}

function documentOf(text: string, type: string | undefined): Json {
  return type === 'application/json' && text !== '' && !text.includes('}\n{') ? JSON.parse(text) : text;
}

/** A stream has one document per line. An error before the stream is one document. */
function linesOf(text: string): Json[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line));
}
