/** The SetPolicies that Azure NPM left on a network: named address lists that its ACLs refer to (docs/reference/azure-npm-windows.md §1.7, §3). */
import { z } from 'zod';
import { aclFields } from '../document/acl-fields.ts';
import { plainNumber } from '../document/json.ts';
import type { SetPolicy } from '../document/request.ts';
import type { EndpointPolicy, HnsNetwork } from '../document/schema.ts';

const PREFIX = 'azure-npm-';

const readSchema = z.looseObject({
  Type: z.literal('SetPolicy'),
  Settings: z.looseObject({
    Id: z.string().startsWith(PREFIX),
    Name: z.string(),
    /** Names, or their numbers. */
    PolicyType: z.preprocess(plainNumber, z.union([z.enum(['IPSET', 'NESTEDIPSET']), z.literal(0), z.literal(1)])),
    Values: z
      .string()
      .nullish()
      .transform(values => values ?? ''),
  }),
});

/** Lists of sets before the sets that they name: in the order in which they can be removed. */
export interface LeftoverSets {
  readonly nested: readonly SetPolicy[];
  readonly plain: readonly SetPolicy[];
}

/** What cannot be read is no set of Azure NPM: nothing that the agent does for pods hangs on it. */
export function leftoverSets({ Policies }: HnsNetwork): LeftoverSets {
  const sets = (Array.isArray(Policies) ? Policies : []).flatMap((policy: unknown): SetPolicy[] => {
    const read = readSchema.safeParse(policy);
    if (!read.success) return [];
    const { Id, Name, PolicyType, Values } = read.data.Settings;
    const isList = PolicyType === 'NESTEDIPSET' || PolicyType === 1;
    return [{ Type: 'SetPolicy', Settings: { Id, Name, PolicyType: isList ? 'NESTEDIPSET' : 'IPSET', Values } }];
  });
  const isNested = ({ Settings }: SetPolicy) => Settings.PolicyType === 'NESTEDIPSET';
  return { nested: sets.filter(isNested), plain: sets.filter(set => !isNested(set)) };
}

/**
 * Whether an ACL of the endpoint, whoever's, names one of these sets. Such a set must stay: HNS should refuse to remove it, and where it did not,
 * an ACL whose list is empty would match anyone (ACN PR#1431).
 */
export function namesLeftoverSet(policies: readonly EndpointPolicy[]): boolean {
  return policies.some(policy => {
    const { LocalAddresses, RemoteAddresses } = aclFields(policy);
    return policy.Type === 'ACL' && [LocalAddresses, RemoteAddresses].some(mayNameSet);
  });
}

/** @param list Undefined where it cannot be read. It may name a set then. */
function mayNameSet(list: string | undefined): boolean {
  return list === undefined || list.split(',').some(item => item.trim().startsWith(PREFIX));
}
