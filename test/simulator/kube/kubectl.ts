/** Runs the installed kubectl against an embedded API server, with its own kubeconfig, home and cache. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
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

  /** @param input for standard input. */
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

  /** Standard output of a command that must succeed. @param command its words, with one space between them. */
  async succeeds(command: string, input?: string): Promise<string> {
    const { code, out, err } = await this.run(command.split(' '), input);
    assert.equal(code, 0, `kubectl ${command}: ${err}`);
    return out;
  }

  /** Standard error of a command that must fail. @param command its words, with one space between them. */
  async fails(command: string, input?: string): Promise<string> {
    const { code, err } = await this.run(command.split(' '), input);
    assert.notEqual(code, 0, `kubectl ${command} succeeded`);
    return err;
  }

  remove(): Promise<void> {
    return rm(this.#home, { recursive: true, force: true });
  }
}

/** The cells of a table that kubectl printed. */
export function rows(table: string): string[][] {
  const lines = table.trim().split('\n');
  return lines.map(line => line.split(/\s{2,}/));
}
