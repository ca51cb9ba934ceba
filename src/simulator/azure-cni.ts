/** The simulated CNI plugin. It creates pods' endpoints as Azure CNI does, with the policies that Azure CNI and kube-proxy write. */
import { parseAddress } from '../core/address.ts';
import type { SimulatedHns } from './hns/hns.ts';
import type { Policy } from './hns/records.ts';
import type { NewEndpoint, NodeHns } from './kube/node.ts';

/**
 * Foreign policies. The agent must keep them unchanged (docs/reference/azure-npm-windows.md §2.6, docs/reference/calico-windows.md §4.3). The route
 * belongs to a node without DSR. node-profiles.ts has the forms with DSR.
 */
export const CNI_POLICIES: readonly Policy[] = [
  { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.224.0.0/12', '168.63.129.16/32'] } },
  { Type: 'SDNRoute', Settings: { DestinationPrefix: '10.0.0.0/16', NeedEncap: true } },
  {
    Type: 'ACL',
    Settings: {
      Action: 'Block',
      Direction: 'Out',
      Priority: 200,
      Protocols: '6',
      RemoteAddresses: '168.63.129.16/32',
      RemotePorts: '80',
      RuleType: 'Switch',
    },
  },
  { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'In', Priority: 65500 } },
  { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'Out', Priority: 65500 } },
];

/** @param hns The node's HNS. A network `azure` for the pods is added to it. */
export function azureCni(hns: SimulatedHns, subnets: readonly string[] = ['10.224.0.0/12']): NodeHns {
  const network = hns.addNetwork({ name: 'azure', type: 'L2Bridge', subnets });
  return {
    addEndpoint: ({ podKey, addresses }: NewEndpoint) => {
      const namespace = hns.addNamespace();
      const id = hns.addEndpoint({
        network,
        name: `${podKey.replace('/', '-')}-eth0`,
        ips: addresses.map(text => `${text}/${parseAddress(text)?.family === 6 ? 64 : 12}`),
        namespace,
        policies: CNI_POLICIES,
      });
      return { id, namespace };
    },
    removeEndpoint: id => {
      const namespace = hns.endpoint(id)?.namespace;
      hns.removeEndpoint(id);
      if (namespace) hns.removeNamespace(namespace);
    },
  };
}
