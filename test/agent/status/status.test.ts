import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { statusDocument } from '../../../src/agent/status/status-document.ts';
import { type PodStatus, type Status, statusSchema } from '../../../src/agent/status/status-schema.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const OPEN = '10.224.0.73';
const CLIENT = '10.224.9.5';

const published = new URL('../../../docs/status.schema.json', import.meta.url);
const peers = [pod('client', CLIENT, { app: 'client' }, { node: 'linux1' })];

describe('agent: the status', () => {
  it('has the form of docs/status.schema.json (UPDATE_GOLDEN=1 writes it)', () => {
    const current = z.toJSONSchema(statusSchema);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(published, `${JSON.stringify(current, undefined, 2)}\n`);
    // JSON drops the functions that zod adds to the object.
    assert.deepEqual(JSON.parse(readFileSync(published, 'utf8')), JSON.parse(JSON.stringify(current)));
  });

  describe('of a node', () => {
    let node: NodeUnderTest;
    let server: string;
    let open: string;

    beforeEach(async () => {
      node = new NodeUnderTest();
      server = node.run('server', SERVER, { app: 'server' });
      open = node.run('open', OPEN);
    });
    afterEach(() => node.end());

    /** Through JSON, as users get it. */
    function status(): Status {
      const document = statusDocument(
        {
          identity: { version: '0.1.0', node: NODE, transport: 'simulator' },
          startedAt: 0,
          enforcer: node.enforcer.status(),
          ...node.enforcer.detail(),
          hungCalls: 0,
          dsr: { mode: 'on', evidence: 'the load balancers of kube-proxy have IsDSR' },
          switches: { state: 'disabled', missing: ['HnsNpmRefresh'], values: { HnsAclUpdateChange: 1 } },
          watches: [
            { kind: 'pod', synced: true, connected: true, failures: 0, lastList: 1_000, lastEvent: 2_000, lastError: 'of yesterday' },
            { kind: 'policy', synced: true, connected: false, failures: 3, lastList: 1_000, lastError: 'unavailable' },
          ],
          findings: node.enforcer.state.findings(),
        },
        Date.now(),
      );
      const parsed = statusSchema.parse(JSON.parse(JSON.stringify(document)));
      assert.deepEqual(parsed, document);
      return parsed;
    }
    const podNamed = (name: string): PodStatus => status().pods.find(({ pod: of }) => of === name)!;
    const at = (seconds: number) => new Date(seconds * 1000).toISOString();

    it('before the initial lists', () => {
      const { state, stateSince, ready, pods, findings, lastInSync } = status();
      assert.deepEqual(
        { state, stateSince, ready, pods, findings, lastInSync },
        { state: 'syncing', stateSince: at(0), ready: false, pods: [], findings: [], lastInSync: undefined },
      );
    });

    it('of pods in sync: isolated directions, policies, and the start of being in sync', async () => {
      await node.pass(10);
      node.sync(...peers, allow('p', 'server', 'client', 80));
      await node.pass(100);
      const acls = node.ours(server).length;
      const { pods, state, ready, lastInSync, time } = status();
      assert.deepEqual([state, ready, time, lastInSync], ['healthy', true, at(110), at(109.25)]);
      const common = { namespace: 'demo', issues: [], inSyncSince: at(10) };
      assert.deepEqual(pods, [
        {
          ...common,
          pod: 'open',
          addresses: [OPEN],
          endpoint: open,
          isolated: { ingress: false, egress: false },
          policies: [],
          acls: { desired: 0, actual: 0 },
          result: 'unchanged',
        },
        {
          ...common,
          pod: 'server',
          addresses: [SERVER],
          endpoint: server,
          isolated: { ingress: true, egress: false },
          policies: ['demo/p'],
          acls: { desired: acls, actual: acls },
          result: 'unchanged',
        },
      ]);
    });

    it('has the time of the last change as the start of being in sync', async () => {
      node.sync(...peers, allow('p', 'server', 'client', 80));
      await node.pass(100);
      node.set(allow('p', 'server', 'client', 81));
      await node.pass(60);
      // Changes are applied together after 100 ms, and computing takes a timer of one.
      assert.equal(podNamed('server').inSyncSince, at(100.101));
      assert.equal(podNamed('open').inSyncSince, at(0));
    });

    it('of a failing pod: start, reason, number of attempts and time of the next', async () => {
      node.sync(...peers);
      await node.settle();
      await node.pass(50);
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: server, fail: 'HCN_E_PORT_NOT_FOUND' });
      node.set(allow('p', 'server', 'client', 80));
      const before = Date.now();
      await node.pass(10);
      const { trouble, inSyncSince, acls, isolated, result } = podNamed('server');
      assert.equal(inSyncSince, undefined);
      assert.deepEqual([acls.actual, isolated.ingress, result], [0, true, 'failed']);
      assert.ok(acls.desired > 0);
      assert.equal(trouble!.since, new Date(before + 101).toISOString());
      assert.match(trouble!.error!, /^HcnModifyEndpoint failed: 0x803b0007 HCN_E_PORT_NOT_FOUND/);
      assert.equal(trouble!.hresult, 'HCN_E_PORT_NOT_FOUND');
      // At 0, 1, 3 and 7 seconds.
      assert.equal(trouble!.failures, 4);
      assert.ok(Date.parse(trouble!.retryAt!) > Date.now());
      assert.equal(status().state, 'degraded');
      node.hns.faults.clear();
      await node.pass(60);
      assert.equal(podNamed('server').trouble, undefined);
      assert.ok(podNamed('server').inSyncSince! > trouble!.since);
    });

    it('of a pod with two endpoints: both, and the trouble at the failing one', async () => {
      const second = node.endpoint(SERVER);
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: second, fail: 'E_INVALIDARG' });
      node.sync(...peers, allow('p', 'server', 'client', 80));
      await node.pass(10);
      const rows = status().pods.filter(({ pod: name }) => name === 'server');
      const isWell = new Map(rows.map(({ endpoint, trouble, inSyncSince }) => [endpoint, !trouble && inSyncSince !== undefined]));
      assert.deepEqual([isWell.get(server), isWell.get(second), isWell.size], [true, false, 2]);
    });

    it('of a pod without an endpoint: its policies, and no ACLs', async () => {
      node.sync(...peers, pod('lost', '10.224.0.99', { app: 'server' }), allow('p', 'server', 'client', 80));
      await node.pass(10);
      const { endpoint, result, isolated, policies, acls, trouble, inSyncSince } = podNamed('lost');
      assert.deepEqual(
        { endpoint, result, isolated, policies, acls, inSyncSince },
        {
          endpoint: undefined,
          result: 'waiting',
          isolated: { ingress: true, egress: false },
          policies: ['demo/p'],
          acls: { desired: 0, actual: 0 },
          inSyncSince: undefined,
        },
      );
      assert.deepEqual(trouble, { since: at(0), failures: 0 });
    });

    it('of an address that two pods claim: the pod of the sandbox, and the other one waits', async () => {
      node.sync(...peers, pod('twin', SERVER), allow('p', 'server', 'client', 80));
      await node.pass(10);
      assert.equal(status().state, 'healthy');
      assert.deepEqual(
        ['server', 'twin'].map(name => [podNamed(name).endpoint, podNamed(name).result, podNamed(name).policies]),
        [
          [server, 'updated', ['demo/p']],
          [undefined, 'waiting', []],
        ],
      );
      await node.pass(30);
      assert.match(
        podNamed('server')
          .issues.map(({ message }) => message)
          .join(),
        /in the sandbox of this pod.*for demo\/server, demo\/twin/,
      );
    });

    it('of an endpoint that two pods claim, without the container runtime: both, closed', async () => {
      await node.end();
      node = new NodeUnderTest({}, {}, 'all', { cri: false });
      server = node.run('server', SERVER, { app: 'server' });
      node.sync(...peers, pod('twin', SERVER));
      await node.pass(10);
      assert.equal(status().state, 'degraded');
      for (const name of ['server', 'twin']) {
        const { endpoint, isolated, policies, issues } = podNamed(name);
        assert.deepEqual([endpoint, isolated, policies], [server, { ingress: true, egress: true }, []]);
        assert.deepEqual(
          issues.map(({ code }) => code),
          ['ambiguous-address'],
        );
      }
    });

    it('of an unreadable HNS: start and reason, with the last known state of the pods', async () => {
      node.sync(...peers, allow('p', 'server', 'client', 80));
      await node.settle();
      await node.pass(25);
      node.hns.stop();
      await node.pass(60);
      const { hns, state, pods } = status();
      assert.equal(state, 'unhealthy');
      assert.equal(hns.unreadable!.since, at(25.25));
      assert.match(hns.unreadable!.error!, /^HcnEnumerate\w+ failed: 0x/);
      assert.equal(hns.unreadable!.hresult, /0x\w+ (\w+)/.exec(hns.unreadable!.error!)![1]);
      assert.ok(hns.unreadable!.failures > 1);
      assert.equal(pods.length, 2);
      node.hns.start();
      await node.pass(61);
      assert.equal(status().hns.unreadable, undefined);
    });

    it('of a dry run: pending updates, which are no trouble', async () => {
      await node.end();
      node = new NodeUnderTest({}, { dryRun: true });
      node.run('server', SERVER, { app: 'server' });
      node.sync(...peers, allow('p', 'server', 'client', 80));
      await node.pass(10);
      const { state, ready, dryRun, pendingUpdates } = status();
      assert.deepEqual({ state, ready, dryRun, pendingUpdates }, { state: 'dry-run', ready: true, dryRun: true, pendingUpdates: 1 });
      const { result, acls, inSyncSince, trouble } = podNamed('server');
      assert.deepEqual([result, acls.actual, inSyncSince, trouble], ['pending', 0, undefined, undefined]);
      assert.ok(acls.desired > 0);
    });

    it('of rejected policies with reject-policy: no effect', async () => {
      await node.end();
      node = new NodeUnderTest({}, { onUnsupported: 'reject-policy' });
      node.sync(policy('whole', { podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }));
      await node.settle();
      assert.deepEqual(
        status().findings.map(({ name, effect }) => [name, effect]),
        [['demo/whole', 'none']],
      );
    });

    it('of rejected policies: the effect, and every path and reason', async () => {
      node.sync(
        ...peers,
        policy('part', { podSelector: {}, ingress: [{ ports: [{ port: 'http' }] }] }),
        policy('subjects', { podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }),
      );
      await node.settle();
      assert.deepEqual(
        status().findings.map(({ kind, name, effect, issues }) => [
          kind,
          name,
          effect,
          ...issues.map(({ code, path }) => `${code} ${path}`),
        ]),
        [
          ['policy', 'demo/part', 'partial', 'unsupported-named-port spec.ingress[0].ports[0].port'],
          ['policy', 'demo/subjects', 'partial', 'unsupported-negative-selector spec.podSelector.matchExpressions[0].operator'],
        ],
      );
    });

    it('of the watches: last contact and current errors', () => {
      assert.deepEqual(status().watches, [
        { kind: 'pod', synced: true, connected: true, failures: 0, lastContact: at(2) },
        { kind: 'policy', synced: true, connected: false, failures: 3, lastContact: at(1), lastError: 'unavailable' },
      ]);
    });

    it('leaves out a pod that has ended', async () => {
      node.sync(...peers, allow('p', 'server', 'client', 80), pod('lost', '10.224.0.99'));
      await node.settle();
      for (const name of ['server', 'lost']) node.delete('pod', `demo/${name}`);
      // The next list of the sandboxes.
      await node.pass(2);
      assert.deepEqual(
        status().pods.map(({ pod: name }) => name),
        ['open'],
      );
    });
  });
});
