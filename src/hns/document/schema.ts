/**
 * The HCN v2 documents that the agent reads (docs/reference/hns-api.md §2). Only the fields that the agent needs are checked, and all others
 * are kept unchanged. GUIDs are converted to lower case, so the agent can compare them as text. The documents that the agent sends are defined
 * in request.ts and acl-schema.ts.
 */
import { z } from 'zod';
import { plainNumber } from './json.ts';

export type { AclPolicy, AclSettings } from './acl-schema.ts';

const number = z.preprocess(plainNumber, z.number());

/** In lower case. HNS prints GUIDs in upper or lower case, even the same GUID (docs/reference/hns-api.md §8.1 A10), and accepts both. */
const guid = z
  .string()
  .min(1)
  .transform(id => id.toLowerCase());

/** A policy exactly as HNS returned it, without added, dropped or moved keys, because every Update sends foreign policies back. */
export interface EndpointPolicy {
  readonly Type: string;
  readonly Settings?: unknown;
  readonly [unknown: string]: unknown;
}

export const endpointPolicySchema = z.custom<EndpointPolicy>(
  value => typeof value === 'object' && value !== null && 'Type' in value && typeof value.Type === 'string',
  'a policy is an object with a Type',
);

export const endpointSchema = z.looseObject({
  ID: guid,
  Name: z.string().exactOptional(),
  HostComputeNetwork: guid,
  /** Number from docs/reference/hns-api.md §2.3. 2 Attached and 3 AttachedSharing are alive. Some builds do not return it. */
  State: number.exactOptional(),
  /** Bit field. 1 is RemoteEndpoint. */
  Flags: number.exactOptional(),
  IpConfigurations: z
    .array(z.looseObject({ IpAddress: z.string(), PrefixLength: number.exactOptional() }))
    .nullish()
    .transform(list => list ?? [])
    .exactOptional(),
  Policies: z
    .array(endpointPolicySchema)
    .nullish()
    .transform(list => list ?? [])
    .exactOptional(),
});
export type HnsEndpoint = z.infer<typeof endpointSchema>;

export const networkSchema = z.looseObject({
  ID: guid,
  Name: z.string(),
  /** Absent for NAT, whose number is 0. */
  Type: z.string().exactOptional(),
});
export type HnsNetwork = z.infer<typeof networkSchema>;

/** The answer to Enumerate calls: a list of GUIDs. */
export const idListSchema = z.array(guid);

export const versionSchema = z.looseObject({ Major: number, Minor: number });
/** Version of HNS itself (`GET /globals/version`), not of Windows or a schema. */
export interface HnsVersion {
  readonly Major: number;
  readonly Minor: number;
}

/** The record of a failed call (docs/reference/hns-api.md §2.9). ErrorCode is the HRESULT as an unsigned decimal. Old builds omit it. */
export const errorRecordSchema = z.looseObject({
  Success: z.boolean().exactOptional(),
  Error: z.string().default(''),
  ErrorCode: number.exactOptional(),
});

/** The v1 envelope of every HNSCall. The HRESULT is S_OK even if Success is false. */
export const hnsCallSchema = errorRecordSchema.extend({ Success: z.boolean(), Output: z.unknown().optional() });
