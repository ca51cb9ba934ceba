/** Root file systems of Debian releases, unpacked once and kept in node_modules/.cache. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built, run } from './native/part.ts';

export interface DebianRoot {
  /** Of the folder in the cache. */
  readonly name: string;
  readonly release: string;
  /** Installed besides the smallest system. */
  readonly packages: readonly string[];
  /** Globs of the files that define this root, from the project's root. */
  readonly from: readonly string[];
  /** The last step. @param root The unpacked root. */
  readonly finish: (root: string) => Promise<void>;
}

const UNUSED = ['usr/share/doc', 'usr/share/man', 'usr/share/locale', 'usr/share/icons'];
/** Without fsync after each file. Without documents. */
const DPKG = ['force-unsafe-io', ...UNUSED.map(folder => `path-exclude=/${folder}/*`)].join('\n');

/** @returns A folder to chroot into. It is not to be changed. */
export async function debianRoot({ name, release, packages, from, finish }: DebianRoot): Promise<string> {
  const folder = await built({
    name,
    from: ['test/debian-root.ts', ...from],
    make: async folder => {
      const root = join(folder, 'root');
      mkdirSync(join(root, 'etc/dpkg/dpkg.cfg.d'), { recursive: true });
      writeFileSync(join(root, 'etc/dpkg/dpkg.cfg.d/unpack'), `${DPKG}\n`);
      // In a mount namespace, because it mounts /proc in the root, and would leave it there if it is killed.
      await run('unshare', ['--mount', 'debootstrap', '--variant=minbase', `--include=${packages.join()}`, release, root]);
      for (const unused of ['var/cache/apt', 'var/lib/apt/lists', ...UNUSED]) rmSync(join(root, unused), { recursive: true, force: true });
      await finish(root);
    },
  });
  return join(folder, 'root');
}
