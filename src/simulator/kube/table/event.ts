/** The columns of `kubectl get events`, for objects in their stored form (core/v1). */

import type { KubeObject } from '../object.ts';
import { age } from './age.ts';
import { type Column, NAME } from './column.ts';

export const eventColumns: readonly Column[] = [
  { name: 'Last Seen', type: 'string', cell: event => age(event.series?.lastObservedTime ?? event.lastTimestamp ?? firstSeen(event)) },
  { name: 'Type', type: 'string', cell: event => event.type ?? '' },
  { name: 'Reason', type: 'string', cell: event => event.reason ?? '' },
  { name: 'Object', type: 'string', cell: object },
  { name: 'Subobject', type: 'string', wide: true, cell: event => event.involvedObject?.fieldPath ?? '' },
  { name: 'Source', type: 'string', wide: true, cell: source },
  { name: 'Message', type: 'string', cell: event => (event.message ?? '').trim() },
  { name: 'First Seen', type: 'string', wide: true, cell: event => age(firstSeen(event)) },
  { name: 'Count', type: 'string', wide: true, cell: event => String(event.series?.count ?? event.count ?? 1) },
  { ...NAME, wide: true },
];

function firstSeen(event: KubeObject): string | undefined {
  return event.firstTimestamp ?? event.eventTime;
}

function object({ involvedObject = {} }: KubeObject): string {
  const kind = String(involvedObject.kind ?? '').toLowerCase();
  return involvedObject.name ? `${kind}/${involvedObject.name}` : kind;
}

function source(event: KubeObject): string {
  const component = event.source?.component || event.reportingComponent || '';
  const host = event.source?.host || event.reportingInstance || '';
  return host ? `${component}, ${host}` : component;
}
