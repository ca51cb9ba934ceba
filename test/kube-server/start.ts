/** The embedded API server with all extensions that the project's manifests and the tests need. */
import type { Extension } from '../../src/simulator/kube/extension.ts';
import { KubeServer, type KubeServerOptions } from '../../src/simulator/kube/server.ts';
import { rbac } from './access/rbac.ts';
import { serviceAccounts } from './accounts/service-accounts.ts';
import { admission } from './admission/admission.ts';
import { clusterPolicies } from './cluster-policies/cluster-policies.ts';
import { jsonPatch } from './json-patch.ts';
import { prometheusOperator } from './monitoring/prometheus-operator.ts';
import { workloads } from './workloads/workloads.ts';

/** A cluster without CRDs. */
export const PLAIN: readonly Extension[] = [serviceAccounts, rbac, workloads, admission, jsonPatch];
export const EXTENSIONS: readonly Extension[] = [...PLAIN, prometheusOperator, clusterPolicies('v1beta1')];

export function startKubeServer(options: KubeServerOptions = {}): Promise<KubeServer> {
  return KubeServer.start({ extensions: EXTENSIONS, ...options });
}
