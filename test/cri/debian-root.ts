/** File systems of Debian releases with the containerd of each, unpacked once and kept in node_modules/.cache. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { built, run } from '../native/part.ts';

/** Image of every sandbox's pause container in these roots. */
export const PAUSE_IMAGE = 'localhost/pause:test';

/** @returns A folder to chroot into. It contains `mnt/` for the tests' files and the image `pause.tar`. Tests must not change it. */
export async function debianRoot(release: string): Promise<string> {
  const folder = await built({
    name: `debian-${release}`,
    from: ['test/cri/debian-root.ts'],
    make: async folder => {
      const root = join(folder, 'root');
      await run('debootstrap', ['--variant=minbase', '--include=containerd,containernetworking-plugins,busybox-static', release, root]);
      for (const unused of ['var/cache/apt', 'var/lib/apt/lists', 'usr/share/doc', 'usr/share/man', 'usr/share/locale'])
        rmSync(join(root, unused), { recursive: true, force: true });
      await pauseImage(root, join(folder, 'image'));
    },
  });
  return join(folder, 'root');
}

/** An image that sleeps, in the format of `docker save`. */
async function pauseImage(root: string, folder: string): Promise<void> {
  mkdirSync(join(folder, 'layer/bin'), { recursive: true });
  cpSync(join(root, 'bin/busybox'), join(folder, 'layer/bin/sleep'));
  await run('tar', ['-C', join(folder, 'layer'), '-cf', join(folder, 'layer.tar'), 'bin']);
  const config = JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: { Entrypoint: ['/bin/sleep', '36000'] },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(readFileSync(join(folder, 'layer.tar')))}`] },
  });
  const name = `${sha256(config)}.json`;
  writeFileSync(join(folder, name), config);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify([{ Config: name, RepoTags: [PAUSE_IMAGE], Layers: ['layer.tar'] }]));
  await run('tar', ['-C', folder, '-cf', join(root, 'pause.tar'), name, 'manifest.json', 'layer.tar']);
  rmSync(folder, { recursive: true });
}

function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
