/** Events are stored as core/v1 and also served as events.k8s.io/v1, with other field names (k/k pkg/apis/events/v1 conversion). */
import type { KubeObject } from './object.ts';

export interface EventObject extends KubeObject {
  involvedObject: Record<string, string>;
}

/** core/v1 name → events.k8s.io/v1 name. */
const NAMES: Readonly<Record<string, string>> = {
  involvedObject: 'regarding',
  message: 'note',
  reportingComponent: 'reportingController',
  source: 'deprecatedSource',
  firstTimestamp: 'deprecatedFirstTimestamp',
  lastTimestamp: 'deprecatedLastTimestamp',
  count: 'deprecatedCount',
};
const CORE_NAMES = Object.fromEntries(Object.entries(NAMES).map(([core, events]) => [events, core]));

export function toEventsV1(stored: EventObject): KubeObject {
  return { ...rename(stored, NAMES), apiVersion: 'events.k8s.io/v1' };
}

export function fromEventsV1(received: KubeObject): KubeObject {
  return { ...rename(received, CORE_NAMES), apiVersion: 'v1' };
}

function rename(object: KubeObject, names: Readonly<Record<string, string>>): KubeObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value])) as KubeObject;
}
