import assert from 'node:assert/strict';
import sinon from 'sinon';
import { hostilePolicy, KINDS, type Size } from '../../../bench/adversarial/hostile.ts';
import {
  HOSTILE,
  hostilePolicies,
  LOCAL_ADDRESSES,
  LOCAL_NODE,
  localPod,
  scene,
  VICTIM,
  victimPolicy,
} from '../../../bench/adversarial/scene.ts';
import { Enforcer } from '../../../src/agent/enforcer.ts';
import { createTelemetry } from '../../../src/agent/metrics/telemetry.ts';
import { MAX_ISSUES } from '../../../src/core/issue-list.ts';
import type { Kind } from '../../../src/core/model.ts';
import { HnsClient } from '../../../src/hns/client.ts';
import { isOurs } from '../../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { entriesOf } from '../../../src/kube/read/policy-entries.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { recordingLog } from '../recording-log.ts';

/** A tenth of the benchmark. */
const PODS = 2_000;
const SIZE: Size = { bytes: 150 * 1024, entries: 1_000, matches: 50_000, pods: PODS / 2 + LOCAL_ADDRESSES.length };
const MAX_ACLS = 1_000;
const LOG_BYTES = 64 * 1024;

const CLOSED_BY: Readonly<Record<(typeof KINDS)[number], string | undefined>> = {
  ports: 'too-many-entries',
  peers: 'too-many-entries',
  rejected: 'too-many-entries',
  subjects: 'too-many-entries',
  everyone: 'too-many-matches',
  unsupported: 'unsupported-except',
  ranges: undefined,
  scattered: undefined,
  many: undefined,
};

class AttackedNode {
  readonly clock = sinon.useFakeTimers();
  readonly hns = new SimulatedHns({ name: LOCAL_NODE });
  readonly endpoints: readonly string[];
  readonly #recording = recordingLog();
  readonly enforcer: Enforcer;

  constructor() {
    const network = this.hns.addNetwork({ name: 'azure', subnets: ['10.128.0.0/9'] });
    this.endpoints = LOCAL_ADDRESSES.map(ip => this.hns.addEndpoint({ network, ips: [ip] }));
    this.enforcer = new Enforcer({
      config: {
        nodeName: LOCAL_NODE,
        onUnsupported: 'reject-item',
        translate: [],
        takeover: [],
        cniDefaultDeny: 'keep',
        dryRun: false,
        resyncSeconds: 3600,
        maxAcls: MAX_ACLS,
        maxPolicyMatches: SIZE.matches,
        maxIssues: MAX_ISSUES,
        rejectionLinesPerMinute: 60,
        maxOpenSeconds: 0,
        allowEgressToNode: false,
        podEventSeconds: 120,
      },
      client: new HnsClient(this.hns.transport()),
      hostAddresses: () => ['10.64.0.4'],
      events: { put() {}, resolve() {}, drop() {} },
      log: this.#recording.log,
      telemetry: createTelemetry(),
      random: () => 0.5,
    });
    const { namespaces, pods } = scene(PODS);
    for (const namespace of namespaces) this.load('namespace', namespace);
    for (const pod of pods) this.load('pod', pod);
  }

  load(kind: Kind, object: object): void {
    this.enforcer.state.load(kind, object, { maxEntries: SIZE.entries });
  }

  /** Endpoints in the order of their writes. */
  get written(): number[] {
    return this.hns.writes.map(({ id }) => this.endpoints.indexOf(id));
  }

  acls(endpoint: number): readonly EndpointPolicy[] {
    return (this.hns.policiesOf(this.endpoints[endpoint]!) as EndpointPolicy[]).filter(isOurs);
  }

  get logBytes(): number {
    return this.#recording.lines.reduce((sum, line) => sum + JSON.stringify(line).length, 0);
  }

  async settle(): Promise<void> {
    let isSettled = false;
    void this.enforcer.settled().then(() => {
      isSettled = true;
    });
    for (let ms = 0; !isSettled; ms += 50) {
      assert.ok(ms < 10_000, 'not settled within 10 s of the fake clock');
      await this.clock.tickAsync(50);
    }
  }

  async end(): Promise<void> {
    await this.enforcer.stop(0);
    this.clock.restore();
  }
}

describe('agent: hostile policies at a tenth of the size of the benchmark', () => {
  let node: AttackedNode;
  beforeEach(() => {
    node = new AttackedNode();
  });
  afterEach(() => node.end());

  for (const kind of KINDS) {
    it(`${kind}: its pods are isolated, with at most ${MAX_ACLS} ACLs, and the reason is reported`, async () => {
      const policy = hostilePolicy(HOSTILE[0]!, kind, SIZE);
      node.load('policy', policy);
      node.enforcer.start();
      await node.settle();
      const stored = node.enforcer.state.cluster.get('policy', `${HOSTILE[0]}/${kind}`);
      assert.ok(entriesOf(stored, Number.POSITIVE_INFINITY) <= 3 * SIZE.entries);
      for (const endpoint of [1, 11, 21]) {
        const acls = node.acls(endpoint);
        assert.ok(acls.length > 0 && acls.length <= MAX_ACLS, `${acls.length} ACLs`);
        assert.ok(acls.some(({ Settings }) => (Settings as { Action?: string }).Action === 'Block'));
      }
      assert.equal(node.acls(0).length, 0);
      const codes = [
        ...node.enforcer.state.findings().flatMap(({ issues }) => issues),
        ...node.enforcer.detail().pods.flatMap(({ issues }) => issues),
      ].map(({ code }) => code);
      assert.deepEqual([...new Set(codes)], CLOSED_BY[kind] === undefined ? [] : [CLOSED_BY[kind]]);
      assert.ok(node.logBytes <= LOG_BYTES, `${node.logBytes} bytes of log`);
    });
  }

  it('all at once, and stored before the start: the victim is among the first in turn', async () => {
    for (const policy of hostilePolicies(SIZE)) node.load('policy', policy);
    node.load('policy', victimPolicy());
    node.enforcer.start();
    await node.settle();
    assert.ok(node.acls(0).length > 0);
    assert.ok(node.written.indexOf(0) <= HOSTILE.length, `written after ${node.written.indexOf(0)} others`);
    assert.ok(node.logBytes <= LOG_BYTES * HOSTILE.length * KINDS.length, `${node.logBytes} bytes of log`);
    const idle = node.hns.writes.length;
    await node.clock.tickAsync(60_000);
    assert.equal(node.hns.writes.length, idle);
  });

  it('while they change: the victim does not wait for the pods of the others', async () => {
    for (const namespace of HOSTILE) node.load('policy', hostilePolicy(namespace, 'scattered', SIZE));
    node.enforcer.start();
    await node.settle();
    node.hns.forgetCalls();
    for (const [index, namespace] of HOSTILE.entries()) {
      for (const kind of ['ports', 'scattered']) node.load('policy', hostilePolicy(namespace, kind, SIZE, 2));
      node.load('pod', localPod(1 + index, LOCAL_ADDRESSES[1 + index]!, 2));
    }
    node.load('policy', victimPolicy());
    await node.settle();
    assert.ok(node.acls(0).length > 0);
    assert.ok(node.written.indexOf(0) <= HOSTILE.length, `written after ${node.written.indexOf(0)} others`);
    assert.equal(node.enforcer.state.cluster.get('pod', `${VICTIM}/local-0`)?.namespace, VICTIM);
  });
});
