/** A CRI server over the simulated containerd: gRPC on a UNIX socket, or on a named pipe under Windows. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js';
import { criTarget } from '../../cri/endpoint.ts';
import { runtimeService } from '../../cri/runtime-service.ts';
import type { SimulatedContainerd } from './containerd.ts';
import { type Call, CriFaults } from './faults.ts';

type Answer = object | undefined;

/** A field with a wire type that does not exist. */
const GARBAGE = Buffer.from([0x0f, 0xff]);

export class SimulatedCriServer {
  /** For `criEndpoint`. */
  readonly endpoint: string;
  readonly containerd: SimulatedContainerd;
  readonly faults = new CriFaults();
  /** Counts of the calls made. */
  readonly calls = new Map<Call, number>();
  readonly #folder: string | undefined;
  readonly #unsubscribe: () => void;
  #server: Server | undefined;

  private constructor(containerd: SimulatedContainerd) {
    this.containerd = containerd;
    this.#unsubscribe = containerd.process.onStop(() => this.#shutDown());
    this.#folder = process.platform === 'win32' ? undefined : mkdtempSync(join(tmpdir(), 'cri-'));
    this.endpoint = this.#folder === undefined ? `\\\\.\\pipe\\cri-${randomUUID()}` : `unix://${this.#folder}/containerd.sock`;
  }

  static async start(containerd: SimulatedContainerd): Promise<SimulatedCriServer> {
    const server = new SimulatedCriServer(containerd);
    await server.start();
    return server;
  }

  /** After `stop()`: the same endpoint and the same sandboxes, as after a restart of containerd. */
  async start(): Promise<void> {
    if (this.#server) return;
    const server = new Server({ 'grpc.max_send_message_length': -1 });
    server.addService(service(), this.#handlers());
    this.#server = server;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    server.bindAsync(criTarget(this.endpoint)!, ServerCredentials.createInsecure(), error => (error ? reject(error) : resolve()));
    await promise;
    this.containerd.process.start();
  }

  /** containerd's process ends: every connection breaks. Sandboxes go on. */
  stop(): void {
    this.containerd.process.stop();
  }

  close(): void {
    this.#unsubscribe();
    this.#shutDown();
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
  }

  #shutDown(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  #handlers(): Record<Call, UntypedHandleCall> {
    const { containerd } = this;
    return {
      Version: this.#unary('Version', () => containerd.describeVersion()),
      ListPodSandbox: this.#unary('ListPodSandbox', () => containerd.list()),
      PodSandboxStatus: this.#unary('PodSandboxStatus', ({ podSandboxId, verbose }) => containerd.status(podSandboxId, verbose)),
      GetContainerEvents: (stream: ServerWritableStream<object, object>) => this.#events(stream),
    };
  }

  #unary(call: Call, answer: (request: { podSandboxId: string; verbose: boolean }) => Answer): UntypedHandleCall {
    return ({ request }: ServerUnaryCall<{ podSandboxId: string; verbose: boolean }, object>, respond: sendUnaryData<object>) => {
      this.#count(call);
      const fault = this.faults.of(call);
      const finish = () => {
        const value = answer(request);
        if (value) respond(null, value);
        else respond({ code: status.NOT_FOUND, details: 'an error occurred when try to find sandbox: not found' });
      };
      if (fault === 'garbage') respond(null, GARBAGE);
      else if (fault === 'reject') respond({ code: status.UNKNOWN, details: 'server is not initialized yet' });
      else if (typeof fault === 'number') setTimeout(finish, fault);
      else if (fault !== 'hang') finish();
    };
  }

  #events(stream: ServerWritableStream<object, object>): void {
    this.#count('GetContainerEvents');
    const fault = this.faults.of('GetContainerEvents');
    if (fault === 'hang') return;
    const unsubscribe =
      fault === 'reject' ? undefined : this.containerd.subscribe(event => stream.write(fault === 'garbage' ? GARBAGE : event));
    if (unsubscribe) stream.on('cancelled', unsubscribe);
    else stream.emit('error', { code: status.UNIMPLEMENTED, details: 'unknown method GetContainerEvents' });
  }

  #count(call: Call): void {
    this.calls.set(call, (this.calls.get(call) ?? 0) + 1);
  }
}

/** The definition of the calls, with a way around the encoder for garbage. */
function service(): ServiceDefinition {
  const raw = ([name, method]: [string, MethodDefinition<object, object>]) => {
    const responseSerialize = (value: object) => (Buffer.isBuffer(value) ? value : method.responseSerialize(value));
    return [name, { ...method, responseSerialize }];
  };
  return Object.fromEntries(Object.entries(runtimeService()).map(entry => raw(entry as [string, MethodDefinition<object, object>])));
}
