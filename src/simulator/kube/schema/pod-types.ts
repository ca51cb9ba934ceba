/** Pods, and all that a pod template may hold. The notation is that of types.ts. */

const CONTAINER = `args[] command[] env:EnvVar[name] envFrom:EnvFromSource[] image imagePullPolicy lifecycle:Lifecycle livenessProbe:Probe name
  ports:ContainerPort[containerPort,protocol=TCP] readinessProbe:Probe resizePolicy:ContainerResizePolicy[] resources:ResourceRequirements restartPolicy
  securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool terminationMessagePath terminationMessagePolicy tty:bool
  volumeDevices:VolumeDevice[devicePath] volumeMounts:VolumeMount[mountPath] workingDir`;

export const POD_TYPES: Readonly<Record<string, string>> = {
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
  VolumeProjection: `clusterTrustBundle:any configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection secret:SecretProjection
    serviceAccountToken:ServiceAccountTokenProjection`,
  ConfigMapProjection: 'items:KeyToPath[] name optional:bool',
  DownwardAPIProjection: 'items:DownwardAPIVolumeFile[]',
  SecretProjection: 'items:KeyToPath[] name optional:bool',
  ServiceAccountTokenProjection: 'audience expirationSeconds:int path',
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
