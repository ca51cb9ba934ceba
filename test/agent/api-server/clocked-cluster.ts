/**
 * A Windows node, the rights that `deploy/` grants to its agent, and an embedded API server. They run on the test's clock. It stands still unless the
 * test moves it, so that no result depends on the speed of the machine.
 */
import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import sinon from 'sinon';
import { parse } from 'yaml';
import { type EmbeddedCluster, startEmbeddedCluster } from '../../../src/simulator/embedded-cluster.ts';
import { packet } from '../../../src/simulator/hns/fabric.ts';
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { KubeServer } from '../../../src/simulator/kube/server.ts';
import { rbacWith } from '../../kube-server/access/rbac.ts';
import { RoleCache } from '../../kube-server/access/role-cache.ts';
import { serviceAccounts } from '../../kube-server/accounts/service-accounts.ts';
import { Client } from '../../simulator/kube/client.ts';
import { namespace, pod } from '../../simulator/kube/objects.ts';

export const AGENT = 'system:serviceaccount:kube-system:hns-policy-agent';
export const NODE = 'win1';
export const NODE_ADDRESS = '10.224.0.4';
export const WEB = '10.224.0.72';
export const CLIENT = '10.224.9.5';

const RIGHTS = ['service-account', 'cluster-role', 'cluster-role-binding'].map(name =>
  readFileSync(new URL(`../../../deploy/base/${name}.yaml`, import.meta.url), 'utf8'),
);

export class ClockedCluster {
  readonly clock = sinon.useFakeTimers({
    now: Date.now(),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  readonly roles = new RoleCache();
  readonly #clients: Client[] = [];
  #embedded!: EmbeddedCluster;

  /** Pod `web` runs on the Windows node, pod `client` on another. There is no policy. */
  async begin(extensions: readonly Extension[] = []): Promise<void> {
    this.#embedded = await startEmbeddedCluster({
      nodes: [
        { name: NODE, os: 'windows', addresses: [NODE_ADDRESS], podAddresses: WEB },
        { name: 'linux1', os: 'linux', addresses: ['10.224.0.5'], podAddresses: CLIENT },
      ],
      extensions: [serviceAccounts, rbacWith(this.roles), ...extensions],
    });
    const placed = (name: string, nodeName: string) => pod(name, { namespace: 'demo', labels: { app: name }, spec: { nodeName } });
    const rights = RIGHTS.map(text => parse(text) as KubeObject);
    this.seed(...rights, namespace('demo'), placed('web', NODE), placed('client', 'linux1'));
  }

  get embedded(): EmbeddedCluster {
    return this.#embedded;
  }

  get server(): KubeServer {
    return this.#embedded.server;
  }

  /** The agent's, with a token for an hour. */
  kubeConfig(): KubeConfig {
    const kubeConfig = new KubeConfig();
    kubeConfig.loadFromString(this.server.kubeconfig(AGENT));
    return kubeConfig;
  }

  /** Sends requests to the server. @param user Default: an administrator. */
  client(user?: string): Client {
    const client = new Client(this.server, user);
    this.#clients.push(client);
    return client;
  }

  seed(...objects: readonly KubeObject[]): void {
    this.server.store.seed(objects);
  }

  /** Objects of another kind, which make the server's version newer than those of all watches. */
  passVersions(count = 1): void {
    this.seed(...Array.from({ length: count }, (_, i) => ({ apiVersion: 'v1', kind: 'Node', metadata: { name: `other-${i}` } })));
  }

  /** True if the pod `client` reaches the pod `web`. */
  get isOpen(): boolean {
    return this.#embedded.fabric.connect(packet(CLIENT, WEB, 80)).allowed;
  }

  /** Requests for policies, each as `list`, `stream`, `watch` or `check`, since the server's `forgetRequests`. */
  get requests(): string[] {
    return this.#requestsFor('networkpolicies');
  }

  get podRequests(): string[] {
    return this.#requestsFor('pods');
  }

  async pass(seconds: number): Promise<void> {
    await this.clock.tickAsync(seconds * 1000);
  }

  async end(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#embedded.close();
    this.clock.restore();
  }

  #requestsFor(plural: string): string[] {
    const chosen = this.server.faults.requests.filter(({ resource }) => resource === plural);
    return chosen.map(({ path, verb }) => {
      const query = new URL(path, this.server.url).searchParams;
      return query.has('sendInitialEvents') ? 'stream' : query.get('limit') === '1' ? 'check' : verb;
    });
  }
}
