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

interface TransportEntry {
  /** For the help of the command line and for docs/configuration.md. */
  readonly help: string;
  /** ACLs that are written through it take effect on the traffic of pods. */
  readonly enforces: boolean;
  readonly open: (options: TransportOptions) => Promise<Transport>;
}

export const TRANSPORTS = {
  edge: {
    help: 'in-process native calls',
    enforces: true,
    open: async ({ timeoutMs }) => new (await import('../hns/transport/edge.ts')).EdgeTransport({ timeoutMs }),
  },
  powershell: {
    help: 'a Windows PowerShell child process',
    enforces: true,
    open: async ({ timeoutMs, log }) => (await import('../hns/transport/powershell.ts')).powerShellTransport({ timeoutMs, log }),
  },
  simulator: {
    help: 'an HNS in memory with an empty pod network, which enforces no policy and is not part of the node image',
    enforces: false,
    open: async ({ nodeName }) => {
      const { SimulatedHns } = await cloneOnly('the simulated HNS', () => import('../simulator/hns/hns.ts'));
      const hns = new SimulatedHns({ name: nodeName });
      hns.addNetwork({ name: 'azure' });
      return hns.transport();
    },
  },
} as const satisfies Readonly<Record<string, TransportEntry>>;

export type TransportName = keyof typeof TRANSPORTS;

export const TRANSPORT_NAMES = Object.keys(TRANSPORTS) as readonly TransportName[];
export const DEFAULT_TRANSPORT: TransportName = 'edge';

/** `edge` and `powershell` reach HNS at the first call. @throws NotInImageError for `simulator` in the node image. */
export function openTransport(name: TransportName, options: TransportOptions): Promise<Transport> {
  return TRANSPORTS[name].open(options);
}

/** `edge: native calls in this process. powershell: …` */
export function transportHelp(): string {
  return TRANSPORT_NAMES.map(name => `${name}: ${TRANSPORTS[name].help}.`).join(' ');
}
