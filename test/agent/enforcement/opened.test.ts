import assert from 'node:assert/strict';
import { type Opening, type OpeningTarget, readOpenings } from '../../../src/agent/openings/opening.ts';
import { statusDocument } from '../../../src/agent/status/status-document.ts';
import { type Status, statusSchema } from '../../../src/agent/status/status-schema.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const OTHER = '10.224.0.73';
const CLIENT = '10.224.9.5';
const WIRE_SERVER = '168.63.129.16';
const POD: OpeningTarget = { scope: 'pod', namespace: 'demo', name: 'server' };

const server = pod('server', SERVER, { app: 'server' });
const other = pod('other', OTHER, { app: 'other' });
const client = pod('client', CLIENT, { app: 'client' }, { node: 'linux1' });
const rules = [policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }), allow('p', 'server', 'client', 80)];

describe('agent: pods that an administrator opens', () => {
  let node: NodeUnderTest;
  let endpoint: string;
  let neighbour: string;

  /** @param cri False: only addresses tell the owner of an endpoint. */
  async function begin(cri = true): Promise<void> {
    node = new NodeUnderTest({}, {}, 'all', { cri });
    endpoint = node.endpoint(SERVER);
    neighbour = node.endpoint(OTHER);
    node.sync(server, other, client, ...rules);
    await node.settle();
    node.hns.forgetCalls();
  }
  beforeEach(() => begin());
  afterEach(() => node.end());

  const opening = (target: OpeningTarget, minutes = 30): Opening => ({
    ...{ ...target, from: new Date().toISOString(), until: new Date(Date.now() + minutes * 60_000).toISOString() },
    reason: 'outage',
  });
  /** The ConfigMap has these entries. */
  const receive = (...entries: readonly unknown[]) =>
    node.enforcer.open(readOpenings({ data: Object.fromEntries(entries.map((entry, i) => [`e${i}`, JSON.stringify(entry)])) }));
  async function open(target: OpeningTarget, minutes?: number): Promise<void> {
    receive(opening(target, minutes));
    await node.settle();
  }
  /** Connections from outside to the port that a policy allows and to another, and out. */
  const allowed = (address = SERVER) => [
    node.allows(CLIENT, address, 80),
    node.allows(CLIENT, address, 81),
    node.allows(address, CLIENT, 80),
  ];
  const CLOSED = [true, false, false];
  const OPEN = [true, true, true];
  function status(): Status {
    const conditions = { dsr: { mode: 'unknown', evidence: '' }, switches: { state: 'unknown', missing: [], values: {} } } as const;
    const detail = { ...node.enforcer.detail(), ...conditions, hungCalls: 0, watches: [], findings: [] };
    const identity = { version: '0', node: NODE, transport: 'simulator' };
    return statusSchema.parse(statusDocument({ identity, startedAt: 0, enforcer: node.enforcer.status(), ...detail }, Date.now()));
  }

  it('are enforced before', () => {
    assert.deepEqual(allowed(), CLOSED);
  });

  it('get the list of a pod that no policy selects, in both directions, and foreign Blocks stay', async () => {
    await open(POD);
    assert.deepEqual(allowed(), OPEN);
    assert.equal(node.allows(SERVER, WIRE_SERVER, 80), false);
    assert.deepEqual(node.foreign(endpoint), FOREIGN);
    assert.deepEqual(node.writes, [endpoint]);
    const held = JSON.stringify(node.hns.policiesOf(endpoint));
    // The same endpoint without any policy.
    receive();
    node.delete('policy', 'demo/deny');
    node.delete('policy', 'demo/p');
    await node.settle();
    assert.equal(JSON.stringify(node.hns.policiesOf(endpoint)), held);
  });

  it('are the only ones that are opened', async () => {
    await open(POD);
    assert.deepEqual(allowed(OTHER), [false, false, false]);
    assert.deepEqual(node.writes, [endpoint]);
    assert.notDeepEqual(node.ours(neighbour), []);
  });

  it('can be all pods of a namespace, or of the node', async () => {
    await open({ scope: 'namespace', name: 'demo' });
    assert.deepEqual([allowed(), allowed(OTHER)], [OPEN, OPEN]);
    receive();
    await node.settle();
    assert.deepEqual([allowed(), allowed(OTHER)], [CLOSED, [false, false, false]]);
    await open({ scope: 'node', name: NODE });
    assert.deepEqual([allowed(), allowed(OTHER)], [OPEN, OPEN]);
  });

  it('are not those of another namespace or node', async () => {
    await open({ scope: 'namespace', name: 'other' });
    await open({ scope: 'node', name: 'win2' });
    assert.deepEqual([allowed(), node.writes], [CLOSED, []]);
  });

  it('are enforced again when the time is over, without any event', async () => {
    await open(POD);
    await node.pass(30 * 60 - 2);
    assert.deepEqual(allowed(), OPEN);
    node.hns.forgetCalls();
    await node.pass(4);
    assert.deepEqual(allowed(), CLOSED);
    assert.deepEqual(node.writes, [endpoint]);
    await node.pass(3_600);
    assert.deepEqual(allowed(), CLOSED);
  });

  it('are enforced again at once when the opening is ended early', async () => {
    await open(POD);
    receive();
    await node.settle();
    assert.deepEqual(allowed(), CLOSED);
  });

  it('are enforced again when the ConfigMap becomes invalid or cannot be read', async () => {
    await open(POD);
    receive(opening(POD), { scope: 'pod' });
    await node.settle();
    assert.deepEqual(allowed(), CLOSED);
    assert.deepEqual(node.lines('error').slice(-1), ['the openings are invalid: no pod is opened']);
    assert.equal(await node.metric('openings_invalid'), 1);
    assert.match(status().openings?.problem ?? '', /^entry e1: /);
    node.enforcer.open({ problem: '403 configmaps is forbidden' });
    await node.settle();
    assert.deepEqual(allowed(), CLOSED);
    receive();
    await node.settle();
    assert.deepEqual([await node.metric('openings_invalid'), status().openings], [0, undefined]);
    assert.ok(node.lines('info').includes('the openings are valid again'));
  });

  it('stay open after a restart of the agent, without a write, for the rest of the time only', async () => {
    const given = opening(POD);
    receive(given);
    await node.settle();
    await node.pass(20 * 60);
    node.hns.forgetCalls();
    await node.restart();
    receive(given);
    node.sync(server, other, client, ...rules);
    await node.settle();
    assert.deepEqual([allowed(), node.writes], [OPEN, []]);
    await node.pass(10 * 60 + 2);
    assert.deepEqual(allowed(), CLOSED);
  });

  it('last at most maxOpenSeconds', async () => {
    await node.restart({ maxOpenSeconds: 60 });
    receive(opening(POD));
    node.sync(server, other, client, ...rules);
    await node.settle();
    assert.deepEqual(allowed(), OPEN);
    await node.pass(62);
    assert.deepEqual(allowed(), CLOSED);
  });

  it('are not chosen by labels: a pod cannot open itself', async () => {
    await open(POD);
    node.set(pod('other', OTHER, { app: 'server', 'hns-policy-openings': 'true', name: 'server', scope: 'pod' }));
    await node.settle();
    assert.deepEqual(allowed(OTHER).slice(1), [false, false]);
  });

  it('that share an endpoint with a pod that is not opened stay closed', async () => {
    await node.end();
    await begin(false);
    await open(POD);
    node.set(pod('rival', SERVER, { app: 'rival' }));
    await node.settle();
    assert.deepEqual(allowed(), [false, false, false]);
  });

  it('follow changes of the opening: a new pod of an opened namespace is open', async () => {
    // With the container runtime, the test node demands that new pods are enforced.
    await node.end();
    await begin(false);
    await open({ scope: 'namespace', name: 'demo' });
    node.run('late', '10.224.0.74');
    await node.pass(2);
    assert.deepEqual(allowed('10.224.0.74'), OPEN);
  });

  it('are shown: state, status, metric, log and an Event on the Node', async () => {
    await open(POD);
    const until = new Date(Date.now() + 30 * 60_000).toISOString().slice(0, 16);
    assert.equal(node.enforcer.status().state, 'degraded');
    assert.equal(await node.metric('opened_endpoints'), 1);
    assert.equal(await node.metric('healthy'), 0);
    assert.ok(node.lines('warn').includes('opened by an administrator'));
    const { pods, openings } = status();
    assert.deepEqual(
      pods.map(({ pod, openedUntil, isolated, issues }) => [pod, openedUntil?.slice(0, 16), isolated, issues.map(({ code }) => code)]),
      [
        ['other', undefined, { ingress: true, egress: true }, []],
        ['server', until, { ingress: false, egress: false }, ['opened']],
      ],
    );
    assert.deepEqual(
      openings?.active.map(({ until: _, ...rest }) => rest),
      [{ ...POD, reason: 'outage' }],
    );
    const event = node.recorded.at(-1)!;
    assert.deepEqual([event.regarding.kind, event.regarding.name, event.type, event.reason], ['Node', NODE, 'Warning', 'PodsOpened']);
    assert.match(
      event.note,
      /^An administrator opened 1 pod endpoint of this node\.\npod demo\/server is open until .* \(outage\)\nNo NetworkPolicy is enforced/,
    );
  });

  it('are shown until the end: then the state, the metric, the log and an Event report it', async () => {
    await open(POD);
    await node.pass(30 * 60 + 2);
    assert.equal(node.enforcer.status().state, 'healthy');
    assert.deepEqual([await node.metric('opened_endpoints'), status().openings], [0, undefined]);
    assert.ok(node.lines('info').includes('opening ended'));
    assert.deepEqual(
      node.recorded.map(({ reason }) => reason),
      ['PodsOpened', 'OpeningEnded'],
    );
  });

  it('are no problem where no policy isolates them', async () => {
    node.delete('policy', 'demo/deny');
    node.delete('policy', 'demo/p');
    await node.settle();
    node.hns.forgetCalls();
    await open(POD);
    assert.deepEqual([node.enforcer.status().state, node.writes], ['healthy', []]);
  });

  it('in a dry run are not opened, and no Event claims it', async () => {
    await node.restart({ dryRun: true });
    receive(opening(POD));
    node.sync(server, other, client, ...rules);
    await node.pass(5);
    assert.deepEqual([allowed(), node.writes], [CLOSED, []]);
    assert.deepEqual(node.recorded, []);
    assert.equal(await node.metric('opened_endpoints'), 0);
  });
});
