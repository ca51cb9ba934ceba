/** The credentials of a kubeconfig's current user, for one request. */
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import { z } from 'zod';
import { ExecPlugin, execShape } from './exec-plugin.ts';

type User = NonNullable<ReturnType<KubeConfig['getCurrentUser']>>;

const providerShape = z.object({
  exec: execShape.nullish(),
  authProvider: z.object({ config: z.object({ tokenFile: z.string().optional(), exec: execShape.optional() }) }).nullish(),
});

/**
 * Two kinds of users are not left to client-node: it keeps a token file's content for a minute, in which the file may have been rotated, and
 * it waits without end for a credential plugin.
 */
export class Credentials {
  readonly #kubeConfig: KubeConfig;
  #plugin: ExecPlugin | undefined;

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
  }

  /** Sets certificates, agent and Authorization. @throws When a file cannot be read or a plugin fails. */
  async apply(options: RequestOptions): Promise<void> {
    const user = this.#kubeConfig.getCurrentUser();
    const { exec, authProvider } = providerShape.safeParse(user).data ?? {};
    const { tokenFile, exec: nested } = authProvider?.config ?? {};
    const command = exec ?? nested;
    if (!user || (tokenFile === undefined && !command)) return this.#kubeConfig.applyToHTTPSOptions(options);
    await withoutProvider(this.#kubeConfig, user).applyToHTTPSOptions(options);
    if (tokenFile !== undefined) authorize(options, (await readFile(tokenFile, 'utf8')).trim());
    if (command) {
      this.#plugin ??= new ExecPlugin(command);
      const { token, clientCertificateData: cert, clientKeyData: key } = await this.#plugin.credential();
      if (token !== undefined) authorize(options, token);
      Object.assign(options, cert !== undefined && { cert }, key !== undefined && { key });
    }
  }

  /** The API server answered 401: a credential that is kept is of no use any more. */
  forget(): void {
    this.#plugin?.forget();
  }

  /** Kills a plugin that runs. */
  close(): void {
    this.#plugin?.close();
  }
}

function authorize(options: RequestOptions, token: string): void {
  options.headers = { ...(options.headers as Record<string, string>), Authorization: `Bearer ${token}` };
}

/** The kubeconfig, with a user that client-node has no provider for. */
function withoutProvider({ clusters, contexts, currentContext }: KubeConfig, user: User): KubeConfig {
  const { exec: _exec, authProvider: _authProvider, ...rest } = user;
  const plain = new KubeConfig();
  plain.loadFromOptions({ clusters, users: [rest], contexts, currentContext });
  return plain;
}
