/** The HCN v2 documents the agent writes (docs/reference/hns-api.md §2.2, §2.4, §2.7); strict, because HNS refuses a document for one unknown field. */
import { z } from 'zod';
import type { HcnFunction } from '../transport/transport.ts';
import { aclPolicySchema } from './acl-schema.ts';
import { encode } from './decode.ts';
import { isOurs } from './owner.ts';
import { endpointPolicySchema } from './schema.ts';

const schemaVersionSchema = z.strictObject({ Major: z.int(), Minor: z.int() });

export const querySchema = z.strictObject({
  SchemaVersion: schemaVersionSchema,
  /** A JSON document as a string, with v1 property names: `{"State":3}`. */
  Filter: z.string().exactOptional(),
});

const SCHEMA_VERSION = { Major: 2, Minor: 0 };

/**
 * A query as JSON text.
 * @param name The call that sends it, for the error.
 * @param filter JSON text. Absent: everything.
 */
export function query(name: HcnFunction, filter?: string): string {
  return encode(name, querySchema, { SchemaVersion: SCHEMA_VERSION, ...(filter !== undefined && { Filter: filter }) });
}

/** Ours to the letter, those of others as they are. */
const sentPolicySchema = endpointPolicySchema.transform((policy, context) => {
  if (!isOurs(policy)) return policy;
  const checked = aclPolicySchema.safeParse(policy);
  if (checked.success) return policy;
  for (const { path, message } of checked.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});

const updateOf = <T extends z.ZodType>(Policies: T) =>
  z.strictObject({ ResourceType: z.literal('Policy'), RequestType: z.literal('Update'), Settings: z.strictObject({ Policies }) });

/** The complete list of an endpoint's policies. */
export const modifyEndpointSchema = updateOf(z.array(sentPolicySchema).min(1));

/** Takes all of them away: the form that Microsoft's own module sends, and the only one that has a source (docs/reference/hns-api.md §8.3 M17). */
export const clearEndpointSchema = updateOf(z.tuple([z.strictObject({})]));

/** A named list of addresses that ACLs may refer to. The key of its kind is PolicyType; `Type` is refused. */
const setPolicySettingsSchema = z.strictObject({
  Id: z.string().min(1),
  Name: z.string().min(1),
  PolicyType: z.enum(['IPSET', 'NESTEDIPSET']),
  /** Comma list of addresses and CIDRs; of set Ids in a NESTEDIPSET. */
  Values: z.string(),
});

const setPolicySchema = z.strictObject({ Type: z.literal('SetPolicy'), Settings: setPolicySettingsSchema });
export type SetPolicy = z.infer<typeof setPolicySchema>;

export const modifyNetworkSchema = z.strictObject({
  ResourceType: z.literal('Policy'),
  RequestType: z.literal('Remove'),
  Settings: z.strictObject({
    Policies: z.array(setPolicySchema),
  }),
});
/** The agent removes sets that others left, and makes none. */
export type ModifyNetworkRequest = z.input<typeof modifyNetworkSchema>;
