/** Runs a command in a root file system, in a mount namespace of its own. */
import { run } from '../native/part.ts';

const IN_ROOT = `
set -e
mount --bind "$2" "$1/mnt"
mount -t proc proc "$1/proc"
mount --rbind /dev "$1/dev"
root=$1
shift 2
exec chroot "$root" "$@"
`;

/** @param folder Is `/mnt` for the command. @returns The output of the command. @throws Error if it fails. */
export function runInRoot(root: string, folder: string, command: readonly string[]): Promise<string> {
  return run('unshare', ['--mount', 'sh', '-c', IN_ROOT, 'in-root', root, folder, ...command]);
}
