/** Debian roots with the containerd of each release. */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { debianRoot } from '../debian-root.ts';
import { run } from '../native/part.ts';

/** Image of every sandbox's pause container in these roots. */
export const PAUSE_IMAGE = 'localhost/pause:test';

/** @returns A folder to chroot into. It contains `mnt/` for the tests' files and the image `pause.tar`. Tests must not change it. */
export function containerdRoot(release: string): Promise<string> {
  return debianRoot({
    name: `debian-${release}`,
    release,
    packages: ['containerd', 'containernetworking-plugins', 'busybox-static'],
    from: ['test/cri/containerd-root.ts'],
    finish: root => pauseImage(root, join(root, '../image')),
  });
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
