/** The kinds that the server knows: one entry each. A kind with two API groups (events) has two entries with one `store`. */
import { type EventObject, fromEventsV1, toEventsV1 } from './event.ts';
import type { KubeObject } from './object.ts';
import type { FieldTable } from './selectors.ts';

export interface Resource {
  /** `''` for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly categories?: readonly string[];
  readonly namespaced: boolean;
  /** The collection of the store that holds its objects. */
  readonly store: string;
  /** Has the subresource `status`: writes to the main resource keep the status and the reverse. */
  readonly status: boolean;
  /** PUT creates what is not there, as for events and leases on a real server. */
  readonly createOnUpdate?: boolean;
  /** The API refuses to delete a whole collection of it. */
  readonly noDeleteCollection?: boolean;
  /** Name of its type in the schema table; without one its fields are neither checked nor pruned. */
  readonly type?: string;
  /** Selectable fields beside `metadata.name` and `metadata.namespace`. */
  readonly fields: FieldTable<KubeObject>;
  /** From the stored form to this API version's and back; absent: they are the same. */
  readonly encode?: (stored: KubeObject) => KubeObject;
  readonly decode?: (received: KubeObject) => KubeObject;
}

const CORE = { group: '', version: 'v1', status: false, fields: {} };

const INVOLVED = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];

function eventFields(reference: string, controller: string): FieldTable<KubeObject> {
  return {
    ...Object.fromEntries(INVOLVED.map(field => [`${reference}.${field}`, (event: KubeObject) => event.involvedObject?.[field]])),
    reason: event => event.reason,
    type: event => event.type,
    [controller]: event => event.reportingComponent,
    source: event => event.source?.component || event.reportingComponent,
  };
}

export const RESOURCES: readonly Resource[] = [
  {
    ...CORE,
    ...{ plural: 'namespaces', singular: 'namespace', kind: 'Namespace', shortNames: ['ns'], namespaced: false, store: 'namespaces' },
    status: true,
    noDeleteCollection: true,
    type: 'Namespace',
    fields: { 'status.phase': namespace => namespace.status?.phase },
  },
  {
    ...CORE,
    ...{ plural: 'nodes', singular: 'node', kind: 'Node', shortNames: ['no'], namespaced: false, store: 'nodes' },
    status: true,
    type: 'Node',
    fields: { 'spec.unschedulable': node => String(node.spec?.unschedulable ?? false) },
  },
  {
    ...CORE,
    ...{ plural: 'pods', singular: 'pod', kind: 'Pod', shortNames: ['po'], categories: ['all'], namespaced: true, store: 'pods' },
    status: true,
    type: 'Pod',
    fields: {
      'spec.nodeName': pod => pod.spec?.nodeName,
      'spec.restartPolicy': pod => pod.spec?.restartPolicy,
      'spec.schedulerName': pod => pod.spec?.schedulerName,
      'spec.serviceAccountName': pod => pod.spec?.serviceAccountName,
      'spec.hostNetwork': pod => String(pod.spec?.hostNetwork ?? false),
      'status.phase': pod => pod.status?.phase,
      'status.podIP': pod => pod.status?.podIP,
      'status.nominatedNodeName': pod => pod.status?.nominatedNodeName,
    },
  },
  {
    ...CORE,
    ...{ plural: 'serviceaccounts', singular: 'serviceaccount', kind: 'ServiceAccount', shortNames: ['sa'], namespaced: true },
    store: 'serviceaccounts',
    type: 'ServiceAccount',
  },
  {
    ...CORE,
    ...{ plural: 'events', singular: 'event', kind: 'Event', shortNames: ['ev'], namespaced: true, store: 'events' },
    createOnUpdate: true,
    type: 'Event',
    fields: eventFields('involvedObject', 'reportingComponent'),
  },
  {
    ...CORE,
    ...{ plural: 'events', singular: 'event', kind: 'Event', shortNames: ['ev'], namespaced: true, store: 'events' },
    group: 'events.k8s.io',
    createOnUpdate: true,
    type: 'EventsV1Event',
    fields: eventFields('regarding', 'reportingController'),
    encode: stored => toEventsV1(stored as EventObject),
    decode: fromEventsV1,
  },
  {
    ...CORE,
    ...{ plural: 'networkpolicies', singular: 'networkpolicy', kind: 'NetworkPolicy', shortNames: ['netpol'], namespaced: true },
    group: 'networking.k8s.io',
    store: 'networkpolicies',
    type: 'NetworkPolicy',
  },
];

export function findResource(group: string, version: string, plural: string): Resource | undefined {
  return RESOURCES.find(resource => resource.group === group && resource.version === version && resource.plural === plural);
}

/** By what an object says of itself. */
export function resourceOf(object: { readonly apiVersion: string; readonly kind: string }): Resource | undefined {
  return RESOURCES.find(resource => groupVersion(resource) === object.apiVersion && resource.kind === object.kind);
}

/** `v1`, `networking.k8s.io/v1`. */
export function groupVersion(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
}

export function encode(resource: Resource, stored: KubeObject): KubeObject {
  return resource.encode ? resource.encode(stored) : stored;
}
