/** Parts that are built once and kept in node_modules/.cache until their sources change. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/hns-policy');

export interface Part {
  /** Used for the folder in the cache and in messages. */
  readonly name: string;
  /** Globs of the source files, relative to the project's root. */
  readonly from: readonly string[];
  /** Another dependency, for instance a version. */
  readonly and?: string;
  /** Builds the part in a new, empty folder. */
  make(folder: string): Promise<void>;
}

/** Builds the part if necessary. @returns Its folder. @throws Error with the output of the failed command. */
export async function built(part: Part): Promise<string> {
  const folder = join(CACHE, `${part.name}-${hashOf(part)}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const unlock = await lock(folder);
  try {
    if (!existsSync(folder)) await build(part, folder);
  } finally {
    unlock();
  }
  return folder;
}

async function build(part: Part, folder: string): Promise<void> {
  console.error(`Building ${part.name} (kept in node_modules/.cache) …`);
  for (const unfinished of globSync(`${folder}.*`)) rmSync(unfinished, { recursive: true, force: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    await part.make(work);
    renameSync(work, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  forgetOthers(part, folder);
}

/** Waits while another process builds the same folder. @returns Ends the lock. */
async function lock(folder: string): Promise<() => void> {
  // Not in the cache, which may be copied to another machine.
  const file = join(tmpdir(), `hns-policy-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}.lock`);
  for (;;) {
    try {
      writeFileSync(file, `${process.pid}`, { flag: 'wx' });
      return () => rmSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    // A process that was killed leaves its lock.
    if (!runs(Number(existsSync(file) && readFileSync(file, 'utf8')))) rmSync(file, { force: true });
    await sleep(200);
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function hashOf({ name, from, and = '' }: Part): string {
  const hash = createHash('sha256').update(`${name}\n${process.platform}-${process.arch}\n${and}\n`);
  const files = globSync([...from], { cwd: ROOT, exclude: ['**/bin/**', '**/obj/**'] }).sort();
  if (files.length === 0) throw new Error(`cannot build ${name}: no file matches ${from.join(', ')}`);
  for (const file of files)
    hash
      .update(`${file}\n`)
      .update(readFileSync(join(ROOT, file)))
      .update('\n');
  return hash.digest('hex').slice(0, 12);
}

/** Removes earlier versions of the part. A part that another process is building has a dot in its name, so it stays. */
function forgetOthers({ name }: Part, folder: string): void {
  const version = new RegExp(`^${name}-[0-9a-f]{12}$`);
  for (const other of readdirSync(CACHE)) {
    if (version.test(other) && join(CACHE, other) !== folder) rmSync(join(CACHE, other), { recursive: true, force: true });
  }
}

export interface Run {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** @returns The command's standard output and error. @throws Error with the output if the command fails. */
export function run(command: string, args: readonly string[], { cwd = ROOT, env = process.env }: Run = {}): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const more = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', more);
    child.stderr.on('data', more);
    child.on('error', cause => fail(new Error(`cannot run ${command}, which the tests in test/native need: ${cause.message}`, { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) done(output);
      else fail(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}\n${output}`));
    });
  });
}
