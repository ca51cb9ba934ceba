/** One endpoint brought to what is wanted: read, one Update, read back. */

import type { HnsClient } from '../../hns/client.ts';
import type { AclPolicy } from '../../hns/document/acl-schema.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { diff } from '../../hns/endpoint/diff.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

export interface Wish {
  /** Ours that the endpoint is to hold. */
  readonly acls: readonly AclPolicy[];
  /** What will do as well. */
  readonly orElse?: readonly AclPolicy[];
  /** Whose leftovers it is not to hold any more; absent: nobody's. */
  readonly takeover?: readonly Engine[];
}

/** The complete list for one Update; undefined: the endpoint is as wished. */
export function change(actual: readonly EndpointPolicy[], { acls, orElse, takeover }: Wish): EndpointPolicy[] | undefined {
  return orElse && !diff(actual, orElse, takeover) ? undefined : diff(actual, acls, takeover);
}

/**
 * @param wish What the endpoint is to hold beside the policies it is given; undefined: it is nobody's any more and is left alone.
 * @returns Whether an Update was sent.
 * @throws HnsError Also when HNS reports success and does not hold what it was sent, which happens (hcsshim#2571).
 */
export async function apply(
  client: Pick<HnsClient, 'policies' | 'update'>,
  endpoint: string,
  wish: (actual: readonly EndpointPolicy[]) => Wish | undefined,
): Promise<boolean> {
  // Read again although the pass has just read it: others must have as little time as can be between this and the Update, which replaces all.
  const actual = await client.policies(endpoint);
  const wished = wish(actual);
  const list = wished && change(actual, wished);
  if (!wished || !list) return false;
  const { orElse, takeover } = wished;
  try {
    await put(client, endpoint, list, wished);
  } catch (error) {
    if (!orElse || !(error instanceof HnsError) || error.code !== 'rejected') throw error;
    const instead = diff(await client.policies(endpoint), orElse, takeover);
    if (instead) await put(client, endpoint, instead, { ...wished, acls: orElse });
  }
  return true;
}

async function put(
  client: Pick<HnsClient, 'policies' | 'update'>,
  endpoint: string,
  list: readonly EndpointPolicy[],
  { acls, takeover }: Wish,
): Promise<void> {
  await client.update(endpoint, list);
  const after = await client.policies(endpoint);
  if (diff(after, acls, takeover)) throw broken('HNS reported success, but the endpoint does not hold the ACLs it was sent');
  const lost = list.find(policy => count(after, policy.Type) < count(list, policy.Type));
  if (lost) throw broken(`HNS reported success, but a policy of type ${lost.Type} that was there before is gone`);
}

function count(policies: readonly EndpointPolicy[], type: string): number {
  return policies.filter(policy => policy.Type === type).length;
}

function broken(what: string): HnsError {
  return new HnsError('rejected', { function: 'HcnModifyEndpoint' }, what);
}
