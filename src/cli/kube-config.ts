/** Which API server the agent talks to, and as whom. */
import { existsSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';

const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * The given kubeconfig; without one the pod's service account; outside a pod what kubectl would take.
 *
 * Not the client library's own search: it takes a kubeconfig of the machine, which a HostProcess container sees, before the service account,
 * and looks for the latter only where a bind mount would put it.
 * @param environment Of the process; `KUBERNETES_SERVICE_HOST` and `…_PORT` are read from the process itself, by the library.
 * @throws Error when the kubeconfig cannot be read.
 */
export function loadKubeConfig(path: string | undefined, environment: Readonly<Record<string, string | undefined>>): KubeConfig {
  const config = new KubeConfig();
  const root = environment.KUBERNETES_SERVICE_HOST ? rootOfMounts(environment.CONTAINER_SANDBOX_MOUNT_POINT) : undefined;
  if (path !== undefined) config.loadFromFile(path);
  else if (root !== undefined) config.loadFromCluster(root);
  else config.loadFromDefault();
  return config;
}

/**
 * What stands before a volume's mountPath. In a HostProcess container containerd 1.6, and 1.7 on Windows Server 2019, mount volumes below the
 * container's own folder alone; 1.7 also at the path itself (docs/reference/hns-api.md §6). That folder's name may end in a backslash.
 * @returns undefined where there is no service account token at either.
 */
function rootOfMounts(sandbox: string | undefined): string | undefined {
  const roots = sandbox ? [sandbox.replace(/[\\/]+$/, ''), ''] : [''];
  return roots.find(root => existsSync(root + TOKEN));
}
