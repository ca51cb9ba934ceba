/** Builds one of the agent's ACLs: its fields in HNS's spelling and a fixed order, and an Id that names its owner and its content. */
import { createHash } from 'node:crypto';
import type { AclPolicy, AclSettings } from '../document/acl-schema.ts';
import { ID_PREFIX } from '../document/owner.ts';

export type AclDirection = AclSettings['Direction'];

export interface AclContent {
  readonly direction: AclDirection;
  readonly action: AclSettings['Action'];
  /** Absent for a Host rule, which has none since HNS 7.2. */
  readonly priority?: number;
  /** The peers. Absent: any. */
  readonly addresses?: string;
  readonly protocol?: keyof typeof PROTOCOL_NUMBERS;
  /** Destination ports. Absent: every port of the protocol. */
  readonly ports?: string;
}

const PROTOCOL_NUMBERS = { TCP: '6', UDP: '17', ICMPv6: '58' } as const;
const MAX_LABEL = 100;

/**
 * HNS sees the peer as Remote in both directions. The destination port is local for In and remote for Out (docs/reference/hns-api.md §5).
 * @param label The policy that the ACL comes from, for people. `''`: several policies.
 */
export function acl(content: AclContent, label: string): AclPolicy {
  const { direction, action, priority, addresses, protocol, ports } = content;
  if (addresses === '' || ports === '') throw new Error('an empty list would mean any');
  const settings = {
    ...(protocol && { Protocols: PROTOCOL_NUMBERS[protocol] }),
    Action: action,
    Direction: direction,
    ...(addresses !== undefined && { RemoteAddresses: addresses }),
    ...(ports !== undefined && { [direction === 'In' ? 'LocalPorts' : 'RemotePorts']: ports }),
    RuleType: priority === undefined ? ('Host' as const) : ('Switch' as const),
    ...(priority !== undefined && { Priority: priority }),
  };
  return { Type: 'ACL', Settings: { Id: idOf(label, JSON.stringify(settings)), ...settings } };
}

const HASH_LENGTH = 16;

/** A fingerprint of a list made by `acl`. Equal for lists with the same content in any order, even if they come from different policies. */
export function contentOf(acls: readonly AclPolicy[]): string {
  return acls.map(hashOf).sort().join(' ');
}

/** Keeps the first ACL of each content. Two permits may contain the same ACL. */
export function distinctAcls(acls: readonly AclPolicy[]): AclPolicy[] {
  const seen = new Set<string>();
  return acls.filter(one => {
    const isNew = !seen.has(hashOf(one));
    seen.add(hashOf(one));
    return isNew;
  });
}

function hashOf({ Settings }: AclPolicy): string {
  return Settings.Id.slice(-HASH_LENGTH);
}

/** `hns-policy-agent.<namespace>.<policy>.<hash>`, at most 134 characters. */
function idOf(label: string, content: string): string {
  const readable = label.replaceAll(/[^A-Za-z0-9.-]/g, '.').slice(0, MAX_LABEL);
  const hash = createHash('sha256').update(content).digest('hex').slice(0, HASH_LENGTH);
  return `${ID_PREFIX}${readable === '' ? '' : `${readable}.`}${hash}`;
}
