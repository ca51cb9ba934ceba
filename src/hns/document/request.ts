/** The HCN v2 documents that the agent sends (docs/reference/hns-api.md §2.2, §2.4, §2.7). Strict, because HNS rejects unknown fields. */
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
 * @param name The call that sends it, for the error message.
 * @param filter JSON text. Absent: all objects.
 */
export function query(name: HcnFunction, filter?: string): string {
  return encode(name, querySchema, { SchemaVersion: SCHEMA_VERSION, ...(filter !== undefined && { Filter: filter }) });
}

/** Checks the agent's own ACLs strictly. Foreign policies are sent unchanged. */
const sentPolicySchema = endpointPolicySchema.transform((policy, context) => {
  if (!isOurs(policy)) return policy;
  const checked = aclPolicySchema.safeParse(policy);
  if (checked.success) return policy;
  for (const { path, message } of checked.error.issues) context.addIssue({ code: 'custom', path: [...path], message });
  return z.NEVER;
});

const updateOf = <T extends z.ZodType>(Policies: T) =>
  z.strictObject({ ResourceType: z.literal('Policy'), RequestType: z.literal('Update'), Settings: z.strictObject({ Policies }) });

/** The complete list of policies of an endpoint. */
export const modifyEndpointSchema = updateOf(z.array(sentPolicySchema).min(1));

/** Removes all policies of an endpoint, in the form that Microsoft's module uses. No other form is documented (docs/reference/hns-api.md §8.3 M17). */
export const clearEndpointSchema = updateOf(z.tuple([z.strictObject({})]));

/** A named list of addresses that ACLs can refer to. The kind is in PolicyType. HNS rejects `Type`. */
const setPolicySettingsSchema = z.strictObject({
  Id: z.string().min(1),
  Name: z.string().min(1),
  PolicyType: z.enum(['IPSET', 'NESTEDIPSET']),
  /** Comma-separated addresses and CIDRs. In a NESTEDIPSET, set Ids. */
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
/** The agent only removes the sets left by other engines. */
export type ModifyNetworkRequest = z.input<typeof modifyNetworkSchema>;
