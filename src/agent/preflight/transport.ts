import type { OpenTransport, TransportName } from '../transports.ts';
import type { HnsFacts } from './hns-facts.ts';
import { type Finding, failed, ok, unknown, warning } from './row.ts';

/** Error of the child process that reads HNS. Completes a sentence about it. */
export interface NoFacts {
  readonly problem: string;
}

export interface TransportEvidence {
  readonly configured: TransportName;
  /** Result of loading edge-js in a child process. `untried`: the transport does not use it. */
  readonly edge: 'loaded' | 'untried' | { readonly problem: string };
  /** HNS as read with the transport in use. */
  readonly hns: HnsFacts | NoFacts;
}

const EDGE_FIX = 'check the rows windows and dotnet, and that the image is complete: docs/transports.md';
const POWERSHELL_FIX = 'allow Windows PowerShell 5.1 to run windows\\HnsPolicy\\Transport.ps1 of the image, or set transport to auto';

/** The transport that the agent would use. */
export function transportInUse(configured: TransportName, edge: TransportEvidence['edge']): OpenTransport['name'] {
  if (configured !== 'auto') return configured;
  return edge === 'loaded' ? 'edge' : 'powershell';
}

/** It loads if HNS answered, or if edge-js and the bridge could be loaded. */
export function transportFinding({ configured, edge, hns }: TransportEvidence): Finding {
  if (configured === 'simulator') return failed('HNS is simulated, and no policy is enforced', 'set transport to auto');
  const inUse = transportInUse(configured, edge);
  if (inUse === 'edge' && typeof edge === 'object') return failed(edge.problem, `set transport to auto, or ${EDGE_FIX}`);
  const problem =
    'problem' in hns ? `the process that calls HNS ${hns.problem}` : 'failure' in hns && !hns.answered ? hns.failure : undefined;
  if (inUse === 'edge') return problem === undefined ? ok('edge-js and the bridge call HNS') : ofEdge(hns, problem);
  if (problem !== undefined)
    return typeof edge === 'object' ? failed(`${edge.problem}. PowerShell: ${problem}`, EDGE_FIX) : failed(problem, POWERSHELL_FIX);
  return typeof edge === 'object'
    ? warning(`HNS is called through PowerShell: ${edge.problem}`, EDGE_FIX)
    : ok('PowerShell and the bridge call HNS');
}

/** Loading succeeded, but no call. */
function ofEdge(hns: TransportEvidence['hns'], problem: string): Finding {
  return 'problem' in hns ? unknown(`edge-js and the bridge are loaded, but ${problem}`, 'see the row hns') : failed(problem, EDGE_FIX);
}
