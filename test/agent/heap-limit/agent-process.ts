/** An agent in a process of its own. Its parent serves HNS over the IPC channel and receives `settled`. Arguments: kubeconfig, node, its address. */
import { KubeConfig } from '@kubernetes/client-node';
import { startAgent } from '../../../src/agent/agent.ts';
import { readConfig } from '../../../src/agent/config-sources.ts';
import { createLog } from '../../../src/agent/log.ts';
import type { Transport } from '../../../src/hns/transport/transport.ts';
import { SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';
import type { HnsAnswer } from './hns-channel.ts';

const [kubeconfig, nodeName, nodeAddresses] = process.argv.slice(2) as [string, string, string];
const waiting = new Map<number, (answer: HnsAnswer) => void>();
let last = 0;

const transport: Transport = {
  call: async (name, id, document) => {
    const number = ++last;
    const { promise, resolve } = Promise.withResolvers<HnsAnswer>();
    waiting.set(number, resolve);
    process.send!({ number, name, id, document });
    const { result, error } = await promise;
    if (error !== undefined) throw new Error(error);
    return result ?? '';
  },
  close: async () => {},
};

process.on('message', (answer: HnsAnswer) => {
  waiting.get(answer.number)?.(answer);
  waiting.delete(answer.number);
});
process.on('disconnect', () => process.exit());

const kubeConfig = new KubeConfig();
kubeConfig.loadFromFile(kubeconfig);
const agent = await startAgent({
  config: readConfig({ flags: { nodeName, transport: 'simulator', nodeAddresses } }),
  ...{ kubeConfig, transport, enforces: true, cri: () => inProcessCri(new SimulatedContainerd()) },
  log: createLog({ level: 'error', format: 'json', stream: process.stdout }),
});
await agent.synced;
await agent.settled();
process.send!('settled');
