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

export class AgentContainer {
  readonly #program: WindowsProgram;

  /** @param settings Of the agent, as its ConfigMap has them. @param args Of the agent, besides the DaemonSet's. */
  static start(image: NodeImage, server: KubeServer, node: string, settings: object, args: readonly string[] = []): AgentContainer {
    const daemonSet = parse(readFileSync(join(ROOT, 'deploy/base/daemon-set.yaml'), 'utf8'));
    const [container] = (daemonSet.spec.template.spec as PodSpec).containers;
    const words = [...container!.command!, ...container!.args!, ...args].map(word => word.replace(MOUNT_POINT, 'C:\\hpc'));
    image.write('etc/hns-policy-agent/agent.yaml', stringify(settings));
    image.write(`${SECRETS}/token`, server.token('admin'));
    image.write(`${SECRETS}/ca.crt`, server.ca);
    image.write(`${SECRETS}/namespace`, 'kube-system');
    const { hostname, port } = new URL(server.url);
    const env = {
      // hcsshim ends the folder's name with a backslash.
      CONTAINER_SANDBOX_MOUNT_POINT: 'C:\\hpc\\',
      KUBERNETES_SERVICE_HOST: hostname,
      KUBERNETES_SERVICE_PORT: port,
      HNS_POLICY_NODE_NAME: node,
      NODE_OPTIONS: '--max-semi-space-size=8',
    };
    const [program, ...rest] = words;
    return new AgentContainer(image.wine.start(program!, rest, { env, folder: 'hpc' }));
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
