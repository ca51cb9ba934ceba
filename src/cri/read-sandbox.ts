/** CRI answers to sandboxes. An answer may hold anything: an entry that cannot be read is left out and counted. */
import { z } from 'zod';
import { formatAddress, parseAddress } from '../core/address.ts';
import { CriError } from './cri-error.ts';
import type { RuntimeVersion } from './runtime-version.ts';
import type { ListedSandbox, SandboxNetwork } from './sandbox.ts';

/** Nodes run at most a few hundred pods. The kubelet keeps one stopped sandbox for each. */
const MAX_SANDBOXES = 4096;
const MAX_ADDRESSES = 16;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const KUBELET_LABELS: ReadonlySet<string> = new Set(['io.kubernetes.pod.name', 'io.kubernetes.pod.namespace', 'io.kubernetes.pod.uid']);
/** Sources of static pods: the kubelet's constants `FileSource` and `HTTPSource`. */
const STATIC_SOURCES: ReadonlySet<string | undefined> = new Set(['file', 'http']);

const identity = z.string().min(1).max(253);
const strings = z.record(z.string(), z.string());

const versionShape = z.object({ runtimeName: z.string().max(100), runtimeVersion: z.string().max(100) });

export function readVersion(raw: unknown): RuntimeVersion {
  const { runtimeName: name, runtimeVersion: version } = parse(versionShape, raw, 'Version');
  return { name, version };
}

const sandboxShape = z.object({
  id: identity,
  metadata: z.object({ name: identity, namespace: identity, uid: identity, attempt: z.number() }),
  state: z.enum(['SANDBOX_READY', 'SANDBOX_NOTREADY']),
  createdAt: z.string().regex(/^\d{1,20}$/),
  labels: strings,
  annotations: strings,
});

export interface Listing {
  /** One for each id. */
  readonly sandboxes: readonly ListedSandbox[];
  /** Entries that were left out. */
  readonly unreadable: number;
}

/** @throws CriError `garbage` for an answer that is no list, or has more sandboxes than a node can run. */
export function readListing(raw: unknown): Listing {
  const { items } = parse(z.object({ items: z.array(z.unknown()) }), raw, 'ListPodSandbox');
  if (items.length > MAX_SANDBOXES) throw new CriError('garbage', `ListPodSandbox returned ${items.length} sandboxes`);
  const sandboxes = new Map<string, ListedSandbox>();
  for (const item of items) {
    const { data } = sandboxShape.safeParse(item);
    if (data) sandboxes.set(data.id, listedSandbox(data));
  }
  return { sandboxes: [...sandboxes.values()], unreadable: items.length - sandboxes.size };
}

function listedSandbox({ id, metadata, state, createdAt, labels, annotations }: z.infer<typeof sandboxShape>): ListedSandbox {
  const hash = annotations['kubernetes.io/config.hash'];
  const isStatic = STATIC_SOURCES.has(annotations['kubernetes.io/config.source']);
  return {
    ...metadata,
    id,
    ready: state === 'SANDBOX_READY',
    createdAt: Math.floor(Number(createdAt) / 1e6),
    labels: Object.fromEntries(Object.entries(labels).filter(([key]) => !KUBELET_LABELS.has(key))),
    ...(isStatic && hash && { staticPodHash: hash }),
  };
}

const statusShape = z.object({
  status: z.object({
    network: z.object({ ip: z.string(), additionalIps: z.array(z.object({ ip: z.string() })) }).nullish(),
    linux: z.object({ namespaces: z.object({ options: z.object({ network: z.string() }).nullish() }).nullish() }).nullish(),
  }),
  info: strings,
});

const optional = <T extends z.ZodType>(shape: T) => shape.optional().catch(undefined);
/** containerd's `SandboxInfo`. `sandboxMetadata` is there from 2.0 on. On Windows `NetNSPath` is the id of the namespace. */
const infoShape = z.object({
  netNamespaceClosed: optional(z.boolean()),
  config: optional(
    z.object({ windows: optional(z.object({ security_context: optional(z.object({ host_process: optional(z.boolean()) })) })) }),
  ),
  runtimeSpec: optional(
    z.object({
      windows: optional(z.object({ network: optional(z.object({ networkNamespace: optional(z.string()) })) })),
      linux: optional(z.object({ namespaces: optional(z.array(z.object({ type: z.string(), path: optional(z.string()) }))) })),
    }),
  ),
  sandboxMetadata: optional(z.object({ NetNSPath: optional(z.string()) })),
});

/** @param raw The answer to `PodSandboxStatus` with `verbose`. @throws CriError `garbage` for any other message. */
export function readNetwork(raw: unknown): SandboxNetwork {
  const { status, info: texts } = parse(statusShape, raw, 'PodSandboxStatus');
  const info = infoShape.safeParse(json(texts.info)).data;
  if (info?.config?.windows?.security_context?.host_process === true) return { kind: 'host' };
  if (status.linux?.namespaces?.options?.network === 'NODE') return { kind: 'host' };
  if (info?.netNamespaceClosed === true) return { kind: 'closed' };
  const { network } = status;
  const texts4and6 = network ? [network.ip, ...network.additionalIps.map(({ ip }) => ip)] : [];
  const addresses = texts4and6.slice(0, MAX_ADDRESSES).flatMap(text => {
    const address = parseAddress(text);
    return address ? [formatAddress(address)] : [];
  });
  const networkNamespace = info && networkNamespaceOf(info);
  if (addresses.length === 0 && networkNamespace === undefined) return { kind: 'unknown' };
  return { kind: 'pod', addresses: [...new Set(addresses)], ...(networkNamespace !== undefined && { networkNamespace }) };
}

function networkNamespaceOf({ runtimeSpec, sandboxMetadata }: z.infer<typeof infoShape>): string | undefined {
  const text =
    runtimeSpec?.windows?.network?.networkNamespace ||
    sandboxMetadata?.NetNSPath ||
    runtimeSpec?.linux?.namespaces?.find(({ type }) => type === 'network')?.path;
  return text && GUID.test(text) ? text.toLowerCase() : text || undefined;
}

const eventShape = z.object({ containerId: z.string(), podSandboxStatus: z.object({ id: z.string() }).nullish() });

/** Returns false only for an event about a container other than the sandbox itself, which cannot change the set of sandboxes. */
export function concernsSandbox(raw: unknown): boolean {
  const { data } = eventShape.safeParse(raw);
  return !data?.podSandboxStatus || data.podSandboxStatus.id === data.containerId;
}

function parse<T extends z.ZodType>(shape: T, raw: unknown, call: string): z.infer<T> {
  const { data, error } = shape.safeParse(raw);
  if (error) throw new CriError('garbage', `unreadable answer to ${call}: ${error.issues[0]!.path.join('.')}: ${error.issues[0]!.message}`);
  return data;
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
