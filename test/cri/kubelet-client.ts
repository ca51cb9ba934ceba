/** Makes a kubelet's calls over gRPC. */
import { join } from 'node:path';
import { Client, credentials, type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { criTarget } from '../../src/cri/endpoint.ts';
import { type KubeletEvent, NAMESPACE, sandboxLabels, type TestPod, uidOf } from './node-runtime.ts';

const service = loadSync(join(import.meta.dirname, 'kubelet.proto'), { longs: String, enums: String, defaults: true })[
  'runtime.v1.RuntimeService'
] as ServiceDefinition;

export class KubeletClient {
  readonly #client: Client;
  readonly #controlGroup: string;

  /** @param controlGroup Parent group of all its pods. */
  constructor(endpoint: string, controlGroup = '') {
    this.#controlGroup = controlGroup;
    this.#client = new Client(criTarget(endpoint)!, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  }

  async run(pod: TestPod): Promise<string> {
    const config = {
      metadata: { name: pod.name, uid: uidOf(pod), namespace: NAMESPACE, attempt: 0 },
      hostname: pod.hostNetwork ? '' : pod.name,
      labels: sandboxLabels(pod),
      annotations: pod.annotations ?? {},
      linux: { cgroupParent: this.#controlGroup, securityContext: { namespaceOptions: { network: pod.hostNetwork ? 2 : 0 } } },
    };
    const { podSandboxId } = (await this.#call('RunPodSandbox', { config })) as { podSandboxId: string };
    return podSandboxId;
  }

  async stop(podSandboxId: string): Promise<void> {
    await this.#call('StopPodSandbox', { podSandboxId });
  }

  async remove(podSandboxId: string): Promise<void> {
    await this.#call('RemovePodSandbox', { podSandboxId });
  }

  /** @returns The events in order. The array grows. */
  events(): readonly KubeletEvent[] {
    const events: KubeletEvent[] = [];
    const { path, requestSerialize, responseDeserialize } = methodOf('GetContainerEvents');
    const stream = this.#client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, {});
    stream.on('data', event => events.push(event));
    stream.on('error', () => {});
    return events;
  }

  close(): void {
    this.#client.close();
  }

  #call(name: string, request: object): Promise<unknown> {
    const { path, requestSerialize, responseDeserialize } = methodOf(name);
    return new Promise((resolve, reject) => {
      this.#client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, (error, answer) =>
        error ? reject(error) : resolve(answer),
      );
    });
  }
}

function methodOf(name: string): MethodDefinition<object, unknown> {
  return service[name] as MethodDefinition<object, unknown>;
}
