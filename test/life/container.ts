/**
 * A HostProcess container of a simulated Windows node, started from a pod template like kubelet and containerd do. The image and the mounts are below
 * CONTAINER_SANDBOX_MOUNT_POINT (docs/reference/hns-api.md §6), and the variable is replaced in the command. The container is a local process:
 * `node.exe` is this Node, which calls HNS through edge-js, the bridge and the simulated libraries.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { edgeHost } from '../native/build.ts';
import { SOCKET_VARIABLE } from '../native/simulator-server.ts';

const SECRETS = 'var/run/secrets/kubernetes.io/serviceaccount';
const VARIABLE = /%CONTAINER_SANDBOX_MOUNT_POINT%|\$env:CONTAINER_SANDBOX_MOUNT_POINT|\$\(CONTAINER_SANDBOX_MOUNT_POINT\)/g;

export interface ContainerOptions {
  readonly server: KubeServer;
  readonly node: string;
  /** Socket of the node's HNS. */
  readonly socket: string;
  /** Folder of the image. The sandbox is a copy of it. */
  readonly image: string;
  readonly sandbox: string;
  /** `spec` of the pod template, as the API server stores it. */
  readonly spec: PodSpec;
  readonly namespace: string;
  /** Additional environment variables, because all nodes share one machine. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The stored objects that a container needs to start. */
export interface PodSpec {
  /** Absent: the container gets no token. */
  readonly serviceAccountName?: string;
  readonly initContainers?: readonly ContainerSpec[];
  readonly containers: readonly ContainerSpec[];
  readonly volumes?: readonly { readonly name: string; readonly configMap?: { readonly name: string } }[];
}

interface ContainerSpec {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly fieldRef: { readonly fieldPath: string } };
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export class Container {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  #out = '';
  #err = '';

  static async start(options: ContainerOptions): Promise<Container> {
    const { addon, appRoot } = await edgeHost();
    const { image, sandbox, socket, spec, node, namespace, server, env = {} } = options;
    rmSync(sandbox, { recursive: true, force: true });
    cpSync(image, sandbox, { recursive: true, verbatimSymlinks: true });
    mount(options);
    const container = first(spec);
    const { hostname, port } = new URL(server.url);
    const words = [...(container.command ?? []), ...(container.args ?? [])].map(word => inSandbox(word, sandbox));
    const [program, ...args] = words;
    const given = (container.env ?? []).map(({ name, value, valueFrom }) => [
      name,
      inSandbox(value ?? { 'spec.nodeName': node, 'metadata.namespace': namespace }[valueFrom?.fieldRef.fieldPath ?? ''] ?? '', sandbox),
    ]);
    const child = spawn(program!.endsWith('node.exe') ? process.execPath : program!, args, {
      cwd: sandbox,
      env: {
        PATH: process.env.PATH,
        // Hides a kubeconfig of the machine.
        HOME: sandbox,
        CONTAINER_SANDBOX_MOUNT_POINT: sandbox,
        KUBERNETES_SERVICE_HOST: hostname,
        KUBERNETES_SERVICE_PORT: port,
        [SOCKET_VARIABLE]: socket,
        EDGE_NATIVE: addon,
        EDGE_APP_ROOT: appRoot,
        ...Object.fromEntries(given),
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new Container(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on('data', chunk => {
      this.#out += chunk;
    });
    child.stderr!.on('data', chunk => {
      this.#err += chunk;
    });
    this.#ended = new Promise(resolve => child.once('close', resolve));
  }

  /** Standard output so far. */
  get out(): string {
    return this.#out;
  }

  get err(): string {
    return this.#err;
  }

  /** The complete lines of JSON on standard output. */
  get log(): LogLine[] {
    return this.#out
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line));
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Exit status of a program that ends by itself. */
  get ended(): Promise<number | null> {
    return this.#ended;
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Stops the container like the runtime. Resolves when it has ended. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.#ended;
  }
}

/** The first init container, or without one the first container. Only that one is started. */
function first({ initContainers = [], containers }: PodSpec): ContainerSpec {
  return [...initContainers, ...containers][0]!;
}

/** Writes ConfigMaps and the service account's files to the mounts of the template. */
function mount({ server, sandbox, spec, namespace }: ContainerOptions): void {
  for (const { name, mountPath } of first(spec).volumeMounts ?? []) {
    const source = spec.volumes?.find(volume => volume.name === name)?.configMap;
    if (!source) continue;
    const data = server.store.get('configmaps', `${namespace}/${source.name}`)?.data ?? {};
    for (const [file, text] of Object.entries(data as Record<string, string>)) write(join(sandbox, inSandbox(mountPath, ''), file), text);
  }
  if (spec.serviceAccountName === undefined) return;
  write(join(sandbox, SECRETS, 'token'), server.token(`system:serviceaccount:${namespace}:${spec.serviceAccountName}`));
  write(join(sandbox, SECRETS, 'ca.crt'), server.ca);
  write(join(sandbox, SECRETS, 'namespace'), namespace);
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Converts a Windows path to a local one. The drive of a mount becomes the sandbox. */
function inSandbox(text: string, sandbox: string): string {
  const here = text.replaceAll(VARIABLE, sandbox);
  return here === text && !/^[A-Za-z]:[\\/]/.test(text) ? text : here.replace(/^[A-Za-z]:/, '').replaceAll('\\', '/');
}
