/**
 * The fields of the API's types as far as the server checks, prunes, merges and publishes them, in a short notation (read by schema.ts): `field` is a
 * string, `field:type` another scalar or a type of this table, `[]` an atomic list, `[=]` a set that patches merge, `[a,b]` a list that patches merge by
 * the key `a` and server-side apply by `a` and `b` (`b=x`: x where it is missing).
 */

const CONTAINER = `args[] command[] env:EnvVar[name] envFrom:EnvFromSource[] image imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name
  ports:ContainerPort[containerPort,protocol=TCP] readinessProbe:Probe resizePolicy:ContainerResizePolicy[] resources:ResourceRequirements restartPolicy
  securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool terminationMessagePath terminationMessagePolicy tty:bool
  volumeDevices:VolumeDevice[devicePath] volumeMounts:VolumeMount[mountPath] workingDir`;

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

  Pod: 'apiVersion kind metadata:ObjectMeta spec:PodSpec status:PodStatus',
  PodSpec: `activeDeadlineSeconds:int affinity:Affinity automountServiceAccountToken:bool containers:Container[name] dnsConfig:PodDNSConfig dnsPolicy
    enableServiceLinks:bool ephemeralContainers:EphemeralContainer[name] hostAliases:HostAlias[ip] hostIPC:bool hostNetwork:bool hostPID:bool
    hostUsers:bool hostname imagePullSecrets:LocalObjectReference[name] initContainers:Container[name] nodeName nodeSelector:map os:PodOS
    overhead:quantities preemptionPolicy priority:int priorityClassName readinessGates:PodReadinessGate[] resourceClaims:PodResourceClaim[name]
    resources:ResourceRequirements restartPolicy runtimeClassName schedulerName schedulingGates:PodSchedulingGate[name]
    securityContext:PodSecurityContext serviceAccount serviceAccountName setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain
    terminationGracePeriodSeconds:int tolerations:Toleration[] topologySpreadConstraints:TopologySpreadConstraint[topologyKey,whenUnsatisfiable]
    volumes:Volume[name]`,
  Container: CONTAINER,
  EphemeralContainer: `${CONTAINER} targetContainerName`,
  ContainerPort: 'containerPort:int hostIP hostPort:int name protocol',
  ContainerResizePolicy: 'resourceName restartPolicy',
  EnvVar: 'name value valueFrom:EnvVarSource',
  EnvVarSource: `configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector resourceFieldRef:ResourceFieldSelector
    secretKeyRef:SecretKeySelector`,
  ConfigMapKeySelector: 'key name optional:bool',
  SecretKeySelector: 'key name optional:bool',
  ObjectFieldSelector: 'apiVersion fieldPath',
  ResourceFieldSelector: 'containerName divisor:quantity resource',
  EnvFromSource: 'configMapRef:ConfigMapEnvSource prefix secretRef:SecretEnvSource',
  ConfigMapEnvSource: 'name optional:bool',
  SecretEnvSource: 'name optional:bool',
  Lifecycle: 'postStart:LifecycleHandler preStop:LifecycleHandler stopSignal',
  LifecycleHandler: 'exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction',
  Probe: `exec:ExecAction failureThreshold:int grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:int periodSeconds:int successThreshold:int
    tcpSocket:TCPSocketAction terminationGracePeriodSeconds:int timeoutSeconds:int`,
  ExecAction: 'command[]',
  GRPCAction: 'port:int service',
  HTTPGetAction: 'host httpHeaders:HTTPHeader[] path port:port scheme',
  HTTPHeader: 'name value',
  SleepAction: 'seconds:int',
  TCPSocketAction: 'host port:port',
  ResourceRequirements: 'claims:ResourceClaim[name] limits:quantities requests:quantities',
  ResourceClaim: 'name request',
  SecurityContext: `allowPrivilegeEscalation:bool appArmorProfile:any capabilities:Capabilities privileged:bool procMount readOnlyRootFilesystem:bool
    runAsGroup:int runAsNonRoot:bool runAsUser:int seLinuxOptions:any seccompProfile:any windowsOptions:WindowsSecurityContextOptions`,
  Capabilities: 'add[] drop[]',
  WindowsSecurityContextOptions: 'gmsaCredentialSpec gmsaCredentialSpecName hostProcess:bool runAsUserName',
  PodSecurityContext: `appArmorProfile:any fsGroup:int fsGroupChangePolicy runAsGroup:int runAsNonRoot:bool runAsUser:int seLinuxChangePolicy
    seLinuxOptions:any seccompProfile:any supplementalGroups:int[] supplementalGroupsPolicy sysctls:Sysctl[]
    windowsOptions:WindowsSecurityContextOptions`,
  Sysctl: 'name value',
  VolumeDevice: 'devicePath name',
  VolumeMount: 'mountPath mountPropagation name readOnly:bool recursiveReadOnly subPath subPathExpr',
  Volume: `awsElasticBlockStore:any azureDisk:any azureFile:any cephfs:any cinder:any configMap:ConfigMapVolumeSource csi:any
    downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:any fc:any flexVolume:any flocker:any gcePersistentDisk:any gitRepo:any
    glusterfs:any hostPath:HostPathVolumeSource image:any iscsi:any name nfs:any persistentVolumeClaim:PersistentVolumeClaimVolumeSource
    photonPersistentDisk:any portworxVolume:any projected:ProjectedVolumeSource quobyte:any rbd:any scaleIO:any secret:SecretVolumeSource
    storageos:any vsphereVolume:any`,
  ConfigMapVolumeSource: 'defaultMode:int items:KeyToPath[] name optional:bool',
  SecretVolumeSource: 'defaultMode:int items:KeyToPath[] optional:bool secretName',
  KeyToPath: 'key mode:int path',
  DownwardAPIVolumeSource: 'defaultMode:int items:DownwardAPIVolumeFile[]',
  DownwardAPIVolumeFile: 'fieldRef:ObjectFieldSelector mode:int path resourceFieldRef:ResourceFieldSelector',
  EmptyDirVolumeSource: 'medium sizeLimit:quantity',
  HostPathVolumeSource: 'path type',
  PersistentVolumeClaimVolumeSource: 'claimName readOnly:bool',
  ProjectedVolumeSource: 'defaultMode:int sources:VolumeProjection[]',
  VolumeProjection: 'clusterTrustBundle:any configMap:any downwardAPI:any secret:any serviceAccountToken:any',
  Affinity: 'nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAffinity',
  NodeAffinity: `preferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm[]
    requiredDuringSchedulingIgnoredDuringExecution:NodeSelector`,
  PreferredSchedulingTerm: 'preference:NodeSelectorTerm weight:int',
  NodeSelector: 'nodeSelectorTerms:NodeSelectorTerm[]',
  NodeSelectorTerm: 'matchExpressions:LabelSelectorRequirement[] matchFields:LabelSelectorRequirement[]',
  PodAffinity: `preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm[]
    requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm[]`,
  WeightedPodAffinityTerm: 'podAffinityTerm:PodAffinityTerm weight:int',
  PodAffinityTerm: `labelSelector:LabelSelector matchLabelKeys[] mismatchLabelKeys[] namespaceSelector:LabelSelector namespaces[] topologyKey`,
  PodDNSConfig: 'nameservers[] options:PodDNSConfigOption[] searches[]',
  PodDNSConfigOption: 'name value',
  HostAlias: 'hostnames[] ip',
  PodOS: 'name',
  PodReadinessGate: 'conditionType',
  PodResourceClaim: 'name resourceClaimName resourceClaimTemplateName',
  PodSchedulingGate: 'name',
  Toleration: 'effect key operator tolerationSeconds:int value',
  TopologySpreadConstraint: `labelSelector:LabelSelector matchLabelKeys[] maxSkew:int minDomains:int nodeAffinityPolicy nodeTaintsPolicy topologyKey
    whenUnsatisfiable`,
  PodStatus: `conditions:PodCondition[type] containerStatuses:any[] ephemeralContainerStatuses:any[] hostIP hostIPs:PodIP[] initContainerStatuses:any[]
    message nominatedNodeName phase podIP podIPs:PodIP[ip] qosClass reason resize resourceClaimStatuses:any[name] startTime:time`,
  PodCondition: 'lastProbeTime:time lastTransitionTime:time message reason status type',
  PodIP: 'ip',
};
