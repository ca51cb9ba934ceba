/** Runs the machine's kubectl against an embedded API server, with a kubeconfig, a home and a cache of its own. */
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Whether there is a kubectl to test with. */
export function kubectlExists(): boolean {
  return spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status === 0;
}

export class Kubectl {
  readonly #home: string;

  static async create(kubeconfig: string): Promise<Kubectl> {
    const home = await mkdtemp(join(tmpdir(), 'kubectl-'));
    await writeFile(join(home, 'config'), kubeconfig, { mode: 0o600 });
    return new Kubectl(home);
  }

  private constructor(home: string) {
    this.#home = home;
  }

  /** @param input goes to its standard input. */
  run(args: readonly string[], input = ''): Promise<Ran> {
    const env = { ...process.env, HOME: this.#home, KUBECONFIG: join(this.#home, 'config') };
    return new Promise(resolve => {
      const child = execFile(
        'kubectl',
        ['--cache-dir', join(this.#home, 'cache'), ...args],
        { env, timeout: 20_000 },
        (error, out, err) => {
          resolve({ code: error ? (typeof error.code === 'number' ? error.code : -1) : 0, out, err });
        },
      );
      child.stdin?.end(input);
    });
  }

  remove(): Promise<void> {
    return rm(this.#home, { recursive: true, force: true });
  }
}
