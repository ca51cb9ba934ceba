/** Brings one endpoint to its desired ACLs: one Update, then a read that proves it. */
import type { HnsClient } from '../../hns/client.ts';
import type { AclPolicy } from '../../hns/document/acl-schema.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { diff, isOurs } from '../../hns/endpoint/diff.ts';
import { freshIds } from '../../hns/endpoint/fresh-ids.ts';
import type { Engine } from '../../hns/endpoint/leftovers.ts';
import { foreignKey } from '../../hns/foreign/foreign-key.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';

export interface DesiredAcls {
  /** The agent's ACLs that the endpoint must hold. */
  readonly acls: readonly AclPolicy[];
  /** An acceptable fallback where HNS rejects `acls`. */
  readonly orElse?: readonly AclPolicy[];
  /** Engines whose leftovers the endpoint must not hold. Absent: none. */
  readonly takeover?: readonly Engine[];
}

/** An Update that HNS has accepted. */
export interface Written {
  /**
   * From when the last read was sent until HNS had answered the Update, in milliseconds. A foreign change in this time may be lost
   * (docs/guarantees.md).
   */
  readonly windowMs: number;
  /** Foreign policies that HNS held after the Update. */
  readonly held: readonly EndpointPolicy[];
  /** Of them, those that were not sent. */
  readonly added: readonly EndpointPolicy[];
  /** Foreign policies that were sent and are gone. */
  readonly lost: readonly EndpointPolicy[];
}

/** A read of the endpoint. */
export interface Reading {
  readonly policies: readonly EndpointPolicy[];
  /** When the read was sent, in monotonic milliseconds. */
  readonly sentAt: number;
}

type Client = Pick<HnsClient, 'policies' | 'update'>;

/** The complete list for one Update. Undefined: the endpoint is in sync. */
export function change(actual: readonly EndpointPolicy[], { acls, orElse, takeover }: DesiredAcls): EndpointPolicy[] | undefined {
  return orElse && !diff(actual, orElse, takeover) ? undefined : diff(actual, acls, takeover);
}

/**
 * @param reading The last read. An Update replaces everything, so no other call may come between the read and this.
 * @param written Called after each Update that HNS has accepted, also where this function throws.
 * @returns Whether an Update was sent.
 * @throws HnsError Also when HNS reports success but does not hold what it was sent (docs/reference/hns-api.md §8.3).
 */
export async function updateEndpoint(
  client: Client,
  endpoint: string,
  { policies: actual, sentAt }: Reading,
  desired: DesiredAcls,
  written: (update: Written) => void = () => {},
): Promise<boolean> {
  const list = change(actual, desired);
  if (!list) return false;
  const { orElse, takeover } = desired;
  try {
    await put(client, endpoint, { policies: list, sentAt }, desired, written);
  } catch (error) {
    if (!orElse || !(error instanceof HnsError) || error.code !== 'rejected') throw error;
    const again = performance.now();
    const fallback = diff(await client.policies(endpoint), orElse, takeover);
    if (fallback) await put(client, endpoint, { policies: fallback, sentAt: again }, { ...desired, acls: orElse }, written);
  }
  return true;
}

async function put(
  client: Client,
  endpoint: string,
  { policies: list, sentAt }: Reading,
  { acls, takeover }: DesiredAcls,
  written: (update: Written) => void,
): Promise<void> {
  let after = await send(client, endpoint, { policies: list, sentAt }, written);
  const rest = diff(after.policies, acls, takeover);
  // HNS may have kept other ACLs with the same Ids.
  const fresh = rest && freshIds(rest, after.policies);
  if (fresh) after = await send(client, endpoint, { policies: fresh, sentAt: after.sentAt }, written);
  if (diff(after.policies, acls, takeover)) throw broken('HNS reported success, but the endpoint does not hold the ACLs it was sent');
  const lost = list.find(policy => count(after.policies, policy.Type) < count(list, policy.Type));
  if (lost) throw broken(`HNS reported success, but a policy of type ${lost.Type} that was there before is gone`);
}

/** One Update and its read-back. */
async function send(
  client: Client,
  endpoint: string,
  { policies: list, sentAt }: Reading,
  written: (update: Written) => void,
): Promise<Reading> {
  await client.update(endpoint, list);
  const readAt = performance.now();
  const after = await client.policies(endpoint);
  const [sent, held] = [list, after].map(policies => policies.filter(policy => !isOurs(policy))) as [EndpointPolicy[], EndpointPolicy[]];
  written({ windowMs: readAt - sentAt, held, added: without(held, sent), lost: without(sent, held) });
  return { policies: after, sentAt: readAt };
}

function without(policies: readonly EndpointPolicy[], others: readonly EndpointPolicy[]): EndpointPolicy[] {
  const keys = new Set(others.map(foreignKey));
  return policies.filter(policy => !keys.has(foreignKey(policy)));
}

function count(policies: readonly EndpointPolicy[], type: string): number {
  return policies.filter(policy => policy.Type === type).length;
}

function broken(sentence: string): HnsError {
  return new HnsError('rejected', { function: 'HcnModifyEndpoint' }, sentence);
}
