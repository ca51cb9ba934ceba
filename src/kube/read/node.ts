import { z } from 'zod';
import type { Node } from '../../core/model.ts';
import { addAddress } from './addresses.ts';
import { inner, readFields, readList, text } from './fields.ts';
import { rawKey, readMetadata } from './metadata.ts';
import { at, issuesAt, rootOf } from './place.ts';
import type { Read } from './read.ts';

const nodeShape = z.object({ metadata: inner, status: inner });
const statusShape = z.object({ addresses: inner });
const addressShape = z.object({ type: text, address: inner });

/** Reads a node and its IP addresses. Host names and DNS names are ignored. */
export function readNode(object: unknown): Read<Node> {
  const node = `node ${JSON.stringify(rawKey(object, false) ?? '')}`;
  const root = { ...rootOf({}), effect: `${node} is ignored` };
  const fields = readFields(nodeShape, object, root);
  const metadata = fields && readMetadata(fields.metadata, at(root, 'metadata'));
  if (!metadata) return { issues: issuesAt(root) };
  const known = at(root, 'status', `${node} is used without it`);
  const status = readFields(statusShape, fields.status, known);
  const list = at(known, 'addresses');
  const addresses: string[] = [];
  for (const [index, item] of (readList(status?.addresses, list) ?? []).entries()) {
    const entry = readFields(addressShape, item, at(list, index));
    if (entry?.type === 'InternalIP' || entry?.type === 'ExternalIP') addAddress(addresses, entry.address, at(at(list, index), 'address'));
  }
  return { value: { name: metadata.name, ...operatingSystem(metadata.labels), addresses }, issues: issuesAt(root) };
}

const OS = 'kubernetes.io/os';

function operatingSystem(labels: unknown): Pick<Node, 'os'> {
  const os = typeof labels === 'object' && labels !== null ? (labels as Record<string, unknown>)[OS] : undefined;
  return typeof os === 'string' && os !== '' ? { os } : {};
}
