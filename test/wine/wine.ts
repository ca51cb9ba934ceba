/** Windows programs under Wine, in a mount namespace of their own. Mounts and changes of drive C: end with it. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DRIVE_C, WINE_ENVIRONMENT, wineRoot } from './wine-root.ts';

/** A file or folder of this machine, and its place on drive C:, with `/` as separator. */
export type Placed = readonly [from: string, place: string];

export interface ProgramOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Current folder on drive C:, with `/` as separator. Default: `C:\`. */
  readonly folder?: string;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * The process that owns the namespace, with the root, the work folder and the placed files as arguments. Folders are mounted and files are copied. The root
 * stays as it is: changes are kept in memory. The end of its input ends all Windows programs.
 */
const OWNER = `
set -e
root=$1 work=$2
shift 2
mount -t tmpfs tmpfs "$work/changes"
mkdir "$work/changes/upper" "$work/changes/work"
mount -t overlay overlay -o "lowerdir=$root,upperdir=$work/changes/upper,workdir=$work/changes/work" "$work/root"
mount -t proc proc "$work/root/proc"
mount --rbind /dev "$work/root/dev"
while [ $# -gt 0 ]; do
  place="$work/root/${DRIVE_C}/$2"
  if [ -d "$1" ]; then mkdir -p "$place"; mount --bind "$1" "$place"; else cp "$1" "$place"; fi
  shift 2
done
echo mounted
read -r end || true
chroot "$work/root" env -i ${variables(WINE_ENVIRONMENT).join(' ')} wineserver --kill || true
`;

export class Wine {
  readonly #owner: ChildProcessWithoutNullStreams;
  readonly #work: string;
  readonly #env: Readonly<Record<string, string>>;
  #programs = 0;

  /** @param env Of every program. */
  static async start(placed: readonly Placed[], env: Readonly<Record<string, string>> = {}): Promise<Wine> {
    const root = await wineRoot();
    const work = mkdtempSync(join(tmpdir(), 'wine-'));
    for (const folder of ['root', 'changes', 'output']) mkdirSync(join(work, folder));
    const owner = spawn('unshare', ['--mount', 'sh', '-c', OWNER, 'wine', root, work, ...placed.flat()], { stdio: 'pipe' });
    let errors = '';
    owner.stderr.on('data', chunk => {
      errors += chunk;
    });
    const [first] = await Promise.race([once(owner.stdout, 'data'), once(owner, 'exit')]);
    if (String(first) !== 'mounted\n') throw new Error(`drive C: cannot be mounted\n${errors}`);
    return new Wine(owner, work, env);
  }

  private constructor(owner: ChildProcessWithoutNullStreams, work: string, env: Readonly<Record<string, string>>) {
    this.#owner = owner;
    this.#work = work;
    this.#env = env;
  }

  /** @param program Its path in Windows' spelling. */
  start(program: string, args: readonly string[], { env = {}, folder = '' }: ProgramOptions = {}): WindowsProgram {
    const inside = ['nsenter', `--target=${this.#owner.pid}`, '--mount', 'chroot', join(this.#work, 'root')];
    const environment = variables({ ...WINE_ENVIRONMENT, ...this.#env, ...env });
    const [command, ...rest] = [...inside, 'env', '-i', '-C', `/${DRIVE_C}/${folder}`, ...environment, 'wine', program, ...args];
    return new WindowsProgram(command!, rest, join(this.#work, 'output', `${this.#programs++}`));
  }

  /** Runs a program to its end. */
  async run(program: string, args: readonly string[], options?: ProgramOptions): Promise<Ended> {
    const running = this.start(program, args, options);
    const code = await running.ended;
    return { code, out: running.out, err: running.err };
  }

  /** Ends all programs. */
  async close(): Promise<void> {
    const ended = once(this.#owner, 'exit');
    this.#owner.stdin.end();
    await ended;
    rmSync(this.#work, { recursive: true, force: true });
  }
}

export class WindowsProgram {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #files: readonly [out: string, err: string];

  /** @param file Of its output. Node for Windows cannot write to a pipe under Wine. */
  constructor(command: string, args: readonly string[], file: string) {
    this.#files = [`${file}.out`, `${file}.err`];
    const [out, err] = this.#files.map(path => openSync(path, 'w'));
    this.#child = spawn(command, args, { stdio: ['ignore', out, err] });
    for (const descriptor of [out, err]) closeSync(descriptor!);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', resolve);
    });
  }

  /** Standard output so far. */
  get out(): string {
    return readFileSync(this.#files[0], 'utf8');
  }

  get err(): string {
    return readFileSync(this.#files[1], 'utf8');
  }

  /** Exit status. Null: it was killed. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Without notice, as `TerminateProcess` ends a process. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }
}

function variables(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}
