/** A CRI client on the simulated containerd in this process: the messages are encoded and decoded, but no socket is involved. */
import { type MethodDefinition, status } from '@grpc/grpc-js';
import type { CriClient } from '../../cri/client.ts';
import { CriError, criError } from '../../cri/cri-error.ts';
import { concernsSandbox, readListing, readNetwork, readVersion } from '../../cri/read-sandbox.ts';
import { runtimeService } from '../../cri/runtime-service.ts';
import type { SimulatedContainerd } from './containerd.ts';
import { type Call, CriFaults } from './faults.ts';

const TIMEOUT_MS = 5_000;

/** @param faults Also stands for a containerd that does not run: `reject` answers as if nothing listened. */
export function inProcessCri(containerd: SimulatedContainerd, faults: CriFaults = new CriFaults(), timeoutMs = TIMEOUT_MS): CriClient {
  let isClosed = false;
  const unsubscribe: (() => void)[] = [];

  async function call<T>(name: Call, answer: () => object | undefined, read: (raw: unknown) => T): Promise<T> {
    const fault = faults.of(name);
    if (fault === 'reject' || isClosed) throw new CriError('missing', 'nothing listens');
    if (fault === 'hang' || typeof fault === 'number') await pause(fault === 'hang' ? timeoutMs : Math.min(fault, timeoutMs));
    if (fault === 'hang') throw new CriError('hangs', `no answer to ${name} within ${timeoutMs} ms`);
    if (fault === 'garbage') throw new CriError('garbage', 'response message parsing error');
    if (isClosed) throw new CriError('missing', 'closed');
    const value = answer();
    if (!value) throw criError({ code: status.NOT_FOUND, message: 'not found' });
    return read(throughTheWire(name, value));
  }

  return {
    version: () => call('Version', () => containerd.describeVersion(), readVersion),
    sandboxes: () => call('ListPodSandbox', () => containerd.list(), readListing),
    network: id => call('PodSandboxStatus', () => containerd.status(id, true), readNetwork),
    events(onEvent) {
      const end = containerd.subscribe(event => {
        if (!isClosed && concernsSandbox(throughTheWire('GetContainerEvents', event))) onEvent();
      });
      if (end) unsubscribe.push(end);
    },
    close() {
      isClosed = true;
      for (const end of unsubscribe.splice(0)) end();
    },
  };
}

function throughTheWire(name: Call, value: object): unknown {
  const { responseSerialize, responseDeserialize } = runtimeService()[name] as MethodDefinition<object, object>;
  return responseDeserialize(responseSerialize(value));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
