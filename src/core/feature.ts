/**
 * The parts of the NetworkPolicy API that a backend may lack. Each is recognised twice: in the core's model, and by CEL in the API object
 * for the admission policy. `backend.ts` defines which backend supports which feature.
 */
import { parseCidr } from './address.ts';
import type { IpBlockPeer, LabelRequirement, Port } from './model.ts';

/**
 * The kinds of entry that can use a feature: an entry of `ports`, the `ipBlock` of a peer, or a requirement of a label selector (of a peer
 * or of `spec.podSelector`).
 */
interface Entries {
  port: Port;
  ipBlock: IpBlockPeer;
  requirement: LabelRequirement;
}

type FeatureNamed<N extends string> = {
  [E in keyof Entries]: {
    /** Singular. The issue code is `unsupported-` plus this name. */
    readonly name: N;
    /** Markdown, for the documents. */
    readonly title: string;
    /** Start of the message, for instance "Named ports are". */
    readonly subject: string;
    /** How to write the policy without it. */
    readonly alternative: string;
    readonly entry: E;
    /** The field of the entry that the issue points to. */
    readonly field: string;
    readonly uses: (entry: Entries[E]) => boolean;
    /** The same test as `uses`, in CEL of Kubernetes 1.30. @param entry The CEL name of the entry, with defaults applied. */
    readonly cel: (entry: string) => string;
  };
}[keyof Entries];

/** The order in which the features of one entry are reported. */
export const FEATURES = [
  {
    name: 'sctp',
    title: 'SCTP',
    subject: 'SCTP is',
    alternative: 'use TCP or UDP',
    entry: 'port',
    field: 'protocol',
    uses: ({ protocol }) => protocol === 'SCTP',
    cel: port => `has(${port}.protocol) && ${port}.protocol == 'SCTP'`,
  },
  {
    name: 'named-port',
    title: 'named port',
    subject: 'Named ports are',
    alternative: 'write the port number',
    entry: 'port',
    field: 'port',
    uses: ({ port }) => typeof port === 'object' && 'name' in port,
    cel: port => `has(${port}.port) && type(${port}.port) == string`,
  },
  {
    name: 'negative-selector',
    title: '`NotIn`, `DoesNotExist`',
    subject: 'NotIn and DoesNotExist are',
    alternative: 'use In or Exists',
    entry: 'requirement',
    field: 'operator',
    uses: ({ operator }) => operator === 'NotIn' || operator === 'DoesNotExist',
    cel: requirement => `${requirement}.operator in ['NotIn', 'DoesNotExist']`,
  },
  {
    name: 'ipv6',
    title: 'IPv6 `ipBlock`',
    subject: 'IPv6 blocks are',
    alternative: 'use IPv4 blocks',
    entry: 'ipBlock',
    field: 'cidr',
    uses: ({ cidr }) => parseCidr(cidr)?.family === 6,
    // An IPv4 block may be written in IPv6 notation, for instance ::ffff:10.0.0.0/104.
    cel: block =>
      `${block}.cidr.contains(':') && !${block}.cidr.matches(` +
      `'^[0:]*:[fF]{4}:([0-9a-fA-F]{1,4}:[0-9a-fA-F]{1,4}|[0-9.]+)/(9[6-9]|1[0-2][0-9])$')`,
  },
  {
    name: 'except',
    title: '`ipBlock.except`',
    subject: 'ipBlock.except is',
    alternative: 'list the blocks around it',
    entry: 'ipBlock',
    field: 'except',
    uses: ({ except }) => except.length > 0,
    cel: block => `has(${block}.except) && size(${block}.except) > 0`,
  },
] as const satisfies readonly FeatureNamed<string>[];

export type FeatureName = (typeof FEATURES)[number]['name'];
export type Feature = FeatureNamed<FeatureName>;

/** Code of the issue that reports a rejected feature. */
export type UnsupportedCode = `unsupported-${FeatureName}`;

export function unsupportedCode({ name }: Feature): UnsupportedCode {
  return `unsupported-${name}`;
}
