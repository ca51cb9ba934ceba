import { z } from 'zod';
import type { Pod } from '../../core/model.ts';
import { addAddress } from './addresses.ts';
import { flag, inner, readFields, readList, text } from './fields.ts';
import { readStringMap } from './labels.ts';
import { rawKey, readMetadata } from './metadata.ts';
import { readNamedPorts } from './named-ports.ts';
import { at, issuesAt, type Place, rootOf } from './place.ts';
import type { Read } from './read.ts';
import type { Sharing } from './sharing.ts';

const podShape = z.object({ metadata: inner, spec: inner, status: inner });
const specShape = z.object({ nodeName: text, hostNetwork: flag, containers: inner, initContainers: inner });
const statusShape = z.object({ phase: text, podIP: text, podIPs: inner });
const podIpShape = z.object({ ip: inner });

const NO_ADDRESSES: readonly string[] = Object.freeze([]);
const USELESS = 'the pod is ignored';

/**
 * Reads the parts of a pod that policies need, and keeps no reference to the raw object. Invalid addresses and ports are left out. A pod with
 * unreadable labels, node or network has no value, because any assumption about it could allow traffic.
 */
export function readPod(object: unknown, sharing?: Sharing): Read<Pod> {
  const pod = rawKey(object, true);
  const root = rootOf(pod === undefined ? {} : { pod });
  const useless = { ...root, effect: USELESS };
  const fields = readFields(podShape, object, useless);
  const metadata = fields && readMetadata(fields.metadata, at(useless, 'metadata'));
  const labels = metadata && readStringMap(metadata.labels, at(useless, 'metadata.labels'));
  const spec = fields && readFields(specShape, fields.spec, at(useless, 'spec'));
  const status = fields && readFields(statusShape, fields.status, at(useless, 'status'));
  if (!metadata || !labels || !spec || !status) return { issues: issuesAt(root) };
  const ports = readNamedPorts(spec.containers, spec.initContainers, at(root, 'spec'));
  const value: Pod = {
    namespace: sharing?.text(metadata.namespace) ?? metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    labels: sharing?.labels(labels) ?? labels,
    hostNetwork: spec.hostNetwork ?? false,
    finished: status.phase === 'Succeeded' || status.phase === 'Failed',
    terminating: metadata.terminating,
    addresses: readAddresses(status.podIPs, status.podIP, at(root, 'status')),
    ports: sharing?.ports(ports) ?? ports,
    ...staticPodHash(metadata.annotations),
  };
  if (!spec.nodeName) return { value, issues: issuesAt(root) };
  return { value: { ...value, node: sharing?.text(spec.nodeName) ?? spec.nodeName }, issues: issuesAt(root) };
}

const STATIC_POD_HASH = 'kubernetes.io/config.hash';

function staticPodHash(annotations: unknown): Pick<Pod, 'staticPodHash'> {
  const hash =
    typeof annotations === 'object' && annotations !== null ? (annotations as Record<string, unknown>)[STATIC_POD_HASH] : undefined;
  return typeof hash === 'string' && hash !== '' ? { staticPodHash: hash } : {};
}

/** Reads `podIPs`. Old kubelets and hand-written manifests set only `podIP`. */
function readAddresses(podIPs: unknown, podIP: string | null | undefined, place: Place): readonly string[] {
  const addresses: string[] = [];
  const list = readList(podIPs, at(place, 'podIPs')) ?? [];
  for (const [index, item] of list.entries()) {
    const entry = at(at(place, 'podIPs'), index);
    const ip = readFields(podIpShape, item, entry)?.ip;
    if (ip !== undefined && ip !== null && ip !== '') addAddress(addresses, ip, at(entry, 'ip'));
  }
  if (list.length === 0 && podIP) addAddress(addresses, podIP, at(place, 'podIP'));
  return addresses.length > 0 ? addresses : NO_ADDRESSES;
}
