/** Programs of the machine that some tests need. */
import { spawnSync } from 'node:child_process';
import type { Context } from 'mocha';

/** The arguments of a call that succeeds where the program is installed, and its Debian package. Debian has no kubectl that is new enough, and no .NET SDK. */
const PROGRAMS = {
  kubectl: { probe: ['version', '--client'] },
  bash: { probe: ['-c', 'exit 0'], package: 'bash' },
  zsh: { probe: ['-c', 'exit 0'], package: 'zsh' },
  dotnet: { probe: ['--version'] },
  script: { probe: ['-qec', 'true', '/dev/null'], package: 'bsdutils' },
} as const satisfies Record<string, { readonly probe: readonly string[]; readonly package?: string }>;

export type Program = keyof typeof PROGRAMS;

/**
 * For the first hook of a suite: skips all of it, and says so, where a program is missing. On CI nothing is skipped: what can be installed is.
 * @throws Error on CI, naming what is missing.
 */
export function needs(context: Context, ...programs: readonly Program[]): void {
  const missing = programs.filter(program => !isThere(program) && !(process.env.CI && install(program)));
  if (missing.length === 0) return;
  const text = `${missing.join(' and ')} is not installed`;
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
