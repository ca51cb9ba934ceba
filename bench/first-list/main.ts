/** `npm run bench:first-list [-- SIZE]` measures the cost of the first list of a cluster's pods for client and server, as a stream and in pages. It asserts no limit. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const size = process.argv[2] ?? '20000';
for (const how of ['stream', 'pages']) {
  const server = fork(new URL('./server.ts', import.meta.url), [size, how]);
  const { kubeconfig } = await answer<{ kubeconfig: string }>(server);
  const agent = fork(new URL('./agent.ts', import.meta.url), { execArgv: ['--max-semi-space-size=8'] });
  agent.send(kubeconfig);
  const { pods, seconds, cpuSeconds, peakMiB } = await answer<Record<'pods' | 'seconds' | 'cpuSeconds' | 'peakMiB', number>>(agent);
  server.send('figures');
  const there = await answer<{ bytes: number; cpuSeconds: number }>(server);
  server.disconnect();
  const sent = `${(there.bytes / 2 ** 20).toFixed(1)} MiB sent`;
  const spent = `CPU ${cpuSeconds.toFixed(2)} s, server ${there.cpuSeconds.toFixed(2)} s`;
  console.log(`${how}: ${pods} pods, ${sent}, ${seconds.toFixed(2)} s, peak ${peakMiB.toFixed(0)} MiB, ${spent}`);
}

async function answer<T>(child: ChildProcess): Promise<T> {
  return (await once(child, 'message'))[0] as T;
}
