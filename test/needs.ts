/** Installed programs that some tests need. */
import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

/** Arguments of a call that succeeds if the program is installed, and its Debian package. Debian has no recent kubectl and no .NET SDK. */
const PROGRAMS = {
  kubectl: { probe: ['version', '--client'] },
  bash: { probe: ['-c', 'exit 0'], package: 'bash' },
  zsh: { probe: ['-c', 'exit 0'], package: 'zsh' },
  dotnet: { probe: ['--version'] },
  script: { probe: ['-qec', 'true', '/dev/null'], package: 'bsdutils' },
  debootstrap: { probe: ['--version'], package: 'debootstrap' },
  unshare: { probe: ['--version'], package: 'util-linux' },
  nsenter: { probe: ['--version'], package: 'util-linux' },
  promtool: { probe: ['--version'], package: 'prometheus' },
  objdump: { probe: ['--version'], package: 'binutils' },
} as const satisfies Record<string, { readonly probe: readonly string[]; readonly package?: string }>;

export type Program = keyof typeof PROGRAMS;

/**
 * For the first hook of a suite: if a program is missing, prints its name and skips the suite. With CI=true it installs the program instead.
 * @throws Error with CI=true if a program cannot be installed.
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

const found = new Set<Program>();

function isThere(program: Program): boolean {
  if (!found.has(program) && spawnSync(program, PROGRAMS[program].probe, { stdio: 'ignore' }).status === 0) found.add(program);
  return found.has(program);
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
