/** Removes the SetPolicies that Azure NPM left. They stay while any ACL references one. */
import type { HnsClient } from '../../hns/client.ts';
import type { HnsNetwork } from '../../hns/document/schema.ts';
import { type LeftoverSets, leftoverSets, namesLeftoverSet } from '../../hns/endpoint/leftover-sets.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

export interface SetRemovalEnd {
  /** IDs of endpoints whose ACLs reference a set. If there are any, no set was removed. */
  readonly namedBy: readonly string[];
  /** Number of removed sets by network name. */
  readonly removed: ReadonlyMap<string, number>;
}

type Client = Pick<HnsClient, 'allEndpoints' | 'networks' | 'removeSets'>;

export function hasLeftoverSets(network: HnsNetwork): boolean {
  return count(leftoverSets(network)) > 0;
}

/**
 * @param networks The networks with the sets to remove.
 * @param mayWrite Called before each write.
 * @throws HnsError Also if HNS reports success but still has the sets, or if an endpoint cannot be read, because its ACLs may reference them.
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
