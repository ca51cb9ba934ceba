/** A CRI client on the simulated containerd in this process: the messages are encoded and decoded, but no socket is involved. */
import { type MethodDefinition, status } from '@grpc/grpc-js';
import type { CriClient } from '../../cri/client.ts';
import { CriError, criError } from '../../cri/cri-error.ts';
import { concernsSandbox, readListing, readNetwork, readVersion } from '../../cri/read-sandbox.ts';
import { runtimeService } from '../../cri/runtime-service.ts';
import type { SimulatedContainerd } from './containerd.ts';
import { type Call, CriFaults } from './faults.ts';

const TIMEOUT_MS = 5_000;

/** As one connection: a stop of the process ends it. @param faults `reject` answers as if no process listened. */
export function inProcessCri(containerd: SimulatedContainerd, faults: CriFaults = new CriFaults(), timeoutMs = TIMEOUT_MS): CriClient {
  let isConnected = containerd.process.isRunning;
  const subscriptions: { readonly end: () => void; readonly onEnd: (error: CriError) => void }[] = [];
  const disconnect = () => {
    isConnected = false;
    stopListening();
    for (const { end } of subscriptions) end();
    return subscriptions.splice(0);
  };
  const stopListening = containerd.process.onStop(() => {
    for (const { onEnd } of disconnect()) onEnd(new CriError('missing', 'the stream of events ended'));
  });

  async function call<T>(name: Call, answer: () => object | undefined, read: (raw: unknown) => T): Promise<T> {
    const fault = faults.of(name);
    if (fault === 'reject' || !isConnected) throw new CriError('missing', 'no connection');
    if (fault === 'hang' || typeof fault === 'number') await pause(fault === 'hang' ? timeoutMs : Math.min(fault, timeoutMs));
    if (fault === 'hang') throw new CriError('hangs', `no answer to ${name} within ${timeoutMs} ms`);
    if (fault === 'garbage') throw new CriError('garbage', 'response message parsing error');
    if (!isConnected) throw new CriError('missing', 'no connection');
    const value = answer();
    if (!value) throw criError({ code: status.NOT_FOUND, message: 'not found' });
    return read(throughTheWire(name, value));
  }

  return {
    version: () => call('Version', () => containerd.describeVersion(), readVersion),
    sandboxes: () => call('ListPodSandbox', () => containerd.list(), readListing),
    network: id => call('PodSandboxStatus', () => containerd.status(id, true), readNetwork),
    events(onEvent, onEnd) {
      const end = containerd.subscribe(event => {
        if (concernsSandbox(throughTheWire('GetContainerEvents', event))) onEvent();
      });
      if (end) subscriptions.push({ end, onEnd });
    },
    close: disconnect,
  };
}

function throughTheWire(name: Call, value: object): unknown {
  const { responseSerialize, responseDeserialize } = runtimeService()[name] as MethodDefinition<object, object>;
  return responseDeserialize(responseSerialize(value));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
