/** Programs of the machine that some tests need. */
import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

/** What asks whether it is there, and the Debian package that brings it; kubectl is in none that is new enough. */
const PROGRAMS = {
  kubectl: { probe: ['version', '--client'] },
  bash: { probe: ['-c', 'exit 0'], package: 'bash' },
  zsh: { probe: ['-c', 'exit 0'], package: 'zsh' },
  script: { probe: ['-qec', 'true', '/dev/null'], package: 'bsdutils' },
  debootstrap: { probe: ['--version'], package: 'debootstrap' },
  unshare: { probe: ['--version'], package: 'util-linux' },
} as const satisfies Record<string, { readonly probe: readonly string[]; readonly package?: string }>;

export type Program = keyof typeof PROGRAMS;

/**
 * For the first hook of a suite: skips all of it, and says so, where a program is missing. On CI nothing is skipped: what can be installed is.
 * @throws Error on CI, naming what is missing.
 */
export function needs(context: Context, ...programs: readonly Program[]): void {
  const missing = programs.filter(program => !isThere(program) && !(process.env.CI && install(program)));
  if (missing.length > 0) unmet(context, `${missing.join(' and ')} is not installed`);
}

/** As `needs`, for suites that mount file systems or start containers: Linux, as root. */
export function needsRoot(context: Context): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) unmet(context, 'the tests do not run as root on Linux');
}

function unmet(context: Context, text: string): void {
  if (process.env.CI) throw new Error(`${text}, and on CI nothing is skipped`);
  console.log(`    skipped: ${text}`);
  context.skip();
}

function isThere(program: Program): boolean {
  return spawnSync(program, PROGRAMS[program].probe, { stdio: 'ignore' }).status === 0;
}

function install(program: Program): boolean {
  const entry = PROGRAMS[program];
  if (!('package' in entry)) return false;
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-qq', ...args], { stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  apt('update');
  apt('install', '--yes', '--no-install-recommends', entry.package);
  return isThere(program);
}
