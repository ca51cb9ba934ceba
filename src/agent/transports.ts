/**
 * The ways to HNS, in one table. The configuration, the command line and docs/transports.md follow it. Nothing of a transport is loaded before it
 * is opened.
 */
import type { Transport } from '../hns/transport/transport.ts';
import { cloneOnly } from './clone-only.ts';

export interface TransportOptions {
  readonly nodeName: string;
  /** How long callers wait for one HNS call. */
  readonly timeoutMs: number;
  /** Receives a sentence for each thing that the transport does on its own, for instance starting a child process. */
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
    help: 'native calls in this process',
    enforces: true,
    open: async ({ timeoutMs }) => new (await import('../hns/transport/edge.ts')).EdgeTransport({ timeoutMs }),
  },
  powershell: {
    help: 'through a Windows PowerShell process',
    enforces: true,
    open: async ({ timeoutMs, log }) => (await import('../hns/transport/powershell.ts')).powerShellTransport({ timeoutMs, log }),
  },
  simulator: {
    help: 'an HNS in memory with a pod network and no endpoint, which enforces nothing and is not part of the node image',
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
