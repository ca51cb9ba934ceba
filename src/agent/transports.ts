/**
 * The table of transports to HNS. The configuration, the command line and docs/transports.md follow it. The code of a transport is loaded when
 * the transport is opened.
 */
import type { Transport } from '../hns/transport/transport.ts';
import { cloneOnly } from './clone-only.ts';

export interface TransportOptions {
  readonly nodeName: string;
  /** Timeout of one HNS call. */
  readonly timeoutMs: number;
  /** Receives a sentence for each action of the transport itself, for instance a start of its child process. */
  readonly log: (sentence: string) => void;
}

export interface OpenTransport {
  readonly transport: Transport;
  /** The entry in use, which is never `auto`. */
  readonly name: string;
  /** Why `auto` did not choose its first choice. A sentence without a full stop. */
  readonly warning?: string;
}

interface TransportEntry {
  /** For the help of the command line and for docs/configuration.md. */
  readonly help: string;
  /** ACLs that are written through it take effect on the traffic of pods. */
  readonly enforces: boolean;
  readonly open: (options: TransportOptions) => Promise<OpenTransport>;
}

export const TRANSPORTS = {
  auto: {
    help: 'edge, or powershell if edge-js cannot be loaded',
    enforces: true,
    open: automatic,
  },
  edge: {
    help: 'in-process native calls',
    enforces: true,
    open: edge,
  },
  powershell: {
    help: 'a Windows PowerShell child process',
    enforces: true,
    open: powershell,
  },
  simulator: {
    help: 'an HNS in memory with an empty pod network, which enforces no policy and is not part of the node image',
    enforces: false,
    open: async ({ nodeName }) => {
      const { SimulatedHns } = await cloneOnly('the simulated HNS', () => import('../simulator/hns/hns.ts'));
      const hns = new SimulatedHns({ name: nodeName });
      hns.addNetwork({ name: 'azure' });
      return { transport: hns.transport(), name: 'simulator' };
    },
  },
} as const satisfies Readonly<Record<string, TransportEntry>>;

export type TransportName = keyof typeof TRANSPORTS;

export const TRANSPORT_NAMES = Object.keys(TRANSPORTS) as readonly TransportName[];
export const DEFAULT_TRANSPORT: TransportName = 'auto';

/**
 * `edge` and `powershell` reach HNS at the first call. `auto` decides now, in a child process.
 * @throws NotInImageError for `simulator` in the node image.
 */
export function openTransport(name: TransportName, options: TransportOptions): Promise<OpenTransport> {
  return TRANSPORTS[name].open(options);
}

async function edge({ timeoutMs }: TransportOptions): Promise<OpenTransport> {
  const { EdgeTransport } = await import('../hns/transport/edge.ts');
  return { transport: new EdgeTransport({ timeoutMs }), name: 'edge' };
}

async function powershell({ timeoutMs, log }: TransportOptions): Promise<OpenTransport> {
  const { powerShellTransport } = await import('../hns/transport/powershell.ts');
  return { transport: powerShellTransport({ timeoutMs, log }), name: 'powershell' };
}

async function automatic(options: TransportOptions): Promise<OpenTransport> {
  const { edgeFailure } = await import('../hns/transport/edge-probe.ts');
  const failure = await edgeFailure();
  if (failure === undefined) return edge(options);
  return { ...(await powershell(options)), warning: `HNS is called through PowerShell, because edge-js cannot be loaded: ${failure}` };
}

/** `edge: native calls in this process. powershell: …` */
export function transportHelp(): string {
  return TRANSPORT_NAMES.map(name => `${name}: ${TRANSPORTS[name].help}.`).join(' ');
}
