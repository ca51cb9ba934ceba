/** The kinds that the server knows: one entry each. A kind with two API groups (events) has two entries with one `store`. */
import { type EventObject, fromEventsV1, toEventsV1 } from './event.ts';
import type { KubeObject } from './object.ts';
import type { Resource } from './resources.ts';
import type { FieldTable } from './selectors.ts';

const RBAC = { group: 'rbac.authorization.k8s.io' };
/** Answered, never stored. */
const REVIEW = { store: '', verbs: ['create'] };
const CLUSTER = { namespaced: false };
const STATUS = { status: true };
const GENERATION = { generation: true };
const ADMISSION = { group: 'admissionregistration.k8s.io', ...CLUSTER, ...GENERATION };
const MONITORING = { group: 'monitoring.coreos.com', custom: true, categories: ['prometheus-operator'], ...GENERATION };

export const KINDS: readonly Resource[] = [
  {
    ...{ ...kind('Namespace', 'namespaces', 'ns'), ...CLUSTER, ...STATUS },
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    fields: { 'status.phase': namespace => namespace.status?.phase },
  },
  {
    ...{ ...kind('Node', 'nodes', 'no'), ...CLUSTER, ...STATUS },
    fields: { 'spec.unschedulable': node => String(node.spec?.unschedulable ?? false) },
  },
  {
    ...{ ...kind('Pod', 'pods', 'po'), ...STATUS },
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
  },
  kind('ServiceAccount', 'serviceaccounts', 'sa'),
  { ...kind('TokenRequest', 'serviceaccounts/token'), ...REVIEW, objectVersion: 'authentication.k8s.io/v1' },
  { ...kind('Event', 'events', 'ev'), createOnUpdate: true, fields: eventFields('involvedObject', 'reportingComponent') },
  {
    ...{ ...kind('Event', 'events', 'ev'), group: 'events.k8s.io', createOnUpdate: true },
    type: 'EventsV1Event',
    fields: eventFields('regarding', 'reportingController'),
    encode: stored => toEventsV1(stored as EventObject),
    decode: fromEventsV1,
  },
  kind('ConfigMap', 'configmaps', 'cm'),
  {
    ...{ ...kind('Service', 'services', 'svc'), ...STATUS },
    categories: ['all'],
    fields: { 'spec.clusterIP': service => service.spec?.clusterIP, 'spec.type': service => service.spec?.type },
  },
  { ...kind('NetworkPolicy', 'networkpolicies', 'netpol'), group: 'networking.k8s.io', ...GENERATION },
  { ...kind('DaemonSet', 'daemonsets', 'ds'), group: 'apps', categories: ['all'], ...STATUS, ...GENERATION },
  {
    ...{ ...kind('Job', 'jobs'), group: 'batch', ...STATUS, ...GENERATION },
    categories: ['all'],
    fields: { 'status.successful': job => String(job.status?.succeeded ?? 0) },
  },
  { ...kind('Role', 'roles'), ...RBAC },
  { ...kind('RoleBinding', 'rolebindings'), ...RBAC },
  { ...kind('ClusterRole', 'clusterroles'), ...RBAC, ...CLUSTER },
  { ...kind('ClusterRoleBinding', 'clusterrolebindings'), ...RBAC, ...CLUSTER },
  { ...kind('ValidatingAdmissionPolicy', 'validatingadmissionpolicies'), ...ADMISSION, ...STATUS },
  { ...kind('ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'), ...ADMISSION },
  { ...kind('PodMonitor', 'podmonitors', 'pmon'), ...MONITORING },
  { ...kind('ServiceMonitor', 'servicemonitors', 'smon'), ...MONITORING },
  { ...kind('PrometheusRule', 'prometheusrules', 'promrule'), ...MONITORING },
  { ...kind('SelfSubjectReview', 'selfsubjectreviews'), group: 'authentication.k8s.io', ...CLUSTER, ...REVIEW },
  { ...kind('SelfSubjectAccessReview', 'selfsubjectaccessreviews'), group: 'authorization.k8s.io', ...CLUSTER, ...REVIEW },
  { ...kind('SelfSubjectRulesReview', 'selfsubjectrulesreviews'), group: 'authorization.k8s.io', ...CLUSTER, ...REVIEW },
];

/** A kind of the core group as most are: in namespaces, without a status of its own, its fields in the schema under its name. */
function kind(kind: string, plural: string, ...shortNames: string[]) {
  const singular = plural.includes('/') ? '' : kind.toLowerCase();
  return {
    group: '',
    version: 'v1',
    kind,
    plural,
    singular,
    shortNames,
    namespaced: true,
    store: plural,
    status: false,
    type: kind,
    fields: {},
  };
}

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
