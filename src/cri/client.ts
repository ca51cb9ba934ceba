/** A client that reads pod sandboxes from a CRI server. It can make four calls, all of which only read. */
import { Client, type ClientOptions, type MethodDefinition } from '@grpc/grpc-js';
import { CriError, criError } from './cri-error.ts';
import { criTarget } from './endpoint.ts';
import { concernsSandbox, type Listing, readListing, readNetwork, readVersion } from './read-sandbox.ts';
import { runtimeService } from './runtime-service.ts';
import type { RuntimeVersion } from './runtime-version.ts';
import type { SandboxNetwork } from './sandbox.ts';
import { TrackedConnection } from './tracked-connection.ts';

/** One connection. Every call rejects with a CriError. After `missing` or `hangs` the connection is of no more use: open another. */
export interface CriClient {
  version(): Promise<RuntimeVersion>;
  sandboxes(): Promise<Listing>;
  /** Rejects with `gone` if there is no such sandbox. */
  network(sandboxId: string): Promise<SandboxNetwork>;
  /**
   * Only for a runtime that `sharesEvents`: elsewhere the kubelet loses the events that this receives.
   * @param onEvent Called for each event that may concern the set of sandboxes.
   * @param onEnd Called once if the stream ends, not after `close()`.
   */
  events(onEvent: () => void, onEnd: (error: CriError) => void): void;
  /** Ends all calls. */
  close(): void;
}

export interface CriClientOptions {
  /** Deadline of each call, in milliseconds. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 5_000;
/** As the kubelet's: a larger answer breaks the kubelet too. */
const MAX_MESSAGE_BYTES = 16 * 2 ** 20;

const CHANNEL: ClientOptions = {
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  // Without its own pool a new client would inherit the back-off of the one before.
  'grpc.use_local_subchannel_pool': 1,
  'grpc.service_config_disable_resolution': 1,
  'grpc.enable_http_proxy': 0,
  'grpc.enable_channelz': 0,
  'grpc.enable_retries': 0,
};

/** @param endpoint See `criTarget`. @throws Error for an endpoint that is not valid. */
export function connectCri(endpoint: string, { timeoutMs = TIMEOUT_MS }: CriClientOptions = {}): CriClient {
  const target = criTarget(endpoint);
  if (target === undefined) throw new Error(`not a CRI endpoint: ${endpoint}`);
  const connection = new TrackedConnection();
  const client = new Client(target, connection.credentials, CHANNEL);
  const running = new Set<{ cancel(): void }>();
  let isClosed = false;

  async function call<T>(name: string, message: object, read: (answer: unknown) => T): Promise<T> {
    const method = methodOf(name);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const request = client.makeUnaryRequest(method.path, method.requestSerialize, method.responseDeserialize, message, (error, answer) =>
      error ? reject(criError(error)) : resolve(answer),
    );
    running.add(request);
    // gRPC's own deadlines compare wall clocks. A timer does not notice that the clock was set.
    const timer = setTimeout(() => {
      reject(new CriError('hangs', `no answer to ${name} within ${timeoutMs} ms`));
      request.cancel();
    }, timeoutMs);
    try {
      return read(await promise);
    } finally {
      clearTimeout(timer);
      running.delete(request);
    }
  }

  return {
    version: () => call('Version', { version: 'v1' }, readVersion),
    sandboxes: () => call('ListPodSandbox', {}, readListing),
    network: sandboxId => call('PodSandboxStatus', { podSandboxId: sandboxId, verbose: true }, readNetwork),
    events(onEvent, onEnd) {
      const method = methodOf('GetContainerEvents');
      const stream = client.makeServerStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, {});
      const end = (error: CriError) => {
        if (running.delete(stream) && !isClosed) onEnd(error);
      };
      running.add(stream);
      stream.on('data', event => {
        if (concernsSandbox(event)) onEvent();
      });
      stream.on('error', error => end(criError(error)));
      stream.on('end', () => end(new CriError('missing', 'the stream of events ended')));
    },
    close() {
      isClosed = true;
      for (const request of running) request.cancel();
      client.close();
      connection.close();
    },
  };
}

function methodOf(name: string): MethodDefinition<object, unknown> {
  const method = runtimeService()[name];
  if (!method) throw new Error(`${name} is not among the calls of the CRI client`);
  return method as MethodDefinition<object, unknown>;
}
