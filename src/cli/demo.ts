/** `hns-policy demo`: runs the walkthrough on embedded servers. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Translation } from '../hns/windows.ts';
import { performThroughApi } from './demo/api-actions.ts';
import { play } from './demo/play.ts';
import { type Stage, setStage } from './demo/stage.ts';
import { NODES } from './demo/walkthrough.ts';
import type { Io } from './io.ts';

export interface DemoOptions {
  /** Keep the servers running afterwards. */
  readonly serve?: boolean;
  /** Start the servers with the nodes only, and do not run the walkthrough. */
  readonly empty?: boolean;
  readonly translate?: readonly Translation[];
}

/** @returns 0 if every step had the expected result, else 1. */
export async function demoCommand({ serve = false, empty = false, translate = [] }: DemoOptions, io: Io): Promise<number> {
  const log: string[] = [];
  let show = (_line: string): void => {};
  io.progress('Starting an API server, an HNS and the agent …');
  const onLog = (line: string) => {
    log.push(line);
    show(line);
  };
  const stage = await setStage(onLog, undefined, { translate, ...((serve || empty) && { metricsAddress: '127.0.0.1:0' }) });
  try {
    io.out([
      `An embedded Kubernetes API server (${stage.cluster.server.url}), the nodes ${NODES.map(({ name, os }) => `${name} (${os})`).join(' and ')},`,
      'a simulated HNS on the Windows node, and the agent that enforces NetworkPolicies there.',
    ]);
    const wrong = empty ? 0 : await play({ stage, perform: action => performThroughApi(stage.api, action), log, io });
    if (serve || empty) {
      await untilInterrupted(stage, empty ? ['kubectl get nodes', 'hns-policy status'] : TRY, io, () => {
        show = line => io.out([line]);
        for (const line of log) show(line);
      });
    }
    return wrong === 0 ? 0 : 1;
  } finally {
    await stage.close();
  }
}

/** Suggestions after the walkthrough. */
const TRY = ['kubectl get pods -A -o wide', 'hns-policy connect demo/client demo/server:80 --explain', 'hns-policy status'];

async function untilInterrupted({ agent, cluster }: Stage, suggestions: readonly string[], io: Io, showLog: () => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'hns-policy-'));
  const path = join(folder, 'kubeconfig');
  try {
    await writeFile(path, cluster.server.kubeconfig(), { mode: 0o600 });
    io.out(['', 'The servers stay up until you press Ctrl+C. In another terminal:', '']);
    for (const line of [`export KUBECONFIG=${path} HNS_POLICY_METRICS_ADDRESS=127.0.0.1:${agent.healthPort}`, ...suggestions])
      io.out([`  ${line}`]);
    io.out(['', 'The agent’s log:', '']);
    showLog();
    await new Promise<void>(resolve => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
