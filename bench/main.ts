/**
 * `npm run bench [-- [--realistic] SIZE …]` measures the cost of a cluster of a given size for one node's agent. It prints figures and asserts no
 * limit. With `--realistic`, pods have the size that a real API server stores. With `--adversarial` it measures an attack (adversarial/main.ts).
 * Goal: at 20,000 pods a pod event costs at most 5 ms and the agent at most 250 MiB.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { adversarial } from './adversarial/main.ts';
import type { Figures } from './agent.ts';
import { LOCAL_PODS } from './cluster.ts';

const SIZES = [1_000, 20_000, 100_000];

const flag = { type: 'boolean', default: false } as const;
const { values, positionals } = parseArgs({ options: { realistic: flag, adversarial: flag }, allowPositionals: true });
const numbers = positionals.map(Number);
if (values.adversarial) await adversarial(numbers[0] ?? 1);
else await all(numbers.length > 0 ? numbers : SIZES);

async function all(sizes: readonly number[]): Promise<void> {
  console.log(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}; ${LOCAL_PODS} local pods`);
  for (const size of sizes) print(size, await measure(size));
}

async function measure(size: number): Promise<Figures & { policies: number }> {
  const server = fork(new URL('./api-server.ts', import.meta.url), [String(size), values.realistic ? 'realistic' : 'plain']);
  const { kubeconfig, policies } = await answer<{ kubeconfig: string; policies: number }>(server);
  // The flag is the one that README recommends.
  const agent = fork(new URL('./agent.ts', import.meta.url), { execArgv: ['--max-semi-space-size=8', '--expose-gc'] });
  try {
    agent.send(kubeconfig);
    return { ...(await answer<Figures>(agent)), policies };
  } finally {
    server.disconnect();
    agent.kill();
  }
}

function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', message => resolve(message as T));
    child.once('exit', code => reject(new Error(`a benchmark process ended with ${code}`)));
  });
}

function print(size: number, figures: Figures & { policies: number }): void {
  const { syncSeconds, heapMiB, peakMiB, compileMs, event, acls, first, perEvent } = figures;
  const rows: readonly [string, string][] = [
    ['sync over HTTPS', `${syncSeconds.toFixed(2)} s`],
    ['memory: heap after collection / peak RSS', `${heapMiB.toFixed(0)} / ${peakMiB.toFixed(0)} MiB`],
    ['first compile and lower of all local pods', `${compileMs.toFixed(1)} ms, ${acls} ACLs`],
    [
      'one pod event to the new desired ACLs',
      `median ${event.median.toFixed(2)}, 99 % ${event.p99.toFixed(2)}, max ${event.max.toFixed(2)} ms`,
    ],
    ['HNS, first apply', `${first.calls} calls, ${kib(first.bytes)}`],
    ['HNS, one pod event', `${perEvent.calls.toFixed(1)} calls, ${perEvent.updates.toFixed(1)} of them Updates, ${kib(perEvent.bytes)}`],
  ];
  console.log(`\n${size.toLocaleString('en')} pods, ${figures.policies.toLocaleString('en')} policies`);
  for (const [what, figure] of rows) console.log(`  ${what.padEnd(44)} ${figure}`);
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}
