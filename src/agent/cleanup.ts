/**
 * Removes the agent's ACLs from all endpoints of this node, for uninstalling. Endpoints of pods that no longer exist are included. Pods are then
 * governed only by foreign policies.
 */
import { mapLimit } from '../async/map-limit.ts';
import { canonical } from '../core/address.ts';
import { allowAll } from '../hns/acl/lower.ts';
import type { EndpointList, HnsClient } from '../hns/client.ts';
import { aclId } from '../hns/document/owner.ts';
import type { EndpointPolicy, HnsEndpoint, HnsNetwork } from '../hns/document/schema.ts';
import { ownershipOf } from '../hns/endpoint/diff.ts';
import type { Engine } from '../hns/endpoint/leftovers.ts';
import { openNumbers } from '../hns/foreign/placement.ts';
import { HnsError } from '../hns/transport/hns-error.ts';
import { type Reading, updateEndpoint } from './enforcement/endpoint-update.ts';
import { hasLeftoverSets, removeLeftoverSets } from './enforcement/set-removal.ts';

export interface CleanupOptions {
  /** Engines whose leftovers are removed too. */
  readonly takeover: readonly Engine[];
  /** Only find the ACLs to remove. */
  readonly dryRun: boolean;
  /** Called after each endpoint with the number done and the total. */
  readonly progress?: (done: number, of: number) => void;
}

/** The result for one endpoint that had ACLs to remove. */
export interface Removal {
  readonly endpoint: string;
  /** `''` if it has none. */
  readonly name: string;
  readonly addresses: readonly string[];
  /**
   * `would-be-removed`: in a dry run. `left-open`: HNS did not remove the last ACLs of the endpoint, so allow-all ACLs of the agent replace
   * them. `gone`: the endpoint vanished during the cleanup.
   */
  readonly result: 'removed' | 'would-be-removed' | 'left-open' | 'gone' | 'failed';
  /** Ids of the ACLs to remove. `-` for an ACL without an Id. */
  readonly acls: readonly string[];
  /** Number of foreign policies, which stay. */
  readonly kept: number;
  /** Set when failed. */
  readonly error?: HnsError;
}

export interface Cleanup {
  /** Only endpoints with ACLs to remove. Others are not written. Sorted by endpoint. */
  readonly removals: readonly Removal[];
  /** Endpoints that could not be read. Their ACLs stay. */
  readonly unreadable: EndpointList['failures'];
  /** Absent: there are no sets, or Azure NPM is not in `takeover`. */
  readonly sets?: SetsRemoval;
}

/** The result for the SetPolicies that Azure NPM left. */
export interface SetsRemoval {
  readonly result: 'removed' | 'would-be-removed' | 'failed';
  /** Names of networks. */
  readonly networks: readonly string[];
  /** Set when failed. */
  readonly reason?: string;
}

const AT_A_TIME = 4;

/** @throws HnsError if HNS cannot be read. */
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
    return { result: 'failed', networks: names, reason: `endpoint ACLs still reference them: ${namedBy.join(', ')}` };
  } catch (error) {
    if (error instanceof HnsError) return { result: 'failed', networks: names, reason: error.message };
    throw error;
  }
}

function toRemove(policies: readonly EndpointPolicy[], takeover: readonly Engine[]): readonly EndpointPolicy[] {
  const { ours, leftovers } = ownershipOf(policies, takeover);
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
    kept: ownershipOf(Policies, takeover).foreign.length,
  };
}

/** Does not reject for an error of HNS. */
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

/** Replaces ACLs that HNS does not remove by allow-all ACLs (docs/reference/hns-api.md §8.3 M16, M17). @returns Whether HNS accepted them. */
async function opened(
  client: HnsClient,
  endpoint: HnsEndpoint,
  networks: readonly HnsNetwork[],
  takeover: readonly Engine[],
): Promise<boolean> {
  const network = networks.find(({ ID }) => ID === endpoint.HostComputeNetwork);
  try {
    const actual = await reading(client, endpoint.ID);
    const numbers = openNumbers(ownershipOf(actual.policies, takeover).foreign);
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
