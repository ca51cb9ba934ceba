/** A Debian root with Wine 10 and the cross compiler for Windows. Node 24 does not start under the Wine 8 of Debian 12. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { debianRoot } from '../debian-root.ts';
import { runInRoot } from './run-in-root.ts';

/** Of Wine's programs in the root. Wine keeps drive C: and the registry below `/prefix`. */
export const WINE_ENVIRONMENT: Readonly<Record<string, string>> = {
  HOME: '/prefix',
  PATH: '/usr/bin:/bin',
  WINEPREFIX: '/prefix',
  XDG_RUNTIME_DIR: '/tmp',
  WINEDEBUG: '-all',
};

/** Of drive C:, in the root. */
export const DRIVE_C = 'prefix/drive_c';

/** @returns A folder to chroot into, with a complete drive C:. It is not to be changed. */
export function wineRoot(): Promise<string> {
  return debianRoot({
    name: 'wine-root',
    release: 'trixie',
    packages: ['wine', 'wine64', 'gcc-mingw-w64-x86-64-win32'],
    from: ['test/wine/{run-in-root,wine-root}.ts'],
    finish: async root => {
      mkdirSync(join(root, 'prefix'));
      // Without mscoree and mshtml Wine does not look for Mono and Gecko to install.
      const environment = { ...WINE_ENVIRONMENT, WINEDLLOVERRIDES: 'mscoree,mshtml=' };
      const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
      // Build 22000. The default is 19045, which the agent does not support.
      const version = String.raw`wine reg add 'HKCU\Software\Wine' /v Version /d win11 /f`;
      await runInRoot(root, root, ['env', '-i', ...variables, 'sh', '-c', `wineboot --init && ${version} && wineserver --wait`]);
    },
  });
}
