import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { eventually } from '../../kube/watch/eventually.ts';
import { recordedCase } from '../../kube-server/recorded/recording.ts';
import { AgentOnCluster, closed } from './agent-on-cluster.ts';

const TOKENS = '/api/v1/namespaces/kube-system/serviceaccounts/hns-policy-agent/token';

describe('agent: its credentials', () => {
  let node: AgentOnCluster;
  let directory: string;
  let file: string;
  /** Called with the token of each request. */
  let onToken: (token: string) => void;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'credentials-'));
    file = join(directory, 'token');
    onToken = () => {};
    const userOf = (token: string) => {
      onToken(token);
      return undefined;
    };
    node = await AgentOnCluster.create([{ start: () => ({ authenticator: { userOf, tokenOf: () => undefined } }) }]);
  });
  afterEach(async () => {
    await node.end();
    await rm(directory, { recursive: true });
  });

  /** A token for ten minutes, as the kubelet mounts it. */
  const newToken = async (): Promise<string> => (await node.client().post(TOKENS, { spec: { expirationSeconds: 600 } })).body.status.token;

  function withUser(user: object): KubeConfig {
    const kubeConfig = node.kubeConfig();
    kubeConfig.users = [{ name: kubeConfig.getCurrentUser()!.name, ...user }];
    return kubeConfig;
  }
  const mounted = () => withUser({ authProvider: { name: 'tokenFile', config: { tokenFile: file } } });

  /** Lets time pass on the wall clock alone. */
  const later = (seconds: number) => node.clock.setSystemTime(Date.now() + seconds * 1000);
  const expire = () => later(600);

  it('the server rejects a token that has expired, and an open watch outlives it', async () => {
    const token = await newToken();
    const client = node.client();
    const open = await client.watch('/api/v1/pods', undefined, token);
    await open.take(2);
    expire();
    const { status, body } = await client.call('GET', '/api/v1/pods', { token });
    const { status: really, events } = recordedCase('watch-unauthorized');
    assert.deepEqual([status, body], [really, events![0]]);
    node.server.store.remove('pods', 'demo/client');
    assert.ok((await open.next())?.type);
  });

  it('are read from the file for each request, so a token that was replaced in time causes no failure', async () => {
    await writeFile(file, await newToken());
    await node.start(mounted());
    const cut = async () => {
      node.server.faults.dropWatches('cut');
      await node.disconnected();
      assert.equal(await node.resume(), 400);
    };
    later(580);
    // The last requests with the old token.
    await cut();
    await writeFile(file, await newToken());
    // A watch that lasts 10 s resets the back-off.
    await node.pass(10);
    later(15);
    node.seed(closed('p'));
    await cut();
    await node.settle();
    assert.equal(node.isOpen, false);
    assert.ok(node.log.lines('policy').every(line => !line.includes('401')));
  });

  it('are read again after 401, and the request is repeated at once with a newer token', async () => {
    const old = await newToken();
    await writeFile(file, old);
    await node.start(mounted());
    expire();
    const renewed = await newToken();
    let rejected = 0;
    // The kubelet replaces the file while the request is on its way.
    onToken = token => {
      if (token !== old) return;
      rejected++;
      writeFileSync(file, renewed);
    };
    node.server.faults.dropWatches('cut');
    await node.disconnected();
    assert.equal(await node.resume(), 400);
    assert.ok(rejected > 0);
    assert.ok(node.log.lines('policy').every(line => !line.includes('401')));
  });

  it('that stay expired are one warning, and a new token ends the failure', async () => {
    const old = await newToken();
    await writeFile(file, old);
    await node.start(mounted());
    expire();
    node.server.faults.dropWatches('cut');
    await node.disconnected();
    for (let count = 0; count < 3; count++) {
      await node.clock.tickAsync(400 * 2 ** count);
      await node.waiting();
    }
    assert.deepEqual(
      node.log.lines('policy').filter(line => line.includes('401')),
      ['warn watch failed 401 Unauthorized'],
    );
    await writeFile(file, await newToken());
    await node.resume();
    await node.change('policy', () => node.seed(closed('p')));
    assert.equal(node.isOpen, false);
    assert.ok(node.log.lines('policy').includes('info watch works again'));
  });

  it('from a plugin that hangs are reported after 10 s, and no request reaches the server', async () => {
    const started = join(directory, 'started');
    const script = `require('fs').appendFileSync(${JSON.stringify(started)}, 'x'); setInterval(() => {}, 1000)`;
    node.server.faults.forgetRequests();
    node.launch(withUser({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] } }));
    await eventually(async () => (await readFile(started, 'utf8').catch(() => '')) === 'x', 'the plugin');
    await node.clock.tickAsync(10_000);
    await node.waiting();
    assert.match(node.log.lines('policy')[0]!, /^warn watch failed the credential plugin .* did not answer for 10 s$/);
    assert.deepEqual([node.server.faults.requests, node.agent.status().state], [[], 'syncing']);
  });
});
