/** Connections to Services through the load balancers of the client's node (docs/reference/windows-nodes.md §3). */
import { type Address, formatAddress, parseAddress } from '../../core/address.ts';
import type { SimulatedHns } from './hns.ts';
import type { FlowPacket } from './matcher.ts';

/** The packet as the ACLs of each side see it. */
export interface Hop {
  readonly out: FlowPacket;
  readonly in: FlowPacket;
}

/** One hop for each backend. Undefined: the destination is no Service of the client's node. */
export function hopsThrough(nodes: readonly SimulatedHns[], packet: FlowPacket): readonly Hop[] | undefined {
  for (const node of nodes.filter(node => node.liveAt(packet.from).length > 0)) {
    const balancer = node
      .loadBalancers()
      .find(({ vips, protocol, port }) => protocol === packet.protocol && port === packet.port && vips.includes(formatAddress(packet.to)));
    if (!balancer) continue;
    const { endpoints, targetPort, isDsr } = balancer;
    return endpoints.map(id => {
      const toBackend = { ...packet, to: addressOf(node, id), port: targetPort };
      // With DSR the vSwitch port of the client translates before its ACLs. Without DSR the node does, behind its ACLs.
      return isDsr ? { out: toBackend, in: toBackend } : { out: packet, in: { ...toBackend, from: parseAddress(node.address)! } };
    });
  }
  return undefined;
}

function addressOf(node: SimulatedHns, endpoint: string): Address {
  return parseAddress(node.endpoint(endpoint)!.ips[0]!)!;
}
