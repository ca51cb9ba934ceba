/** The API server and credentials of the agent. */
import { existsSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';

/** The context that the library invents, with a server on this machine, if it finds no kubeconfig. */
const INVENTED = 'loaded-context';
const TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * Loads the given kubeconfig, else the pod's service account, else the kubeconfig that kubectl would use.
 *
 * The client library's own search does not fit: it prefers a kubeconfig of the machine, which a HostProcess container can see, to the service
 * account. It also expects the service account only at the path of a bind mount.
 * @param environment Of the process. The library reads `KUBERNETES_SERVICE_HOST` and `…_PORT` from the process itself.
 * @throws Error, with one sentence, if there is no kubeconfig, if it cannot be read, or if it names no cluster.
 */
export function loadKubeConfig(path: string | undefined, environment: Readonly<Record<string, string | undefined>>): KubeConfig {
  const config = new KubeConfig();
  const root = environment.KUBERNETES_SERVICE_HOST ? rootOfMounts(environment.CONTAINER_SANDBOX_MOUNT_POINT) : undefined;
  if (path !== undefined) config.loadFromFile(path);
  else if (root !== undefined) config.loadFromCluster(root);
  else config.loadFromDefault();
  if (config.getCurrentContext() === INVENTED)
    throw new Error('no kubeconfig found: pass --kubeconfig, set KUBECONFIG, or run this in a pod with a service account');
  if (!config.getCurrentCluster()) throw new Error(`${path ?? 'the kubeconfig'}: no current context with a cluster`);
  return config;
}

/**
 * The prefix of a volume's mountPath. For a HostProcess container, containerd 1.6, and 1.7 on Windows Server 2019, mount volumes only below
 * the container's own folder. Elsewhere 1.7 also mounts them at the path itself (docs/reference/hns-api.md §6). The folder's name may end
 * in a backslash.
 * @returns undefined if no prefix leads to a service account token.
 */
function rootOfMounts(sandbox: string | undefined): string | undefined {
  const roots = sandbox ? [sandbox.replace(/[\\/]+$/, ''), ''] : [''];
  return roots.find(root => existsSync(root + TOKEN));
}
