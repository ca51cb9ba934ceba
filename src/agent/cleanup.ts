/**
 * Takes everything of the agent off this node's endpoints, whosever they are, for uninstalling it. What that opens is meant to be open: the pods are
 * as the policies of others leave them.
 */
import { mapLimit } from '../async/map-limit.ts';
import { canonical } from '../core/address.ts';
import { allowAll } from '../hns/acl/lower.ts';
import type { EndpointList, HnsClient } from '../hns/client.ts';
import { aclId } from '../hns/document/owner.ts';
import type { EndpointPolicy, HnsEndpoint, HnsNetwork } from '../hns/document/schema.ts';
import { shares } from '../hns/endpoint/diff.ts';
import type { Engine } from '../hns/endpoint/leftovers.ts';
import { openNumbers } from '../hns/foreign/placement.ts';
import { HnsError } from '../hns/transport/hns-error.ts';
import { type Reading, updateEndpoint } from './enforcement/endpoint-update.ts';
import { hasLeftoverSets, removeLeftoverSets } from './enforcement/set-removal.ts';

export interface CleanupOptions {
  /** Engines whose leftovers go as well. */
  readonly takeover: readonly Engine[];
  /** Only find out what would be removed. */
  readonly dryRun: boolean;
  /** Told after each endpoint how many are done, and of how many. */
  readonly progress?: (done: number, of: number) => void;
}

/** What became of one endpoint that had something to remove. */
export interface Removal {
  readonly endpoint: string;
  /** `''`: it has none. */
  readonly name: string;
  readonly addresses: readonly string[];
  /**
   * `would-be-removed`: in a dry run. `left-open`: this HNS does not let the last ACLs of an endpoint go, and the agent's that allow everything
   * stand there instead. `gone`: the endpoint went away meanwhile, and all it had with it.
   */
  readonly result: 'removed' | 'would-be-removed' | 'left-open' | 'gone' | 'failed';
  /** Ids of the ACLs that it is about; `-` for one without. */
  readonly acls: readonly string[];
  /** How many policies of others it has. */
  readonly kept: number;
  /** When failed. */
  readonly error?: HnsError;
}

export interface Cleanup {
  /** Endpoints without anything to remove are not among them, and were not written. Sorted by endpoint. */
  readonly removals: readonly Removal[];
  /** Whatever these hold is still there. */
  readonly unreadable: EndpointList['failures'];
  /** Absent: there are none to remove, or nobody asked for it. */
  readonly sets?: SetsRemoval;
}

/** What became of the SetPolicies that Azure NPM left. */
export interface SetsRemoval {
  readonly result: 'removed' | 'would-be-removed' | 'failed';
  /** Names. */
  readonly networks: readonly string[];
  /** When failed. */
  readonly reason?: string;
}

const AT_A_TIME = 4;

/** @throws HnsError when HNS cannot be read at all. */
export async function cleanup(client: HnsClient, { takeover, dryRun, progress }: CleanupOptions): Promise<Cleanup> {
  const networks = await client.networks();
  const { value: endpoints, failures: unreadable } = await client.allEndpoints();
  const due = endpoints.filter(({ Policies = [] }) => toRemove(Policies, takeover).length > 0);
  let done = 0;
  const removals = await mapLimit(due, AT_A_TIME, async endpoint => {
    const removal = dryRun ? found(endpoint, takeover, 'would-be-removed') : await removed(client, endpoint, networks, takeover);
    progress?.(++done, due.length);
    return removal;
  });
  const withSets = takeover.includes('azure-npm') ? networks.filter(hasLeftoverSets) : [];
  if (withSets.length === 0) return { removals, unreadable };
  return { removals, unreadable, sets: await setsRemoved(client, withSets, dryRun) };
}

async function setsRemoved(client: HnsClient, networks: readonly HnsNetwork[], dryRun: boolean): Promise<SetsRemoval> {
  const names = networks.map(({ Name }) => Name);
  if (dryRun) return { result: 'would-be-removed', networks: names };
  try {
    const { namedBy } = await removeLeftoverSets(client, networks, () => true);
    if (namedBy.length === 0) return { result: 'removed', networks: names };
    return { result: 'failed', networks: names, reason: `ACLs of endpoints name them: ${namedBy.join(', ')}` };
  } catch (error) {
    if (error instanceof HnsError) return { result: 'failed', networks: names, reason: error.message };
    throw error;
  }
}

function toRemove(policies: readonly EndpointPolicy[], takeover: readonly Engine[]): readonly EndpointPolicy[] {
  const { ours, leftovers } = shares(policies, takeover);
  return [...ours, ...[...leftovers.values()].flat()];
}

function found(
  { ID, Name = '', IpConfigurations = [], Policies = [] }: HnsEndpoint,
  takeover: readonly Engine[],
  result: Removal['result'],
): Removal {
  return {
    endpoint: ID,
    name: Name,
    addresses: IpConfigurations.map(({ IpAddress }) => canonical(IpAddress) ?? IpAddress),
    result,
    acls: toRemove(Policies, takeover).map(policy => aclId(policy) || '-'),
    kept: shares(Policies, takeover).others.length,
  };
}

/** Never rejects for what HNS says. */
async function removed(
  client: HnsClient,
  endpoint: HnsEndpoint,
  networks: readonly HnsNetwork[],
  takeover: readonly Engine[],
): Promise<Removal> {
  try {
    await updateEndpoint(client, endpoint.ID, await reading(client, endpoint.ID), { acls: [], takeover });
    return found(endpoint, takeover, 'removed');
  } catch (error) {
    if (!(error instanceof HnsError)) throw error;
    if (error.code === 'not-found') return found(endpoint, takeover, 'gone');
    if (error.code === 'rejected' && (await opened(client, endpoint, networks, takeover))) return found(endpoint, takeover, 'left-open');
    return { ...found(endpoint, takeover, 'failed'), error };
  }
}

/** Whether ACLs that allow everything are in force in place of those that HNS does not let go (docs/reference/hns-api.md §8.3 M16, M17). */
async function opened(
  client: HnsClient,
  endpoint: HnsEndpoint,
  networks: readonly HnsNetwork[],
  takeover: readonly Engine[],
): Promise<boolean> {
  const network = networks.find(({ ID }) => ID === endpoint.HostComputeNetwork);
  try {
    const actual = await reading(client, endpoint.ID);
    const numbers = openNumbers(shares(actual.policies, takeover).others);
    const acls = allowAll({ numbers, ...(network?.Type !== undefined && { networkType: network.Type }) });
    await updateEndpoint(client, endpoint.ID, actual, { acls, takeover });
    return true;
  } catch (error) {
    if (error instanceof HnsError) return false;
    throw error;
  }
}

async function reading(client: HnsClient, endpoint: string): Promise<Reading> {
  const sentAt = performance.now();
  return { policies: await client.policies(endpoint), sentAt };
}
