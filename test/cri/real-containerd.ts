/** A real containerd in its own mount, process and network namespaces. Everything in them ends with them. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { connectCri } from '../../src/cri/client.ts';
import { containerdRoot, PAUSE_IMAGE } from './containerd-root.ts';
import { KubeletClient } from './kubelet-client.ts';
import type { KubeletEvent, NodeRuntime, TestPod } from './node-runtime.ts';
import { until } from './until.ts';

/**
 * The first process of the namespaces. Its arguments are the root, the work folder and the control group. It starts and stops containerd on
 * request. It ends when its input ends, and the kernel then ends every process and mount of the namespaces.
 */
const INIT = `
set -e
mount --bind "$1" "$1"
mount --bind "$2" "$1/mnt"
mount --rbind /dev "$1/dev"
mount --rbind /sys "$1/sys"
mount -t proc proc "$1/proc"
mount -t tmpfs tmpfs "$1/run"
mkdir "$1/run/netns"
while read -r request; do
  case $request in
    start) chroot "$1" /usr/bin/containerd -c /mnt/config.toml </dev/null >>"$2/log" 2>&1 & pid=$! ;;
    stop) kill -TERM $pid; wait $pid || true; echo stopped ;;
    import) chroot "$1" /usr/bin/ctr -a /mnt/containerd.sock -n k8s.io images import --snapshotter native /pause.tar >>"$2/log" 2>&1; echo imported ;;
  esac
done
rmdir /sys/fs/cgroup/"$3" /sys/fs/cgroup/*/"$3" 2>/dev/null || true
`;

const CONFIG = `
version = 2
root = "/mnt/root"
state = "/run/containerd"
[grpc]
  address = "/mnt/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/mnt/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
`;

const CNI = {
  cniVersion: '0.4.0',
  name: 'pods',
  plugins: [
    { type: 'bridge', bridge: 'pods', ipam: { type: 'host-local', dataDir: '/mnt/addresses', ranges: [[{ subnet: '10.88.0.0/24' }]] } },
  ],
};

/** @param release Debian release: `bookworm` has containerd 1.6, `trixie` has 1.7. */
export async function realContainerd(release: string): Promise<NodeRuntime> {
  const root = await containerdRoot(release);
  const work = mkdtempSync(join(tmpdir(), 'containerd-'));
  mkdirSync(join(work, 'cni'));
  writeFileSync(join(work, 'config.toml'), CONFIG);
  writeFileSync(join(work, 'cni/pods.conflist'), JSON.stringify(CNI));
  const flags = ['--mount', '--pid', '--net', '--fork', '--kill-child'];
  const init = spawn('unshare', [...flags, 'sh', '-c', INIT, 'init', root, work, basename(work)], { stdio: 'pipe' });
  const runtime = new RealContainerd(init, work);
  try {
    await runtime.startRuntime();
    await runtime.request('import', 'imported');
    return runtime;
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

class RealContainerd implements NodeRuntime {
  readonly endpoint: string;
  readonly #init: ChildProcessWithoutNullStreams;
  readonly #work: string;
  readonly #kubelet: KubeletClient;
  readonly #ids = new Set<string>();
  #output = '';

  constructor(init: ChildProcessWithoutNullStreams, work: string) {
    this.endpoint = `unix://${work}/containerd.sock`;
    this.#init = init;
    this.#work = work;
    this.#kubelet = new KubeletClient(this.endpoint, `/${basename(work)}`);
    for (const stream of [init.stdout, init.stderr]) {
      stream.on('data', chunk => {
        this.#output += chunk;
      });
    }
  }

  async run(pod: TestPod): Promise<string> {
    const id = await this.#kubelet.run(pod);
    this.#ids.add(id);
    return id;
  }

  async stop(id: string): Promise<void> {
    await this.#kubelet.stop(id);
  }

  async remove(id: string): Promise<void> {
    await this.#kubelet.remove(id);
    this.#ids.delete(id);
  }

  async startRuntime(): Promise<void> {
    this.#init.stdin.write('start\n');
    await until(
      async () => {
        const client = connectCri(this.endpoint);
        try {
          await client.sandboxes();
          return true;
        } catch {
          return false;
        } finally {
          client.close();
        }
      },
      () => `containerd does not answer\n${this.#log()}`,
    );
  }

  stopRuntime(): Promise<void> {
    return this.request('stop', 'stopped');
  }

  async request(request: string, answer: string): Promise<void> {
    this.#output = '';
    this.#init.stdin.write(`${request}\n`);
    await until(
      () => this.#output.includes(answer),
      () => `containerd was not ${answer}\n${this.#log()}`,
    );
  }

  /** containerd 1.7 keeps the events until a caller reads them. */
  async kubeletEvents(): Promise<readonly KubeletEvent[]> {
    return this.#kubelet.events();
  }

  async close(): Promise<void> {
    // Removed one by one, so that no control group is left.
    for (const id of this.#ids) {
      await this.#kubelet.stop(id).catch(() => {});
      await this.#kubelet.remove(id).catch(() => {});
    }
    this.#kubelet.close();
    if (this.#init.exitCode === null) {
      this.#init.stdin.end();
      await once(this.#init, 'exit');
    }
    rmSync(this.#work, { recursive: true, force: true });
  }

  #log(): string {
    try {
      return `${this.#output}\n${readFileSync(join(this.#work, 'log'), 'utf8').slice(-4_000)}`;
    } catch {
      return this.#output;
    }
  }
}
