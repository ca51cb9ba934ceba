/** The built-in kinds. Events have two API groups, so they have two entries with one `store`. An extension adds other kinds. */

import { eventDefaults } from './defaults/event.ts';
import { namespaceDefaults } from './defaults/namespace.ts';
import { networkPolicyDefaults } from './defaults/network-policy.ts';
import { podDefaults, qosClass } from './defaults/pod.ts';
import { EMPTY_NAMESPACE, EMPTY_NETWORK_POLICY, EMPTY_POD } from './empty.ts';
import { type EventObject, fromEventsV1, toEventsV1 } from './event.ts';
import type { KubeObject } from './object.ts';
import { matchPodAddresses } from './pod-addresses.ts';
import { type Resource, resource } from './resource.ts';
import { clientTypes } from './schema/client-types.ts';
import type { FieldTable } from './selectors.ts';
import { AGE, NAME } from './table/column.ts';
import { eventColumns } from './table/event.ts';
import { nodeColumns } from './table/node.ts';
import { podColumns } from './table/pod.ts';
import { selectorText } from './table/selector-text.ts';
import { validateCoreEvent, validateEvent } from './validation/event.ts';
import { dnsLabel } from './validation/names.ts';
import { networkPolicyWarnings, validateNetworkPolicy } from './validation/network-policy.ts';
import { podWarnings, validatePod } from './validation/pod.ts';

const type = clientTypes();

export const NAMESPACES: Resource = {
  ...resource(type('V1Namespace'), 'namespaces', 'ns'),
  namespaced: false,
  status: true,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  fields: { 'status.phase': namespace => namespace.status?.phase },
  columns: [NAME, { name: 'Status', type: 'string', cell: namespace => namespace.status?.phase ?? '' }, AGE],
  defaults: namespaceDefaults,
  assign: namespace => {
    namespace.status = { phase: 'Active' };
  },
  validateName: dnsLabel,
  empty: EMPTY_NAMESPACE,
};

const NODES: Resource = {
  ...resource(type('V1Node'), 'nodes', 'no'),
  namespaced: false,
  status: true,
  fields: { 'spec.unschedulable': node => String(node.spec?.unschedulable ?? false) },
  columns: nodeColumns,
};

export const PODS: Resource = {
  ...resource(type('V1Pod'), 'pods', 'po'),
  status: true,
  generation: true,
  categories: ['all'],
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
  columns: podColumns,
  defaults: podDefaults,
  assign: pod => {
    pod.status = { phase: 'Pending', qosClass: qosClass(pod) };
  },
  keep: (pod, { status }) => {
    if (pod.status && status?.qosClass) pod.status = { ...pod.status, qosClass: pod.status.qosClass ?? status.qosClass };
  },
  returnsDeleted: true,
  decode: matchPodAddresses,
  validate: validatePod,
  warnings: podWarnings,
  empty: EMPTY_POD,
};

const EVENTS: Resource = {
  ...resource(type('CoreV1Event'), 'events', 'ev'),
  createOnUpdate: true,
  fields: eventFields('involvedObject', 'reportingComponent'),
  columns: eventColumns,
  defaults: eventDefaults,
  validate: validateCoreEvent,
  // The API does not check these names, for compatibility with old clients.
  validateName: () => [],
};

const EVENTS_V1: Resource = {
  ...EVENTS,
  group: 'events.k8s.io',
  // The server validates the events of both groups as one internal kind.
  errorGroup: '',
  type: type('EventsV1Event'),
  fields: eventFields('regarding', 'reportingController'),
  encode: stored => toEventsV1(stored as EventObject),
  decode: fromEventsV1,
  validate: validateEvent,
};

export const NETWORK_POLICIES: Resource = {
  ...resource(type('V1NetworkPolicy'), 'networkpolicies', 'netpol'),
  group: 'networking.k8s.io',
  generation: true,
  columns: [NAME, { name: 'Pod-Selector', type: 'string', cell: policy => selectorText(policy.spec?.podSelector) }, AGE],
  defaults: networkPolicyDefaults,
  validate: validateNetworkPolicy,
  warnings: networkPolicyWarnings,
  empty: EMPTY_NETWORK_POLICY,
};

export const KINDS: readonly Resource[] = [NAMESPACES, NODES, PODS, EVENTS, EVENTS_V1, NETWORK_POLICIES];

function eventFields(reference: string, controller: string): FieldTable<KubeObject> {
  const involved = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'];
  return {
    ...Object.fromEntries(involved.map(field => [`${reference}.${field}`, (event: KubeObject) => event.involvedObject?.[field]])),
    reason: event => event.reason,
    type: event => event.type,
    [controller]: event => event.reportingComponent,
    source: event => event.source?.component || event.reportingComponent,
  };
}
