/** The rows that need answers of HNS. */

import { ENGINES, type Engine } from '../../hns/endpoint/leftovers.ts';
import { requireHns92, UnsupportedError } from '../../hns/unsupported.ts';
import type { Config } from '../config.ts';
import type { EndpointFacts, HnsFacts } from './hns-facts.ts';
import { type Finding, failed, ok, unknown, warning } from './row.ts';
import type { NoFacts } from './transport.ts';

const RUN_AGAIN = 'run this command again when HNS answers';

export function hnsFinding(hns: HnsFacts | NoFacts): Finding {
  if ('problem' in hns) return failed(`the process that calls HNS ${hns.problem}`, 'restart the service hns or the node');
  if ('failure' in hns && !hns.answered) return unknown('no call reached HNS', 'see the row transport');
  if ('failure' in hns) return failed(hns.failure, 'look up the HRESULT: docs/troubleshooting.md#hresults');
  const { Major, Minor } = hns.version;
  try {
    requireHns92(hns.version);
  } catch (error) {
    if (error instanceof UnsupportedError) return failed(error.message, 'use nodes with Windows Server 2022 or 2025');
    throw error;
  }
  return ok(`HNS ${Major}.${Minor}`);
}

export function dsrFinding(hns: HnsFacts | NoFacts): Finding {
  if (!('dsr' in hns)) return unknown('HNS cannot be read', RUN_AGAIN);
  const { mode, evidence } = hns.dsr;
  if (mode === 'on') return ok(evidence);
  if (mode === 'off')
    return failed(`${evidence}, so policies do not apply to connections to Services`, 'start kube-proxy with DSR: docs/install.md');
  return unknown(evidence, 'check the options of kube-proxy: docs/install.md');
}

export function defaultDenyFinding(hns: HnsFacts | NoFacts, setting: Config['cniDefaultDeny']): Finding {
  const endpoints = endpointsOf(hns);
  if (!endpoints || endpoints.read === 0)
    return unknown('no endpoint of a pod could be read', 'run this command again when a pod runs here');
  const { read, defaultDeny, felix } = endpoints;
  if (defaultDeny === 0) return ok(`none of ${count(read)} has the default deny of Calico's CNI plugin`);
  const found = `${count(defaultDeny)} of ${read} with the default deny of Calico's CNI plugin`;
  if (setting === 'keep')
    return warning(`${found}: pods that no policy isolates stay closed`, 'if Felix is off, set cniDefaultDeny to open: docs/calico-cni.md');
  if (felix > 0) return warning(`${found}, and Felix enforces on ${count(felix)}`, 'switch Felix off: docs/calico-cni.md');
  return ok(`${found}, which the agent overrules`);
}

/** Pods of other engines on this node by engine, or why they cannot be listed. */
export type EnginePods = ReadonlyMap<Engine, readonly string[]> | { readonly problem: string };

export function otherEnginesFinding(pods: EnginePods, hns: HnsFacts | NoFacts, takeover: readonly Engine[]): Finding {
  if ('problem' in pods) return unknown(`the pods of this node cannot be listed: ${pods.problem}`, 'see the row permissions');
  const running = (engine: Engine) => pods.get(engine) ?? [];
  const unwanted = ENGINES.filter(engine => !takeover.includes(engine));
  for (const engine of unwanted)
    if (running(engine).length > 0)
      return failed(
        `${engine} enforces on this node (${running(engine).join(', ')}), and both would overwrite each other's ACLs`,
        REMOVE(engine),
      );
  for (const engine of takeover)
    if (running(engine).length > 0)
      return warning(
        `${engine} runs on this node (${running(engine).join(', ')}), and the agent writes no ACLs until it is gone`,
        REMOVE(engine),
      );
  const endpoints = endpointsOf(hns);
  if (!endpoints) return unknown('no pod of another engine runs here, but its ACLs cannot be read', RUN_AGAIN);
  for (const engine of unwanted) {
    const left = endpoints.leftovers[engine] ?? 0;
    if (left > 0) return warning(`${count(left)} with ACLs of ${engine}, which stay in force`, `add ${engine} to takeover if it is gone`);
  }
  return ok('no other policy engine runs here');
}

const PAGES: Readonly<Record<Engine, string>> = { 'azure-npm': 'docs/migrate-from-azure-npm.md', calico: 'docs/calico-cni.md' };
const REMOVE = (engine: Engine) => `remove ${engine} from this node: ${PAGES[engine]}`;

function endpointsOf(hns: HnsFacts | NoFacts): EndpointFacts | undefined {
  return 'endpoints' in hns ? hns.endpoints : undefined;
}

function count(endpoints: number): string {
  return endpoints === 1 ? '1 endpoint' : `${endpoints} endpoints`;
}
