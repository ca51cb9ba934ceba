/** `hns-policy preflight`: checks the parts of a node that the agent needs. */
import { readFile } from 'node:fs/promises';
import { hostname, release } from 'node:os';
import type { Config } from '../agent/config.ts';
import { ConfigError, readConfig } from '../agent/config-sources.ts';
import { windowsBuild } from '../agent/enforcement/windows-build.ts';
import { probeHns } from '../agent/preflight/hns-probe.ts';
import { preflight, type Sources } from '../agent/preflight/preflight.ts';
import { type Finding, failed, ok, type Row } from '../agent/preflight/row.ts';
import { VERSION } from '../agent/version.ts';
import { connectCri } from '../cri/client.ts';
import { edgeFailure } from '../hns/transport/edge-probe.ts';
import { runReg } from '../hns/transport/registry.ts';
import { ApiConnection } from '../kube/watch/connection.ts';
import type { Io } from './io.ts';
import { loadKubeConfig } from './kube-config.ts';
import { type Preflight, worst } from './preflight/preflight-schema.ts';
import { preflightTable } from './preflight/preflight-table.ts';

export interface PreflightCommandOptions {
  readonly config?: string;
  readonly nodeName?: string;
  readonly transport?: string;
  readonly kubeconfig?: string;
  /** Milliseconds. */
  readonly timeout: number;
  readonly strict?: boolean;
  readonly output: 'table' | 'json';
}

/** Shares of the time for all rows. Calls that follow each other must end before it: loading edge-js, then reading HNS, or two calls of one row. */
const CALL = 0.4;
const HNS = 0.48;

/** @returns 0, or 1 if a row failed and `strict` is set. */
export async function preflightCommand(options: PreflightCommandOptions, io: Io, given: Partial<Sources> = {}): Promise<number> {
  io.progress('Checking the node …');
  const { config, settings } = await configured(options, io);
  const connection = lazyConnection(config, io);
  const { timeout: deadlineMs } = options;
  const { KUBERNETES_SERVICE_HOST: serviceAddress } = io.env;
  const sources: Sources = {
    release: release(),
    windowsBuild: windowsBuild(),
    reg: args => runReg(args, deadlineMs * CALL),
    edgeFailure: () => edgeFailure({ timeoutMs: deadlineMs * CALL }),
    probeHns: transport => probeHns(transport, serviceAddress, deadlineMs * HNS),
    connectCri: endpoint => connectCri(endpoint, { timeoutMs: deadlineMs * CALL }),
    send: request => connection.open().json(request),
    ...given,
  };
  const rows = await preflight({ config, settings, sources, deadlineMs });
  connection.close();
  io.progress('');
  io.out(options.output === 'json' ? JSON.stringify(document(config, rows), undefined, 2).split('\n') : preflightTable(rows, io.color));
  return options.strict && rows.some(({ result }) => result === 'failed') ? 1 : 0;
}

/** Ends the process, although a check that did not answer in time may keep it alive. Output is written by then. */
export function endSoon(): void {
  setTimeout(() => process.exit(), 1000).unref();
}

function document({ nodeName }: Config, rows: readonly Row[]): Preflight {
  return { version: VERSION, node: nodeName, time: new Date().toISOString(), result: worst(rows), rows: rows.map(row => ({ ...row })) };
}

/** Settings that are not valid are a failed row, and the other rows use the defaults. */
async function configured({ config: path, ...options }: PreflightCommandOptions, io: Io): Promise<{ config: Config; settings: Finding }> {
  const { nodeName = io.env.HNS_POLICY_NODE_NAME || hostname().toLowerCase(), transport, kubeconfig } = options;
  const flags = { nodeName, transport, kubeconfig };
  try {
    const file = path === undefined ? undefined : { path, text: await readFile(path, 'utf8') };
    return { config: readConfig({ flags, environment: io.env, ...(file && { file }) }), settings: ok(path ?? 'defaults and environment') };
  } catch (error) {
    const problems = error instanceof ConfigError ? error.problems.join('. ') : (error as Error).message;
    return { config: readConfig({ flags }), settings: failed(problems, 'correct it: docs/configuration.md') };
  }
}

/** A kubeconfig that cannot be read is an error of each request. */
function lazyConnection({ kubeconfig }: Config, io: Io) {
  let connection: ApiConnection | undefined;
  return {
    open(): ApiConnection {
      connection ??= new ApiConnection(loadKubeConfig(kubeconfig, io.env));
      return connection;
    },
    close: () => connection?.close(),
  };
}
