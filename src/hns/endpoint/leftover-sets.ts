/** The SetPolicies that Azure NPM left on a network: named address lists for its ACLs (docs/reference/azure-npm-windows.md §1.7, §3). */
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
    /** The name, or its number. */
    PolicyType: z.preprocess(plainNumber, z.union([z.enum(['IPSET', 'NESTEDIPSET']), z.literal(0), z.literal(1)])),
    Values: z
      .string()
      .nullish()
      .transform(values => values ?? ''),
  }),
});

/** In order of removal: nested sets come before the sets that they contain. */
export interface LeftoverSets {
  readonly nested: readonly SetPolicy[];
  readonly plain: readonly SetPolicy[];
}

/** Unreadable policies are ignored, because enforcement does not depend on these sets. */
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
 * True if an ACL of the endpoint, of any owner, refers to one of these sets. Such a set must stay. HNS should reject its removal. If it did not,
 * an ACL with an empty list would match all addresses (ACN PR#1431).
 */
export function namesLeftoverSet(policies: readonly EndpointPolicy[]): boolean {
  return policies.some(policy => {
    const { LocalAddresses, RemoteAddresses } = aclFields(policy);
    return policy.Type === 'ACL' && [LocalAddresses, RemoteAddresses].some(mayNameSet);
  });
}

/** @param list Undefined if it cannot be read. Then it may refer to a set. */
function mayNameSet(list: string | undefined): boolean {
  return list === undefined || list.split(',').some(item => item.trim().startsWith(PREFIX));
}
