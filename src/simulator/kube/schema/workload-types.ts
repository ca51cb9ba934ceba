/** What runs pods, configures them and leads to them. The notation is that of types.ts. */

export const WORKLOAD_TYPES: Readonly<Record<string, string>> = {
  ConfigMap: 'apiVersion binaryData:map data:map immutable:bool kind metadata:ObjectMeta',

  PodTemplateSpec: 'metadata:ObjectMeta spec:PodSpec',
  DaemonSet: 'apiVersion kind metadata:ObjectMeta spec:DaemonSetSpec status:DaemonSetStatus',
  DaemonSetSpec: `minReadySeconds:int revisionHistoryLimit:int selector:LabelSelector template:PodTemplateSpec
    updateStrategy:DaemonSetUpdateStrategy`,
  DaemonSetUpdateStrategy: 'rollingUpdate:RollingUpdateDaemonSet type',
  RollingUpdateDaemonSet: 'maxSurge:port maxUnavailable:port',
  DaemonSetStatus: `collisionCount:int conditions:any[type] currentNumberScheduled:int desiredNumberScheduled:int numberAvailable:int
    numberMisscheduled:int numberReady:int numberUnavailable:int observedGeneration:int updatedNumberScheduled:int`,

  Job: 'apiVersion kind metadata:ObjectMeta spec:JobSpec status:JobStatus',
  JobSpec: `activeDeadlineSeconds:int backoffLimit:int backoffLimitPerIndex:int completionMode completions:int managedBy manualSelector:bool
    maxFailedIndexes:int parallelism:int podFailurePolicy:PodFailurePolicy podReplacementPolicy selector:LabelSelector successPolicy:SuccessPolicy
    suspend:bool template:PodTemplateSpec ttlSecondsAfterFinished:int`,
  PodFailurePolicy: 'rules:PodFailurePolicyRule[]',
  PodFailurePolicyRule: 'action onExitCodes:PodFailurePolicyOnExitCodes onPodConditions:PodFailurePolicyOnPodCondition[]',
  PodFailurePolicyOnExitCodes: 'containerName operator values:int[]',
  PodFailurePolicyOnPodCondition: 'status type',
  SuccessPolicy: 'rules:SuccessPolicyRule[]',
  SuccessPolicyRule: 'succeededCount:int succeededIndexes',
  JobStatus: `active:int completedIndexes completionTime:time conditions:any[type] failed:int failedIndexes ready:int startTime:time succeeded:int
    terminating:int uncountedTerminatedPods:any`,

  Service: 'apiVersion kind metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus',
  ServiceSpec: `allocateLoadBalancerNodePorts:bool clusterIP clusterIPs[] externalIPs[] externalName externalTrafficPolicy healthCheckNodePort:int
    internalTrafficPolicy ipFamilies[] ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges[]
    ports:ServicePort[port,protocol=TCP] publishNotReadyAddresses:bool selector:map sessionAffinity sessionAffinityConfig:SessionAffinityConfig
    trafficDistribution type`,
  ServicePort: 'appProtocol name nodePort:int port:int protocol targetPort:port',
  SessionAffinityConfig: 'clientIP:ClientIPConfig',
  ClientIPConfig: 'timeoutSeconds:int',
  ServiceStatus: 'conditions:any[type] loadBalancer:any',
};
