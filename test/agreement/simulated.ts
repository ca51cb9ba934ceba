/** A simulated HNS with an endpoint for every pod of a world. Its ACLs are lowered, merged with foreign ACLs and written as the agent does it. */
import { hasIpv6, parseAddress } from '../../src/core/address.ts';
import { keyOf } from '../../src/core/model.ts';
import { allowAll, lower } from '../../src/hns/acl/lower.ts';
import { HnsClient } from '../../src/hns/client.ts';
import { diff, ownershipOf } from '../../src/hns/endpoint/diff.ts';
import type { DefaultDeny } from '../../src/hns/foreign/cni-default-deny.ts';
import { foreignView } from '../../src/hns/foreign/foreign-view.ts';
import { networkType } from '../../src/hns/network-types.ts';
import { Fabric } from '../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import type { NetworkType, Policy } from '../../src/simulator/hns/records.ts';
import type { Switches } from '../../src/simulator/hns/switches.ts';
import type { RawPacket } from '../oracle/raw.ts';
import type { Endpoint, World } from '../oracle/world.ts';
import { type Foreign, foreignAcls } from './foreign.ts';

/** Properties of the node other than its policies. They must not affect any verdict. */
export interface Setting {
  readonly network: NetworkType;
  readonly foreign: Foreign;
  readonly switches: Partial<Switches>;
  /** Entries in one list of an ACL. Small, so that lists are split. */
  readonly maxEntries: number;
}

export interface Simulated {
  readonly hns: SimulatedHns;
  allows(packet: RawPacket): boolean;
  /** Neighbour discovery passes between the ends of the packet. */
  discovers(packet: Pick<RawPacket, 'from' | 'to'>): boolean;
}

/** @param isTranslated IPv6 is translated. */
export async function simulate(
  world: World,
  { network, foreign, switches, maxEntries }: Setting,
  isTranslated = false,
): Promise<Simulated> {
  const hns = new SimulatedHns({ switches });
  const client = new HnsClient(hns.transport());
  const id = hns.addNetwork({ name: 'pods', type: network });
  for (const pod of world.endpoints) {
    const endpoint = hns.addEndpoint({ network: id, ips: pod.addresses, policies: foreignAcls(foreign) });
    await enforce(client, endpoint, pod, { network, maxEntries, defaultDeny: 'keep', isTranslated });
  }
  const fabric = new Fabric([hns]);
  return {
    hns,
    allows: ({ from, to, protocol, port }) => fabric.connect({ from: parseAddress(from)!, to: parseAddress(to)!, protocol, port }).allowed,
    discovers: ({ from, to }) => fabric.discovers(parseAddress(from)!, parseAddress(to)!),
  };
}

export interface EnforceOptions extends Pick<Setting, 'network' | 'maxEntries'> {
  readonly defaultDeny: DefaultDeny;
  /** IPv6 is translated. Default false. */
  readonly isTranslated?: boolean;
}

/** Brings one endpoint to its desired ACLs as the agent does. */
export async function enforce(
  client: HnsClient,
  endpoint: string,
  { addresses, policy }: Endpoint,
  { network, maxEntries, defaultDeny, isTranslated = false }: EnforceOptions,
): Promise<void> {
  const ipv6 = isTranslated && hasIpv6(addresses);
  const actual = await client.policies(endpoint);
  const { overrules, numbers } = foreignView(policy, ownershipOf(actual, []).foreign, {
    addresses,
    defaultDeny,
    needsHostPair: networkType(network)?.needsHostPair === true,
    allowEgressToNode: false,
    ipv6,
    pods: [keyOf(policy.pod)],
  });
  const options = { networkType: network, numbers, maxEntries, ipv6 };
  const lowered = lower(policy, options).value;
  const update = diff(actual, overrules && lowered.length === 0 ? allowAll(options) : lowered);
  if (update) await client.update(endpoint, update);
}

/** Changes the agent's ACLs on every endpoint, for tests that break them. */
export function edit({ hns }: Simulated, change: (policies: readonly Policy[]) => readonly Policy[]): void {
  for (const { id } of hns.endpoints()) hns.setPolicies(id, change(hns.policiesOf(id)));
}
