/** A credential plugin of a kubeconfig (client.authentication.k8s.io): a command that prints an ExecCredential. */
import { execFile } from 'node:child_process';
import { z } from 'zod';

export const execShape = z.object({
  apiVersion: z.string().optional(),
  command: z.string(),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});

const credentialShape = z.object({
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
});

export type ExecCredential = z.infer<typeof credentialShape>['status'];

const TIMEOUT = 10_000;
const MAX_OUTPUT = 1024 * 1024;

/**
 * client-node runs the command without a timeout, so a plugin that hangs blocks every request. Concurrent requests share one run.
 */
export class ExecPlugin {
  readonly #exec: z.infer<typeof execShape>;
  readonly #closing = new AbortController();
  #running: Promise<ExecCredential> | undefined;
  #credential: ExecCredential | undefined;

  constructor(exec: z.infer<typeof execShape>) {
    this.#exec = exec;
  }

  /** Reuses the last credential until it expires. @throws If the command fails, takes longer than 10 s or prints other output. */
  credential(): Promise<ExecCredential> {
    if (this.#credential && !isExpired(this.#credential)) return Promise.resolve(this.#credential);
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** The API server rejected the credential. */
  forget(): void {
    this.#credential = undefined;
  }

  /** Kills the command if it is running. */
  close(): void {
    this.#closing.abort();
  }

  async #run(): Promise<ExecCredential> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), TIMEOUT);
    const signal = AbortSignal.any([timeout.signal, this.#closing.signal]);
    try {
      this.#credential = credentialShape.parse(JSON.parse(await output(this.#exec, signal))).status;
      return this.#credential;
    } catch (cause) {
      const reason = timeout.signal.aborted ? `did not answer for ${TIMEOUT / 1000} s` : `failed: ${firstLine(cause)}`;
      throw new Error(`the credential plugin ${this.#exec.command} ${reason}`, { cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

function output({ apiVersion, command, args, env }: z.infer<typeof execShape>, signal: AbortSignal): Promise<string> {
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false } };
  const added = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  const options = {
    env: { KUBERNETES_EXEC_INFO: JSON.stringify(info), ...process.env, ...added },
    maxBuffer: MAX_OUTPUT,
    killSignal: 'SIGKILL',
    windowsHide: true,
    signal,
  } as const;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  // The output may contain a secret, so errors show only stderr.
  execFile(command, args ?? [], options, (error, stdout, stderr) => {
    if (!error) resolve(stdout);
    else reject(new Error(stderr.trim() || (error.code === undefined ? error.message : `exit status ${error.code}`)));
  });
  return promise;
}

function isExpired({ expirationTimestamp }: ExecCredential): boolean {
  return expirationTimestamp !== undefined && !(Date.parse(expirationTimestamp) > Date.now());
}

function firstLine(error: unknown): string {
  if (error instanceof SyntaxError || error instanceof z.ZodError) return 'it printed no ExecCredential';
  return String(error instanceof Error ? error.message : error)
    .split('\n', 1)[0]!
    .slice(0, 200);
}
