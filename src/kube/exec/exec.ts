/** Runs a command in a container through the API server (`pods/exec`), with the permissions of the kubeconfig's user. */
import type { RequestOptions } from 'node:https';
import { Writable } from 'node:stream';
import { Exec, type KubeConfig, type V1Status } from '@kubernetes/client-node';
import WebSocket, { type ClientOptions } from 'ws';
import { Credentials } from '../watch/credentials.ts';
import { rejection } from '../watch/rejection.ts';

export interface ExecTarget {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

export interface ExecLimits {
  readonly timeoutMs: number;
  /** Of standard output and of standard error. */
  readonly maxBytes: number;
}

export interface ExecResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command did not end in time, or no answer came. */
export class ExecTimeoutError extends Error {
  override readonly name = 'ExecTimeoutError';
}

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
/** Standard output, standard error, and the status of the command. */
const STREAMS = [1, 2, 3];

type BinaryHandler = (stream: number, data: Buffer) => boolean;

export class PodExec {
  readonly #kubeConfig: KubeConfig;
  readonly #credentials: Credentials;

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
    this.#credentials = new Credentials(kubeConfig);
  }

  /** @throws ApiError if the API server rejects the request, ExecTimeoutError, or Error if the connection breaks or the output is too large. */
  async run({ namespace, pod, container, command }: ExecTarget, { timeoutMs, maxBytes }: ExecLimits): Promise<ExecResult> {
    const { promise, resolve, reject } = Promise.withResolvers<ExecResult>();
    const timer = setTimeout(() => reject(new ExecTimeoutError(`no answer within ${timeoutMs / 1000} s`)), timeoutMs);
    const stdout = new Collected(maxBytes, reject);
    const stderr = new Collected(maxBytes, reject);
    let socket: WebSocket | undefined;
    // client-node's own handler cannot be aborted and loses the answer of a rejected request.
    const connect = async (path: string, _: unknown, onMessage: BinaryHandler): Promise<WebSocket> => {
      socket = await this.#open(path, { handshakeTimeout: timeoutMs, maxPayload: maxBytes + 1 });
      socket.on('unexpected-response', (_, response) => rejection(response).then(reject, reject));
      socket.on('error', reject);
      socket.on('close', () => reject(new Error('the connection ended before the command did')));
      socket.on('message', (data: Buffer) => {
        if (STREAMS.includes(data[0]!)) onMessage(data[0]!, data.subarray(1));
      });
      return socket;
    };
    const ended = (status: V1Status) => {
      const exitCode = exitCodeOf(status);
      if (exitCode === undefined) reject(new Error(status.message ?? 'the command could not be started'));
      else resolve({ exitCode, stdout: stdout.text, stderr: stderr.text });
    };
    try {
      const exec = new Exec(this.#kubeConfig, { connect } as never);
      exec.exec(namespace, pod, container, [...command], stdout, stderr, null, false, ended).catch(reject);
      return await promise;
    } finally {
      clearTimeout(timer);
      socket?.terminate();
    }
  }

  /** Kills a running credential plugin. */
  close(): void {
    this.#credentials.close();
  }

  async #open(path: string, limits: ClientOptions): Promise<WebSocket> {
    const options: RequestOptions = {};
    await this.#credentials.apply(options);
    const server = this.#kubeConfig.getCurrentCluster()!.server.replace(/\/+$/, '').replace(/^http/, 'ws');
    return new WebSocket(server + path, PROTOCOLS, { ...(options as object), ...limits });
  }
}

class Collected extends Writable {
  readonly #chunks: Buffer[] = [];
  readonly #most: number;
  readonly #onOverflow: (error: Error) => void;
  #bytes = 0;

  constructor(most: number, onOverflow: (error: Error) => void) {
    super();
    this.#most = most;
    this.#onOverflow = onOverflow;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString();
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#most) this.#onOverflow(new Error(`the output has more than ${this.#most} bytes`));
    else this.#chunks.push(chunk);
    done();
  }
}

/** Of a Status of remotecommand, where the exit code of a failed command is a cause. Undefined: the command did not run. */
function exitCodeOf({ status, details }: V1Status): number | undefined {
  if (status === 'Success') return 0;
  const code = details?.causes?.find(({ reason }) => reason === 'ExitCode')?.message;
  return code === undefined ? undefined : Number(code);
}
