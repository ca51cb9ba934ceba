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
 * Handles two kinds of users that client-node handles badly. It caches a token file for a minute, although the file may have been rotated, and it
 * waits for a credential plugin without a timeout.
 */
export class Credentials {
  readonly #kubeConfig: KubeConfig;
  #plugin: ExecPlugin | undefined;

  constructor(kubeConfig: KubeConfig) {
    this.#kubeConfig = kubeConfig;
  }

  /** Sets certificates, agent and Authorization. @throws If a file cannot be read or a plugin fails. */
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

  /** The API server answered 401, so cached credentials are discarded. */
  forget(): void {
    this.#plugin?.forget();
  }

  /** Kills a running plugin. */
  close(): void {
    this.#plugin?.close();
  }
}

function authorize(options: RequestOptions, token: string): void {
  options.headers = { ...(options.headers as Record<string, string>), Authorization: `Bearer ${token}` };
}

/** The kubeconfig with a user for whom client-node does nothing. */
function withoutProvider({ clusters, contexts, currentContext }: KubeConfig, user: User): KubeConfig {
  const { exec: _exec, authProvider: _authProvider, ...rest } = user;
  const plain = new KubeConfig();
  plain.loadFromOptions({ clusters, users: [rest], contexts, currentContext });
  return plain;
}
