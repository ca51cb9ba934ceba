/** The agent's container on a Windows node under Wine: the command and the mounts of the DaemonSet, without bind mounts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import type { LogLine, PodSpec } from '../life/container.ts';
import { ROOT } from '../native/part.ts';
import type { NodeImage } from './node-image.ts';
import { reach } from './reach.ts';
import type { WindowsProgram } from './wine.ts';

const MOUNT_POINT = '%CONTAINER_SANDBOX_MOUNT_POINT%';
const SECRETS = 'var/run/secrets/kubernetes.io/serviceaccount';

export interface AgentContainerOptions {
  readonly image: NodeImage;
  readonly server: KubeServer;
  readonly node: string;
  /** Of the agent, as its ConfigMap has them. */
  readonly settings: object;
  /** In Windows' spelling. The agent gets CTRL+C when this file exists. Default: it has no console, and can only be killed. */
  readonly stopFile?: string;
}

export class AgentContainer {
  readonly #program: WindowsProgram;

  static start({ image, server, node, settings, stopFile }: AgentContainerOptions): AgentContainer {
    const daemonSet = parse(readFileSync(join(ROOT, 'deploy/base/daemon-set.yaml'), 'utf8'));
    const [container] = (daemonSet.spec.template.spec as PodSpec).containers;
    const [program, ...args] = [...container!.command!, ...container!.args!].map(word => word.replace(MOUNT_POINT, 'C:\\hpc'));
    image.write('etc/hns-policy-agent/agent.yaml', stringify(settings));
    image.write(`${SECRETS}/token`, server.token('admin'));
    image.write(`${SECRETS}/ca.crt`, server.ca);
    image.write(`${SECRETS}/namespace`, 'kube-system');
    const { hostname, port } = new URL(server.url);
    const env = {
      // The name of the folder may end in a backslash.
      CONTAINER_SANDBOX_MOUNT_POINT: 'C:\\hpc\\',
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      HNS_POLICY_NODE_NAME: node,
      NODE_OPTIONS: '--max-semi-space-size=8',
    };
    const options = { env, folder: 'hpc' };
    if (stopFile === undefined) return new AgentContainer(image.wine.start(program!, args, options));
    return new AgentContainer(image.wine.start('C:\\binaries\\ctrl-c.exe', [stopFile, [program, ...args].join(' ')], options));
  }

  private constructor(program: WindowsProgram) {
    this.#program = program;
  }

  /** The lines of standard output that are complete. */
  get log(): LogLine[] {
    return this.#program.out
      .split('\n')
      .slice(0, -1)
      .map(line => JSON.parse(line));
  }

  get err(): string {
    return this.#program.err;
  }

  get ended(): Promise<number | null> {
    return this.#program.ended;
  }

  /** `127.0.0.1:port` of its metrics. */
  get address(): string {
    return `127.0.0.1:${this.log.find(({ message }) => message === 'agent started')!.port}`;
  }

  logged(message: string): LogLine | undefined {
    return this.log.find(line => line.message === message);
  }

  get(path: string): Promise<Response> {
    return fetch(`http://${this.address}${path}`);
  }

  /** Waits for a condition. A condition that throws does not hold yet. */
  reach(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
    return reach(what, condition, () => `${this.#program.out.split('\n').slice(-20).join('\n')}${this.err}`);
  }

  /** Until `/readyz` is 200. */
  ready(): Promise<void> {
    return this.reach('the agent is ready', async () => (await this.get('/readyz')).ok);
  }

  /** Without notice. */
  kill(): Promise<void> {
    return this.#program.kill();
  }
}
