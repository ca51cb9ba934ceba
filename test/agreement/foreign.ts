/** ACLs of other owners on pods' endpoints. They do not match the addresses of the random packets. */
import type { Policy } from '../../src/simulator/hns/records.ts';

export const FOREIGN = ['none', 'azure-cni', 'at-our-priorities'] as const;
/** `at-our-priorities`: also has Blocks at the priorities that the agent would use. */
export type Foreign = (typeof FOREIGN)[number];

export function foreignAcls(foreign: Foreign): Policy[] {
  if (foreign === 'none') return [];
  return foreign === 'azure-cni' ? AZURE_CNI : [...AZURE_CNI, ...AT_OUR_PRIORITIES];
}

/** Azure CNI's ACLs: allow everything with the lowest precedence, open the host's firewall, and block the wire server. */
const AZURE_CNI: Policy[] = [
  acl({ Action: 'Allow', Direction: 'In', RuleType: 'Switch', Priority: 65499 }),
  acl({ Action: 'Allow', Direction: 'Out', RuleType: 'Switch', Priority: 65499 }),
  acl({ Action: 'Allow', Direction: 'In', RuleType: 'Host', Priority: 0 }),
  acl({ Action: 'Allow', Direction: 'Out', RuleType: 'Host', Priority: 0 }),
  acl({
    Protocols: '6',
    Action: 'Block',
    Direction: 'Out',
    RemoteAddresses: '168.63.129.16/32',
    RemotePorts: '80',
    RuleType: 'Switch',
    Priority: 200,
  }),
];

const AT_OUR_PRIORITIES: Policy[] = [300, 1000, 65000].flatMap(Priority =>
  ['In', 'Out'].map(Direction => acl({ Action: 'Block', Direction, RemoteAddresses: '203.0.113.7', RuleType: 'Switch', Priority })),
);

function acl(Settings: Readonly<Record<string, unknown>>): Policy {
  return { Type: 'ACL', Settings };
}
