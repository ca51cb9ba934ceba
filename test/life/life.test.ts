import assert from 'node:assert/strict';
import { CNI_POLICIES } from '../../src/simulator/azure-cni.ts';
import { needs } from '../needs.ts';
import { azureNpmWrites, NPM_POD_NAME, npmPod } from './azure-npm.ts';
import { Life, WINDOWS, type WindowsNode } from './life.ts';

const OVERLAY = 'overlays/aks-azure-cni';
const CLEANUP = 'hns-policy-agent-cleanup';
const AGENT = 'system:serviceaccount:kube-system:hns-policy-agent';
const CLIENT = 'shop/client';
const SCRAPER = 'shop/scraper';
const web = (node: WindowsNode) => `shop/web-${node}`;

const policy = (name: string, ...rules: string[]) => `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: ${name}, namespace: shop }
spec: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress], ingress: [${rules}] }`;

const from = (app: string, port: number) => `{ from: [{ podSelector: { matchLabels: { app: ${app} } } }], ports: [{ port: ${port} }] }`;
const CLIENTS = policy('clients', from('client', 80));
const SCRAPERS = policy('scrapers', from('scraper', 9182));
const SCRAPERS_AND_A_NAME = policy('scrapers', from('scraper', 9182), '{ ports: [{ port: http }] }');

/** Each test continues from the state of the previous one. */
describe('a life: three Windows nodes, from the installation to the uninstallation', function () {
  // Each agent is a process that starts .NET, which takes time.
  this.timeout(0);
  this.bail(true);
  let life: Life;

  before(async function () {
    needs(this, 'kubectl', 'dotnet');
    life = await Life.begin();
    await life.build({ version: '1.0.0' });
    await life.build({ version: '1.0.1' });
    await life.build({ version: '2.0.0', hash: 'sha512' });
  });
  after(() => life?.end());

  const everywhere = (holds: (pod: string) => boolean, nodes = WINDOWS) => nodes.every(node => holds(web(node)));
  const isEnforced = (pod: string) => life.allows(CLIENT, pod, 80) && !life.allows(SCRAPER, pod, 80) && !life.allows(CLIENT, pod, 81);
  const first = ['win1', 'win2'] as const;

  /** Number of Updates per node since the last call. */
  const updates = () =>
    WINDOWS.map(node => {
      const { length } = life.hns(node).writes;
      life.hns(node).forgetCalls();
      return length;
    });
  /** Reasons of an object's Events. */
  const eventsOf = async (kind: string, name: string) => {
    const selector = `involvedObject.kind=${kind},involvedObject.name=${name}`;
    return (await life.run(`get events -A --field-selector ${selector} -o jsonpath={.items[*].reason}`)).split(' ').filter(Boolean).sort();
  };

  it('the overlay is applied: the whole installation, with only the permissions that the agent needs', async () => {
    assert.match(await life.run(`apply -k ${life.kustomization(OVERLAY)}`), /^daemonset\.apps\/hns-policy-agent created$/m);
    const can = async (question: string) => (await life.kubectl.run(`auth can-i ${question} --as ${AGENT}`.split(' '))).out.trim();
    const allowed = ['list pods -A', 'watch namespaces', 'watch networkpolicies.networking.k8s.io -A', 'create events.events.k8s.io -A'];
    for (const question of allowed) assert.equal(await can(question), 'yes', question);
    const forbidden = ['list configmaps -A', 'delete networkpolicies.networking.k8s.io -A', 'update pods -A', 'list nodes'];
    for (const question of forbidden) assert.equal(await can(question), 'no', question);
  });

  it('pods and then agents start on two of the nodes: without a policy the agents write no ACL', async () => {
    await life.run('create namespace shop');
    for (const node of WINDOWS) await life.runPod(web(node), node, 'web');
    await life.runPod(CLIENT, 'linux1', 'client');
    await life.runPod(SCRAPER, 'linux1', 'scraper');
    life.watch([...WINDOWS.map(web), CLIENT, SCRAPER]);
    await life.rollOut('1.0.0', first);
    assert.deepEqual(updates(), [0, 0, 0]);
    for (const node of WINDOWS) assert.deepEqual(life.policiesOf(web(node)), CNI_POLICIES);
  });

  it('a policy is created: one Update per endpoint enforces it', async () => {
    await life.run('apply -f -', CLIENTS);
    await life.reach('the policy is in force', () => everywhere(isEnforced, first));
    assert.deepEqual(updates(), [1, 1, 0]);
    for (const node of first) {
      const ours = life.ours(web(node));
      assert.ok(
        ours.some(id => id.startsWith('hns-policy-agent.shop.clients.')),
        ours.join(),
      );
      assert.deepEqual(life.foreign(web(node)), CNI_POLICIES);
      await life.reach('the metrics show it', async () => (await life.metric(node, 'actual_acls')) === ours.length);
      assert.equal(await life.metric(node, 'policies'), 1);
      assert.equal(await life.metric(node, 'rejected_policies{code="unsupported-named-port"}'), undefined);
    }
  });

  it('a policy with a rejected item is created: all agents together write one Event, and the rest is in force', async () => {
    await life.run('apply -f -', SCRAPERS_AND_A_NAME);
    await life.reach('its plain rule is in force', () => everywhere(pod => life.allows(SCRAPER, pod, 9182), first));
    assert.ok(everywhere(isEnforced, first));
    await life.reach('an Event reports the rejection', async () => (await eventsOf('NetworkPolicy', 'scrapers')).length > 0);
    for (const node of first) {
      await life.reach(
        'the metrics show it',
        async () => (await life.metric(node, 'rejected_policies{code="unsupported-named-port"}')) === 1,
      );
    }
    assert.deepEqual(await eventsOf('NetworkPolicy', 'scrapers'), ['UnsupportedOnWindows']);
    assert.match(await life.run('describe networkpolicy scrapers -n shop'), /Name:\s+scrapers/);
  });

  it('the policy is corrected: another Event reports it, and no endpoint is updated', async () => {
    updates();
    await life.run('apply -f -', SCRAPERS);
    await life.reach('an Event reports the end of the rejection', async () =>
      (await eventsOf('NetworkPolicy', 'scrapers')).includes('RejectionEnded'),
    );
    assert.deepEqual(await eventsOf('NetworkPolicy', 'scrapers'), ['RejectionEnded', 'UnsupportedOnWindows']);
    assert.deepEqual(updates(), [0, 0, 0]);
  });

  it('the permissions are removed: the ACLs stay, and missed changes are applied when the permissions are back', async () => {
    await life.run('delete clusterrolebinding hns-policy-agent');
    life.cluster.server.faults.dropWatches('cut');
    const refusal = `networkpolicies.networking.k8s.io is forbidden: User "${AGENT}" cannot list resource "networkpolicies"`;
    for (const node of first) {
      await life.reach('the check before the next watch is forbidden', () =>
        life.agent(node).log.some(({ error }) => String(error).includes(refusal)),
      );
      assert.equal(await life.metric(node, 'watch_connected{kind="policy"}'), 0);
    }
    await life.run('delete networkpolicy scrapers -n shop');
    assert.ok(everywhere(pod => isEnforced(pod) && life.allows(SCRAPER, pod, 9182), first));
    await life.run(`apply -k ${life.kustomization(OVERLAY)}`);
    await life.reach('the deletion is applied', () => everywhere(pod => isEnforced(pod) && !life.allows(SCRAPER, pod, 9182), first));
  });

  it('HNS crashes on a node and loses its policies: the agent restores them', async () => {
    await life.settled('win1');
    life.hns('win1').restart({ purge: 'acls' });
    await life.reach('the ACLs are back', () => isEnforced(web('win1')));
    await life.reach('it is counted', async () => (await life.metric('win1', 'drift_repaired_total')) === 1);
  });

  it('an upgrade with the same ACLs makes no write', async () => {
    updates();
    const before = first.map(node => life.policiesOf(web(node)));
    await life.rollOut('1.0.1', first);
    assert.deepEqual(updates(), [0, 0, 0]);
    assert.deepEqual(
      first.map(node => life.policiesOf(web(node))),
      before,
    );
  });

  it('an upgrade to a version with another hash in its Ids makes no write, and the ACLs keep their Ids', async () => {
    const before = first.map(node => life.policiesOf(web(node)));
    await life.rollOut('2.0.0', first);
    assert.deepEqual(updates(), [0, 0, 0]);
    assert.deepEqual(
      first.map(node => life.policiesOf(web(node))),
      before,
    );
    assert.ok(everywhere(isEnforced, first));
  });

  it('Azure NPM runs on the third node: the agent waits and makes no write', async () => {
    await life.run('apply -f -', npmPod('win3'));
    azureNpmWrites(life, 'win3');
    life.settle();
    const left = life.policiesOf(web('win3'));
    updates();
    await life.startAgent('win3', '2.0.0');
    await life.reach('it waits', async () => (await life.metric('win3', 'takeover_waiting')) === 1);
    assert.equal((await life.get('win3', '/readyz')).status, 503);
    assert.deepEqual(life.policiesOf(web('win3')), left);
    assert.deepEqual(updates(), [0, 0, 0]);
  });

  it('Azure NPM is deleted: one Update replaces its ACLs, and its sets are removed', async () => {
    const { length } = life.policiesOf(web('win3')).filter(isOfAzureNpm);
    assert.ok(length > 0);
    await life.run(`delete pod ${NPM_POD_NAME} -n kube-system`);
    await life.ready('win3');
    assert.ok(everywhere(isEnforced));
    assert.deepEqual(life.foreign(web('win3')), CNI_POLICIES);
    await life.reach('its sets are gone', () => life.hns('win3').networkPoliciesOf(life.network('win3')).length === 0);
    assert.deepEqual(life.hns('win3').writes.filter(({ name }) => name === 'HcnModifyEndpoint').length, 1);
    assert.equal(await life.metric('win3', 'taken_over_endpoints_total{from="azure-npm"}'), 1);
    assert.equal(await life.metric('win3', 'takeover_waiting'), 0);
  });

  it('a pod is created and a pod is deleted', async () => {
    await life.runPod('shop/late', 'win2', 'web', 3_600);
    await life.reach('the new pod is protected', () => isEnforced('shop/late'));
    assert.equal(life.isReported('shop/late'), false);
    life.watch(['shop/late']);
    await life.run('delete pod late -n shop');
    await life.reach('its endpoint is forgotten', async () => (await life.metric('win2', 'local_endpoints')) === 1);
  });

  it('status shows the enforcement of each pod', async () => {
    const { code, out } = await life.hnsPolicy('win3', ['status', '-o', 'json', '--address', life.addressOf('win3')]);
    assert.equal(code, 0, out);
    const { pods } = JSON.parse(out);
    assert.deepEqual(
      pods.map(({ namespace, pod, policies }: Record<string, unknown>) => ({ namespace, pod, policies })),
      [{ namespace: 'shop', pod: 'web-win3', policies: ['shop/clients'] }],
    );
  });

  it('the DaemonSet is deleted: the ACLs stay in force', async () => {
    await life.run('delete daemonset hns-policy-agent -n kube-system');
    for (const node of WINDOWS) await life.stopAgent(node);
    assert.ok(everywhere(isEnforced));
  });

  it('the cleanup Job runs on every node: it removes exactly the agent’s ACLs, and the policies stay', async () => {
    await life.run(`apply -k ${life.kustomization('cleanup')}`);
    await life.run(`patch job ${CLEANUP} -n kube-system -p {"spec":{"completions":3,"parallelism":3,"suspend":false}}`);
    updates();
    const foreign = WINDOWS.map(node => life.foreign(web(node)));
    for (const node of WINDOWS) {
      const job = await life.runJob(node, '2.0.0', CLEANUP);
      assert.equal(await job.ended, 0, job.out + job.err);
    }
    assert.deepEqual(updates(), [1, 1, 1]);
    assert.deepEqual(
      WINDOWS.map(node => life.policiesOf(web(node))),
      foreign,
    );
    assert.deepEqual(foreign[2], CNI_POLICIES);
    assert.match(await life.run('get networkpolicy -n shop -o name'), /networkpolicy\.networking\.k8s\.io\/clients/);
    life.settle();
  });

  it('the rest of the installation is deleted', async () => {
    await life.run(`delete -k ${life.kustomization('cleanup')}`);
    await life.run(`delete -k ${life.kustomization(OVERLAY)} --ignore-not-found`);
    const left = await life.run(
      'get clusterrole,clusterrolebinding,role,rolebinding,serviceaccount,daemonset,configmap -A -l app.kubernetes.io/name=hns-policy-agent -o name',
    );
    assert.equal(left, '');
  });
});

function isOfAzureNpm({ Settings }: { readonly Settings?: unknown }): boolean {
  return ((Settings as { Id?: string } | undefined)?.Id ?? '').startsWith('azure-acl-');
}
