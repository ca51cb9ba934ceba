/**
 * Facts about fields that are missing from the attribute maps of client-node: the merge keys of lists (x-kubernetes-patch-merge-key and
 * x-kubernetes-list-map-keys in the API's OpenAPI document, in the notation of `parseList`), and the fields that are quantities.
 */

/** By type and field. */
export type Details = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CONTAINER = {
  env: '[name]',
  ports: '[containerPort,protocol=TCP]',
  volumeDevices: '[devicePath]',
  volumeMounts: '[mountPath]',
};
const QUANTITIES = { limits: 'quantities', requests: 'quantities' };

export const DETAILS: Details = {
  ObjectMeta: { finalizers: '[=]', ownerReferences: '[uid]' },
  NamespaceStatus: { conditions: '[type]' },
  NodeSpec: { podCIDRs: '[=]' },
  NodeStatus: { addresses: '[type]', allocatable: 'quantities', capacity: 'quantities', conditions: '[type]' },
  Container: CONTAINER,
  EphemeralContainer: CONTAINER,
  PodSpec: {
    containers: '[name]',
    ephemeralContainers: '[name]',
    hostAliases: '[ip]',
    imagePullSecrets: '[name]',
    initContainers: '[name]',
    overhead: 'quantities',
    resourceClaims: '[name]',
    schedulingGates: '[name]',
    topologySpreadConstraints: '[topologyKey,whenUnsatisfiable]',
    volumes: '[name]',
  },
  PodStatus: { conditions: '[type]', podIPs: '[ip]', resourceClaimStatuses: '[name]' },
  ContainerStatus: { allocatedResources: 'quantities' },
  ResourceRequirements: { ...QUANTITIES, claims: '[name]' },
  VolumeResourceRequirements: QUANTITIES,
  ResourceFieldSelector: { divisor: 'quantity' },
  EmptyDirVolumeSource: { sizeLimit: 'quantity' },
};
