/**
 * The CNI plugins and kube-proxy of real nodes: the policies of a new endpoint, and the load balancers of Services. The forms come from their
 * configurations (docs/reference/windows-nodes.md §2, §3).
 */
import { formatAddress, parseAddress } from '../core/address.ts';
import type { SimulatedHns } from './hns/hns.ts';
import type { NetworkType, Policy } from './hns/records.ts';

export const SERVICE_CIDR = '10.96.0.0/16';
const POD_CIDR = '10.0.0.0/16';

export interface NodeProfile {
  readonly network: { readonly name: string; readonly type: NetworkType };
  /** Policies of a new endpoint with this address. */
  readonly policies: (address: string, nodeAddress: string) => readonly Policy[];
  readonly isDsr: boolean;
}

const acl = (Settings: object): Policy => ({ Type: 'ACL', Settings });
const outboundNat = (Settings: object): Policy => ({ Type: 'OutBoundNAT', Settings });
const route = (DestinationPrefix: string): Policy => ({ Type: 'SDNRoute', Settings: { DestinationPrefix, NeedEncap: true } });
const wireServer = (RemotePorts: string): Policy =>
  acl({
    Action: 'Block',
    Direction: 'Out',
    Priority: 200,
    Protocols: '6',
    RemoteAddresses: '168.63.129.16/32',
    RemotePorts,
    RuleType: 'Switch',
  });

export const NODE_PROFILES = {
  /** Azure CNI, and kube-proxy with DSR. */
  aks: {
    network: { name: 'azure', type: 'L2Bridge' },
    policies: address => [
      outboundNat({ Exceptions: [POD_CIDR, '168.63.129.16/32'] }),
      outboundNat({ Destinations: [address] }),
      wireServer('80'),
      wireServer('32526'),
      acl({ Action: 'Allow', Direction: 'In', Priority: 65500 }),
      acl({ Action: 'Allow', Direction: 'Out', Priority: 65500 }),
    ],
    isDsr: true,
  },
  /** The plugin win-bridge, and kube-proxy without DSR. */
  'self-managed-without-dsr': {
    network: { name: 'cbr0', type: 'L2Bridge' },
    policies: (_, nodeAddress) => [outboundNat({ Exceptions: [POD_CIDR, SERVICE_CIDR] }), route(SERVICE_CIDR), route(`${nodeAddress}/32`)],
    isDsr: false,
  },
  /** Calico's CNI plugin with its default deny, and kube-proxy with DSR. The plugin writes the route with and without DSR. */
  'calico-cni': {
    network: { name: 'Calico', type: 'L2Bridge' },
    policies: address => [
      outboundNat({ Exceptions: [SERVICE_CIDR] }),
      outboundNat({ Destinations: [address] }),
      route(SERVICE_CIDR),
      acl({ Action: 'Block', Direction: 'In', RuleType: 'Switch', Protocols: '256', Priority: 65500 }),
    ],
    isDsr: true,
  },
} as const satisfies Readonly<Record<string, NodeProfile>>;

export type NodeProfileName = keyof typeof NODE_PROFILES;

export interface Service {
  /** The ClusterIP. */
  readonly address: string;
  /** Ports of the Service. The backends have the same. */
  readonly ports: readonly number[];
  /** Addresses of pods on any node. */
  readonly backends: readonly string[];
}

const REMOTE_ENDPOINT = 1;

/** Writes the load balancers as kube-proxy does, with a remote endpoint for each backend on another node. */
export function writeService(hns: SimulatedHns, network: string, { address, ports, backends }: Service, isDsr: boolean): void {
  const endpoints = backends.map(backend => endpointOf(hns, network, backend));
  for (const protocol of ['TCP', 'UDP'] as const)
    for (const port of ports) hns.addLoadBalancer({ endpoints, vips: [address], protocol, port, targetPort: port, isDsr });
}

function endpointOf(hns: SimulatedHns, network: string, text: string): string {
  const address = formatAddress(parseAddress(text)!);
  const known = hns.endpoints().find(({ ips }) => ips.includes(address));
  return known?.id ?? hns.addEndpoint({ network, ips: [address], flags: REMOTE_ENDPOINT });
}
