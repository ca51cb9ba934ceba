/** The ACL policy that the agent sends, without the spellings that HNS reads as a wider rule (docs/reference/hns-api.md §2.6, §5). */
import { z } from 'zod';
import { parseAddress, parseCidr } from '../../core/address.ts';
import type { Interval } from '../../core/interval.ts';

/** Higher priorities do not work (docs/reference/hns-api.md §5). */
export const MAX_PRIORITY = 65500;

// HNS reads an empty list as "any", and older builds do not read 0.0.0.0/0 as "any". Address families cannot share an ACL.
const addresses = z.string().refine(isPlainList, {
  error: 'expected a comma list of addresses and CIDRs of one family, the whole family as two halves',
});
const ports = z
  .string()
  .refine(list => list.split(',').every(item => portRange(item) !== undefined), { error: 'expected a comma list of ports and ranges' });

const WITH_PORTS: ReadonlySet<string | undefined> = new Set(['6', '17']);

const aclSettingsSchema = z
  .strictObject({
    Id: z.string().regex(/^[A-Za-z0-9.-]+$/),
    /** Number of TCP, UDP or ICMPv6, one per ACL. Absent: any. */
    Protocols: z
      .string()
      .regex(/^(6|17|58)$/)
      .exactOptional(),
    Action: z.enum(['Allow', 'Block']),
    /** From the endpoint's point of view. */
    Direction: z.enum(['In', 'Out']),
    /** The endpoint's own addresses. Absent: any. */
    LocalAddresses: addresses.exactOptional(),
    /** The peers, in both directions. Absent: any. */
    RemoteAddresses: addresses.exactOptional(),
    LocalPorts: ports.exactOptional(),
    RemotePorts: ports.exactOptional(),
    /** Switch: enforced by VFP, for pods. Host: enforced by the host's Windows Firewall. */
    RuleType: z.enum(['Switch', 'Host']),
    /** The lower number wins. */
    Priority: z.int().min(1).max(MAX_PRIORITY).exactOptional(),
  })
  .refine(acl => WITH_PORTS.has(acl.Protocols) || (acl.LocalPorts ?? acl.RemotePorts) === undefined, 'ports need TCP or UDP')
  .refine(acl => (acl.RuleType === 'Switch') === (acl.Priority !== undefined), 'a Switch rule needs a Priority, a Host rule has none');

export const aclPolicySchema = z.strictObject({ Type: z.literal('ACL'), Settings: aclSettingsSchema });

export type AclSettings = z.infer<typeof aclSettingsSchema>;
export type AclPolicy = z.infer<typeof aclPolicySchema>;

function isPlainList(list: string): boolean {
  const families = new Set(list.split(',').map(familyOf));
  return families.size === 1 && !families.has(undefined);
}

/** Undefined if the text is neither an address nor a CIDR, or is a whole family. */
function familyOf(text: string): 4 | 6 | undefined {
  const cidr = parseCidr(text);
  return cidr?.prefix === 0 ? undefined : (cidr ?? parseAddress(text))?.family;
}

/** `80` or `8000-8080`. Undefined for other text. */
export function portRange(text: string): Interval<number> | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  return first <= last && last <= 65535 ? [first, last] : undefined;
}
