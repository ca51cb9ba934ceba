/**
 * The fields of the API's types as far as the server checks, prunes, merges and publishes them, in a short notation (read by schema.ts): `field` is a
 * string, `field:type` another scalar or a type of this table, `[]` an atomic list, `[=]` a set that patches merge, `[a,b]` a list that patches merge by
 * the key `a` and server-side apply by `a` and `b` (`b=x`: x where it is missing).
 */
import { ACCESS_TYPES } from './access-types.ts';
import { ADMISSION_TYPES } from './admission-types.ts';
import { MONITORING_TYPES } from './monitoring-types.ts';
import { POD_TYPES } from './pod-types.ts';
import { WORKLOAD_TYPES } from './workload-types.ts';

export const TYPES: Readonly<Record<string, string>> = {
  ObjectMeta: `annotations:map creationTimestamp:time deletionGracePeriodSeconds:int deletionTimestamp:time finalizers[=] generateName generation:int
    labels:map managedFields:any[] name namespace ownerReferences:OwnerReference[uid] resourceVersion selfLink uid`,
  OwnerReference: 'apiVersion blockOwnerDeletion:bool controller:bool kind name uid',
  ObjectReference: 'apiVersion fieldPath kind name namespace resourceVersion uid',
  LocalObjectReference: 'name',
  LabelSelector: 'matchExpressions:LabelSelectorRequirement[] matchLabels:map',
  LabelSelectorRequirement: 'key operator values[]',

  Namespace: 'apiVersion kind metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus',
  NamespaceSpec: 'finalizers[]',
  NamespaceStatus: 'conditions:any[type] phase',
  ServiceAccount: `apiVersion automountServiceAccountToken:bool imagePullSecrets:LocalObjectReference[] kind metadata:ObjectMeta
    secrets:ObjectReference[name]`,

  NetworkPolicy: 'apiVersion kind metadata:ObjectMeta spec:NetworkPolicySpec',
  NetworkPolicySpec: 'egress:NetworkPolicyEgressRule[] ingress:NetworkPolicyIngressRule[] podSelector:LabelSelector policyTypes[]',
  NetworkPolicyIngressRule: 'from:NetworkPolicyPeer[] ports:NetworkPolicyPort[]',
  NetworkPolicyEgressRule: 'ports:NetworkPolicyPort[] to:NetworkPolicyPeer[]',
  NetworkPolicyPeer: 'ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector',
  NetworkPolicyPort: 'endPort:int port:port protocol',
  IPBlock: 'cidr except[]',

  Event: `action apiVersion count:int eventTime:microtime firstTimestamp:time involvedObject:ObjectReference kind lastTimestamp:time message
    metadata:ObjectMeta reason related:ObjectReference reportingComponent reportingInstance series:EventSeries source:EventSource type`,
  EventsV1Event: `action apiVersion deprecatedCount:int deprecatedFirstTimestamp:time deprecatedLastTimestamp:time deprecatedSource:EventSource
    eventTime:microtime kind metadata:ObjectMeta note reason regarding:ObjectReference related:ObjectReference reportingController
    reportingInstance series:EventSeries type`,
  EventSeries: 'count:int lastObservedTime:microtime',
  EventSource: 'component host',

  Node: 'apiVersion kind metadata:ObjectMeta spec:NodeSpec status:NodeStatus',
  NodeSpec: 'configSource:any externalID podCIDR podCIDRs[=] providerID taints:Taint[] unschedulable:bool',
  Taint: 'effect key timeAdded:time value',
  NodeStatus: `addresses:NodeAddress[type] allocatable:quantities capacity:quantities conditions:NodeCondition[type] config:any daemonEndpoints:any
    features:any images:any[] nodeInfo:NodeSystemInfo phase runtimeHandlers:any[] volumesAttached:any[] volumesInUse[]`,
  NodeAddress: 'address type',
  NodeCondition: 'lastHeartbeatTime:time lastTransitionTime:time message reason status type',
  NodeSystemInfo: `architecture bootID containerRuntimeVersion kernelVersion kubeProxyVersion kubeletVersion machineID operatingSystem osImage swap:any
    systemUUID`,

  ...POD_TYPES,
  ...WORKLOAD_TYPES,
  ...ACCESS_TYPES,
  ...ADMISSION_TYPES,
  ...MONITORING_TYPES,
};
