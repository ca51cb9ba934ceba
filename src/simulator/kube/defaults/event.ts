/** Fields of an Event that Go writes even if they are empty. */
import type { KubeObject } from '../object.ts';
import { fill } from './fill.ts';

export function eventDefaults(event: KubeObject): void {
  if (event.message === '') delete event.message;
  fill(event, { source: {}, firstTimestamp: null, lastTimestamp: null });
}
