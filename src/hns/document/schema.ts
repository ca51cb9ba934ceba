/**
 * The HCN v2 documents the agent reads (docs/reference/hns-api.md §2). What HNS returns is read tolerantly: only what the agent needs is checked, every
 * other field is kept as it came. GUIDs are normalised to lower case, so the rest of the agent compares them as text. What the agent writes is
 * in request.ts and acl-schema.ts.
 */
import { z } from 'zod';
import { plainNumber } from './json.ts';

export type { AclPolicy, AclSettings } from './acl-schema.ts';

const number = z.preprocess(plainNumber, z.number());

/** In lower case. HNS prints a GUID in upper or lower case, even the same one (docs/reference/hns-api.md §8.1 A10), and accepts both. */
const guid = z
  .string()
  .min(1)
  .transform(id => id.toLowerCase());

/** A policy as HNS returned it: the very value, no key added, dropped or moved, since those of others are sent back with every Update. */
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
  /** Of the container that the endpoint is attached to. Absent or empty: none. */
  HostComputeNamespace: z.string().toLowerCase().exactOptional(),
  /** Number of docs/reference/hns-api.md §2.3: 2 Attached and 3 AttachedSharing are alive. Not every build returns it. */
  State: number.exactOptional(),
  /** Bits; 1 is RemoteEndpoint. */
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
  /** Absent means NAT, whose number is 0. */
  Type: z.string().exactOptional(),
});
export type HnsNetwork = z.infer<typeof networkSchema>;

/** What Enumerate calls return: GUIDs only. */
export const idListSchema = z.array(guid);

export const versionSchema = z.looseObject({ Major: number, Minor: number });
/** Of HNS itself (`GET /globals/version`), not of Windows and not of a schema. */
export interface HnsVersion {
  readonly Major: number;
  readonly Minor: number;
}

/** The record of a failed call (docs/reference/hns-api.md §2.9). ErrorCode is the HRESULT as unsigned decimal; old builds leave it out. */
export const errorRecordSchema = z.looseObject({
  Success: z.boolean().exactOptional(),
  Error: z.string().default(''),
  ErrorCode: number.exactOptional(),
});

/** The v1 envelope of every HNSCall: the HRESULT is S_OK even where Success is false. */
export const hnsCallSchema = errorRecordSchema.extend({ Success: z.boolean(), Output: z.unknown().optional() });
