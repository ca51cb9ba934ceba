/** The measured process: the agent, with an HNS that its parent simulates. Its log goes to stdout. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { KubeConfig } from '@kubernetes/client-node';
import { startAgent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { createLog } from '../../src/agent/log.ts';
import { HnsError, type HnsErrorCode } from '../../src/hns/transport/hns-error.ts';
import type { Transport } from '../../src/hns/transport/transport.ts';

/** HNS calls and their answers, by number. */
export interface Call {
  readonly call: number;
  readonly name: Parameters<Transport['call']>[0];
  readonly id: string;
  readonly document: string;
}
export interface Answer {
  readonly answer: number;
  readonly result?: string;
  readonly code?: HnsErrorCode;
  readonly message?: string;
}
export interface AgentFigures {
  readonly cpuSeconds: number;
  readonly rssMiB: number;
  readonly peakMiB: number;
  /** Of the event loop since the last question. */
  readonly delayMs: { readonly p99: number; readonly max: number };
}

const [kubeconfig, flags] = process.argv.slice(2);
const open = new Map<number, PromiseWithResolvers<string>>();
let calls = 0;
const transport: Transport = {
  call(name, id, document) {
    calls++;
    const answer = Promise.withResolvers<string>();
    open.set(calls, answer);
    process.send!({ call: calls, name, id, document } satisfies Call);
    return answer.promise;
  },
  async close() {},
};

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

function figures(): AgentFigures {
  const { user, system } = process.cpuUsage();
  const delayMs = { p99: delay.percentile(99) / 1e6, max: delay.max / 1e6 };
  delay.reset();
  return {
    cpuSeconds: (user + system) / 1e6,
    rssMiB: process.memoryUsage.rss() / 2 ** 20,
    peakMiB: process.resourceUsage().maxRSS / 1024,
    delayMs,
  };
}

process.on('message', (message: Answer | 'figures') => {
  if (message === 'figures') return void process.send!(figures());
  const { answer, result, code, message: text = '' } = message;
  const { resolve, reject } = open.get(answer)!;
  open.delete(answer);
  if (code) reject(new HnsError(code, { function: 'HNSCall' }, text));
  else resolve(result!);
});
process.on('disconnect', () => process.exit());

const kubeConfig = new KubeConfig();
kubeConfig.loadFromString(kubeconfig!);
const config = readConfig({ flags: { transport: 'simulator', criEndpoint: '', metricsAddress: '127.0.0.1:0', ...JSON.parse(flags!) } });
const log = createLog({ level: 'info', format: 'json', stream: process.stdout });
const agent = await startAgent({ config, kubeConfig, transport, enforces: true, log });
process.send!({ port: agent.healthPort! });
await agent.synced;
process.send!({ synced: true });
