/** Judges a node before the agent runs there. It only reads. */
import { withTimeout } from '../../async/timers.ts';
import type { CriClient } from '../../cri/client.ts';
import { hnsSwitchesOf } from '../../hns/node/hns-switches.ts';
import { type Reg, readHnsSwitches } from '../../hns/transport/registry.ts';
import { type Config, parseListenAddress } from '../config.ts';
import type { TransportName } from '../transports.ts';
import { containerRuntimeFinding } from './container-runtime.ts';
import { enginePods } from './engine-pods.ts';
import { firewallFinding } from './firewall.ts';
import { defaultDenyFinding, dsrFinding, hnsFinding, otherEnginesFinding } from './hns.ts';
import type { HnsFacts } from './hns-facts.ts';
import { permissionsFinding, permissionsOf, type Send } from './permissions.ts';
import { dotnetFinding, switchesFinding } from './registry.ts';
import { dotnetRelease, firewallEvidence } from './registry-evidence.ts';
import { CHECKS, type Check, type Finding, failed, type Row } from './row.ts';
import { type NoFacts, type TransportEvidence, transportFinding, transportInUse } from './transport.ts';
import { windowsFinding } from './windows.ts';

/** The outside world. */
export interface Sources {
  /** Of this machine. Undefined: not Windows. */
  readonly windowsBuild: number | undefined;
  readonly release: string;
  readonly reg: Reg;
  /** Loads edge-js in a child process. @returns The reason if that fails. */
  readonly edgeFailure: () => Promise<string | undefined>;
  /** Reads HNS in a child process. @throws Error that completes a sentence about the child. */
  readonly probeHns: (transport: TransportName) => Promise<HnsFacts>;
  readonly connectCri: (endpoint: string) => CriClient;
  readonly send: Send;
}

export interface PreflightOptions {
  readonly config: Config;
  /** The row about the settings, which decided `config`. */
  readonly settings: Finding;
  readonly sources: Sources;
  /** Milliseconds after which a row without an answer is failed. */
  readonly deadlineMs: number;
}

/** One row per check, in their order. Does not reject. */
export function preflight({ config, settings, sources, deadlineMs }: PreflightOptions): Promise<Row[]> {
  const { windowsBuild, release, reg, send } = sources;
  const transport = transportEvidence(config.transport, sources);
  const hns = transport.then(evidence => evidence.hns);
  const findings: Readonly<Record<Check, () => Finding | Promise<Finding>>> = {
    settings: () => settings,
    windows: () => windowsFinding(windowsBuild, release),
    transport: async () => transportFinding(await transport),
    hns: async () => hnsFinding(await hns),
    dotnet: async () => dotnetFinding(await dotnetRelease(reg)),
    'hns-switches': async () => switchesFinding(hnsSwitchesOf(await readHnsSwitches(reg).catch(() => undefined), windowsBuild)),
    dsr: async () => dsrFinding(await hns),
    'cni-default-deny': async () => defaultDenyFinding(await hns, config.cniDefaultDeny),
    'other-engines': async () => otherEnginesFinding(await enginePods(config.nodeName, send), await hns, config.takeover),
    firewall: async () => firewallFinding(servedPort(config), await firewallEvidence(reg)),
    'container-runtime': () => containerRuntimeFinding(config.criEndpoint, sources.connectCri),
    permissions: () => permissionsFinding(permissionsOf(config), send),
  };
  return Promise.all(CHECKS.map(async check => ({ check, ...(await within(deadlineMs, findings[check])) })));
}

async function within(deadlineMs: number, judge: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    const finding = await withTimeout((async () => judge())(), deadlineMs);
    return finding ?? failed(`no answer within ${deadlineMs / 1000} s`, 'run this command again on the node');
  } catch (error) {
    return failed(`the check itself failed: ${(error as Error).message}`, 'report this as a bug');
  }
}

/** HNS is read with the transport that the agent would use. */
async function transportEvidence(configured: TransportName, { edgeFailure, probeHns }: Sources): Promise<TransportEvidence> {
  const usesEdge = configured === 'auto' || configured === 'edge';
  const problem = usesEdge ? await edgeFailure() : undefined;
  const edge = problem !== undefined ? { problem } : usesEdge ? ('loaded' as const) : ('untried' as const);
  const hns = await probeHns(transportInUse(configured, edge) as TransportName).catch(
    (error: Error): NoFacts => ({ problem: error.message }),
  );
  return { configured, edge, hns };
}

/** The port at which other machines read metrics. */
function servedPort({ metricsAddress, secureMetricsAddress = metricsAddress }: Config): number | undefined {
  const address = secureMetricsAddress === undefined ? undefined : parseListenAddress(secureMetricsAddress);
  return address && !isLoopback(address.host) ? address.port : undefined;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
