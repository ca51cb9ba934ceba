/** The ClusterNetworkPolicies of kubernetes-sigs/network-policy-api. */
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import { resource } from '../../../src/simulator/kube/resource.ts';
import { AGE, NAME } from '../../../src/simulator/kube/table/column.ts';
import { CLUSTER_NETWORK_POLICY } from './types.ts';
import { validateClusterPolicy } from './validation.ts';

/** @param versions That the server has. The versions are equal in all fields. */
export function clusterPolicies(...versions: readonly ('v1beta1' | 'v1alpha2')[]): Extension {
  const kinds = versions.map(version => ({
    ...resource(CLUSTER_NETWORK_POLICY, 'clusternetworkpolicies', 'cnp'),
    group: 'policy.networking.k8s.io',
    version,
    namespaced: false,
    custom: true,
    generation: true,
    status: true,
    columns: [NAME, AGE],
    validate: validateClusterPolicy,
  }));
  return { kinds };
}
