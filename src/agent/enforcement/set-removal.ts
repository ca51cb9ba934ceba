/** Removes the SetPolicies that Azure NPM left, once no ACL of any endpoint names one. */
import type { HnsClient } from '../../hns/client.ts';
import type { HnsNetwork } from '../../hns/document/schema.ts';
import { type LeftoverSets, leftoverSets, namesLeftoverSet } from '../../hns/endpoint/leftover-sets.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

export interface SetRemovalEnd {
  /** IDs of endpoints whose ACLs name some of them. Then none was removed. */
  readonly namedBy: readonly string[];
  /** By name of network, how many were removed. */
  readonly removed: ReadonlyMap<string, number>;
}

type Client = Pick<HnsClient, 'allEndpoints' | 'networks' | 'removeSets'>;

export function hasLeftoverSets(network: HnsNetwork): boolean {
  return count(leftoverSets(network)) > 0;
}

/**
 * @param networks Those whose sets go.
 * @param mayWrite Asked before each call that writes.
 * @throws HnsError Also when HNS reports success and still has them, or an endpoint cannot be read, which may name them.
 */
export async function removeLeftoverSets(client: Client, networks: readonly HnsNetwork[], mayWrite: () => boolean): Promise<SetRemovalEnd> {
  const { value: endpoints, failures } = await client.allEndpoints();
  if (failures[0]) throw failures[0].error;
  const namedBy = endpoints.filter(({ Policies = [] }) => namesLeftoverSet(Policies)).map(({ ID }) => ID);
  const removed = new Map<string, number>();
  if (namedBy.length > 0) return { namedBy, removed };
  for (const network of networks) {
    const sets = leftoverSets(network);
    for (const some of [sets.nested, sets.plain]) {
      if (some.length === 0) continue;
      if (!mayWrite()) return { namedBy, removed };
      await client.removeSets(network.ID, some);
    }
    if (count(sets) > 0) removed.set(network.Name, count(sets));
  }
  const names = new Set(removed.keys());
  const still = (await client.networks()).find(network => names.has(network.Name) && hasLeftoverSets(network));
  if (still)
    throw new HnsError(
      'rejected',
      { function: 'HcnModifyNetwork' },
      `HNS reported success, but network ${still.Name} still has some of the sets`,
    );
  return { namedBy, removed };
}

function count({ nested, plain }: LeftoverSets): number {
  return nested.length + plain.length;
}
