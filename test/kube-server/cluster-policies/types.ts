/** The types of policy.networking.k8s.io, as in the experimental channel of its CRDs v0.3.0, in the notation of notation.ts. */
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import type { Field, ObjectType, Scalar, Type } from '../../../src/simulator/kube/schema/type.ts';
import { parseFields } from '../monitoring/notation.ts';

const TYPES: Readonly<Record<string, string>> = {
  ClusterNetworkPolicy: 'apiVersion kind metadata:ObjectMeta spec:TierSpec status:any',
  TierSpec: 'tier priority:int subject:TierSubject ingress:TierIngressRule[] egress:TierEgressRule[]',
  TierSubject: 'namespaces:LabelSelector pods:TierPods',
  TierPods: 'namespaceSelector:LabelSelector podSelector:LabelSelector',
  TierIngressRule: 'name action from:TierSubject[] protocols:TierProtocol[]',
  TierEgressRule: 'name action to:TierEgressPeer[] protocols:TierProtocol[]',
  TierEgressPeer: 'namespaces:LabelSelector pods:TierPods networks[=] nodes:LabelSelector domainNames[=]',
  TierProtocol: 'tcp:TierTransport udp:TierTransport sctp:TierTransport destinationNamedPort',
  TierTransport: 'destinationPort:TierPort',
  TierPort: 'number:int range:TierRange',
  TierRange: 'start:int end:int',
};

const client = clientTypes();
const types = new Map(Object.entries(TYPES).map(([name, text]) => [name, objectType(name, text)]));

function objectType(name: string, text: string): ObjectType {
  let fields: ReadonlyMap<string, Field> | undefined;
  return {
    name,
    get fields() {
      fields ??= parseFields(text, type);
      return fields;
    },
  };
}

function type(name: string): Type {
  if (/^[a-z]/.test(name)) return name as Scalar;
  return types.get(name) ?? client(`V1${name}`);
}

export const CLUSTER_NETWORK_POLICY = types.get('ClusterNetworkPolicy')!;
