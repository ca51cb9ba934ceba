/** Brings one endpoint to its desired ACLs: one Update, then a read that proves it. */
import type { HnsClient } from '../../hns/client.ts';
import type { AclPolicy } from '../../hns/document/acl-schema.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { diff } from '../../hns/endpoint/diff.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

export interface DesiredAcls {
  /** The agent's ACLs that the endpoint must hold. */
  readonly acls: readonly AclPolicy[];
  /** An acceptable fallback where HNS rejects `acls`. */
  readonly orElse?: readonly AclPolicy[];
  /** Engines whose leftovers the endpoint must not hold. Absent: none. */
  readonly takeover?: readonly Engine[];
}

type Client = Pick<HnsClient, 'policies' | 'update'>;

/** The complete list for one Update. Undefined: the endpoint is in sync. */
export function change(actual: readonly EndpointPolicy[], { acls, orElse, takeover }: DesiredAcls): EndpointPolicy[] | undefined {
  return orElse && !diff(actual, orElse, takeover) ? undefined : diff(actual, acls, takeover);
}

/**
 * @param actual What the endpoint was just read to hold. An Update replaces everything, so no time may pass between the read and this call.
 * @returns Whether an Update was sent.
 * @throws HnsError Also when HNS reports success but does not hold what it was sent (docs/reference/hns-api.md §8.3).
 */
export async function updateEndpoint(
  client: Client,
  endpoint: string,
  actual: readonly EndpointPolicy[],
  desired: DesiredAcls,
): Promise<boolean> {
  const list = change(actual, desired);
  if (!list) return false;
  const { orElse, takeover } = desired;
  try {
    await put(client, endpoint, list, desired);
  } catch (error) {
    if (!orElse || !(error instanceof HnsError) || error.code !== 'rejected') throw error;
    const fallback = diff(await client.policies(endpoint), orElse, takeover);
    if (fallback) await put(client, endpoint, fallback, { ...desired, acls: orElse });
  }
  return true;
}

async function put(client: Client, endpoint: string, list: readonly EndpointPolicy[], { acls, takeover }: DesiredAcls): Promise<void> {
  await client.update(endpoint, list);
  const after = await client.policies(endpoint);
  if (diff(after, acls, takeover)) throw broken('HNS reported success, but the endpoint does not hold the ACLs it was sent');
  const lost = list.find(policy => count(after, policy.Type) < count(list, policy.Type));
  if (lost) throw broken(`HNS reported success, but a policy of type ${lost.Type} that was there before is gone`);
}

function count(policies: readonly EndpointPolicy[], type: string): number {
  return policies.filter(policy => policy.Type === type).length;
}

function broken(sentence: string): HnsError {
  return new HnsError('rejected', { function: 'HcnModifyEndpoint' }, sentence);
}
