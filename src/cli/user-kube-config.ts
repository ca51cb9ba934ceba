import type { KubeConfig } from '@kubernetes/client-node';
import { CommandError } from './command-error.ts';

/**
 * The kubeconfig of the person at the terminal. src/cli/kube-config.ts loads that of the agent.
 * @param path Undefined: $KUBECONFIG, else ~/.kube/config.
 * @throws CommandError if it cannot be read.
 */
export async function userKubeConfig(path: string | undefined): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (path === undefined) config.loadFromDefault();
    else config.loadFromFile(path);
  } catch (error) {
    throw new CommandError([`${path ?? 'kubeconfig'}: cannot be loaded: ${(error as Error).message}`]);
  }
  return config;
}
