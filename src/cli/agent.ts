/** `hns-policy agent`: runs the daemon until it receives a signal. */
import { readFile } from 'node:fs/promises';
import { isatty } from 'node:tty';
import { startAgent } from '../agent/agent.ts';
import { ConfigError, readConfig } from '../agent/config-sources.ts';
import { createLog } from '../agent/log.ts';
import { LogSink } from '../agent/log-sink.ts';
import { writeToWindowsEventLog } from '../agent/report/windows-event-log.ts';
import { openTransport } from '../agent/transports.ts';
import { CommandError } from './command-error.ts';
import type { Io } from './io.ts';
import { loadKubeConfig } from './kube-config.ts';

const STDOUT = 1;
/** For the last lines, if the reader of the log is slow. */
const FLUSH_MS = 1_000;

/** Flags by configuration key. `config` is the path of the YAML file. */
export type AgentFlags = Readonly<Record<string, unknown>> & { readonly config?: string };

/** @throws CommandError with one line per problem in the configuration. */
export async function agentCommand({ config: path, ...flags }: AgentFlags, io: Io): Promise<number> {
  const { config, kubeConfig } = await configured(path, flags, io);
  const { nodeName, hnsTimeoutSeconds, logLevel: level, logFormat: format, maxLogLineBytes: maxLineBytes } = config;
  const logSink = isatty(STDOUT) ? undefined : new LogSink({ fd: STDOUT, maxPending: config.maxPendingLogBytes });
  const log = createLog({ level, format, maxLineBytes, stream: logSink ?? process.stdout });
  const timeoutMs = hnsTimeoutSeconds * 1000;
  const { transport, ...opened } = await openTransport(config.transport, { nodeName, timeoutMs, log: sentence => log.info(sentence) });
  const writeEntry = process.platform === 'win32' ? writeToWindowsEventLog : undefined;
  const agent = await startAgent({
    config,
    kubeConfig,
    transport,
    opened,
    log,
    ...(logSink && { logSink }),
    ...(writeEntry && { writeEntry }),
    ...(io.env.KUBERNETES_SERVICE_HOST !== undefined && { serviceAddress: io.env.KUBERNETES_SERVICE_HOST }),
  });
  await new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const) process.once(signal, () => resolve());
  });
  await agent.stop();
  await transport.close();
  await logSink?.flush(FLUSH_MS);
  // process.exit() would wait for the thread whose write does not return.
  if (logSink?.isStuck) process.kill(process.pid, 'SIGKILL');
  // A native call that hangs cannot be cancelled and would keep the process alive.
  setTimeout(() => process.exit(0), 1000).unref();
  return 0;
}

async function configured(path: string | undefined, flags: Readonly<Record<string, unknown>>, io: Io) {
  try {
    const file = path === undefined ? undefined : { path, text: await readFile(path, 'utf8') };
    const config = readConfig({ flags, environment: io.env, ...(file && { file }) });
    return { config, kubeConfig: loadKubeConfig(config.kubeconfig, io.env) };
  } catch (error) {
    throw new CommandError(error instanceof ConfigError ? error.problems : [(error as Error).message]);
  }
}
