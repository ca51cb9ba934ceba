import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Action } from '../../src/cli/demo/action.ts';
import { type Stage, setStage } from '../../src/cli/demo/stage.ts';
import { STEPS } from '../../src/cli/demo/walkthrough.ts';
import { isOurs } from '../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../src/hns/document/schema.ts';
import { CNI_POLICIES } from '../../src/simulator/azure-cni.ts';
import { packet } from '../../src/simulator/hns/fabric.ts';
import { WriteWatch } from '../../src/simulator/hns/write-watch.ts';
import { needs } from '../needs.ts';
import { hnsPolicy } from './command-line.ts';

const REJECTED_PATHS = [
  'spec.ingress[1].ports[0].port',
  'spec.ingress[2].ports[0].protocol',
  'spec.ingress[3].from[0].podSelector.matchExpressions[0].operator',
  'spec.ingress[4].from[0].ipBlock.except',
];

/** A running demo that checks every write to HNS, with its kubeconfig in a file and the real kubectl if installed. */
export class Theatre {
  readonly log: string[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  readonly #transportTo: Parameters<typeof setStage>[1];
  readonly #flags: Parameters<typeof setStage>[2];
  stage!: Stage;
  #watch!: WriteWatch;

  constructor(transportTo?: Parameters<typeof setStage>[1], flags?: Parameters<typeof setStage>[2]) {
    this.#transportTo = transportTo;
    this.#flags = flags;
  }

  async open(): Promise<void> {
    this.stage = await setStage(line => this.log.push(line), this.#transportTo, this.#flags);
    writeFileSync(this.kubeconfig, this.stage.cluster.server.kubeconfig());
    const [server, others] = ['10.224.0.72', ['10.224.0.10', '10.224.0.11', '10.224.0.66', '203.0.113.7']];
    const flows = others.flatMap(other => [80, 81, 9182].flatMap(port => [packet(other, server, port), packet(server, other, port)]));
    this.#watch = new WriteWatch(this.stage.cluster.fabric, flows);
    this.#watch.begin();
  }

  get kubeconfig(): string {
    return join(this.#folder, 'kubeconfig');
  }

  async kubectl(argv: readonly string[], stdin = ''): Promise<string> {
    const running = promisify(execFile)('kubectl', ['--kubeconfig', this.kubeconfig, '--cache-dir', join(this.#folder, 'cache'), ...argv]);
    running.child.stdin?.end(stdin);
    return (await running).stdout;
  }

  /** Waits until the server's endpoint is in sync, then asserts that no write opened or closed a flow by mistake. */
  async settle(expected: (connected: Map<string, number>) => boolean): Promise<void> {
    for (const end = Date.now() + 60_000; ; ) {
      const connected = new Map<string, number>();
      for (const { from, to, port } of STEPS.flatMap(({ connects }) => connects)) {
        const { status } = await hnsPolicy(['connect', from, `${to}:${port}`, '--timeout', '1ms', '--kubeconfig', this.kubeconfig]);
        connected.set(`${from} ${port}`, status);
      }
      if (expected(connected)) break;
      assert.ok(Date.now() < end, `never as expected: ${JSON.stringify([...connected])}`);
    }
    assert.deepEqual(this.#watch.settle(), []);
  }

  async close(): Promise<void> {
    assert.deepEqual(this.#watch.end(), []);
    for (const hns of this.stage.cluster.hns.values()) assert.deepEqual(hns.mistakes, []);
    await this.stage.close();
    rmSync(this.#folder, { recursive: true });
  }

  serverPolicies(): readonly EndpointPolicy[] {
    const [endpoint] = this.stage.hns.endpoints();
    return endpoint ? (this.stage.hns.policiesOf(endpoint.id) as EndpointPolicy[]) : [];
  }
}

export type Perform = (theatre: Theatre, action: Action) => Promise<unknown>;

/**
 * Runs the walkthrough and asserts the expected result of each step.
 * @param transportTo The agent's transport to the simulated HNS. Default: in process.
 */
export function walkthrough(name: string, perform: Perform, transportTo?: Parameters<typeof setStage>[1]): void {
  describe(`the walkthrough, with ${name}`, () => {
    const theatre = new Theatre(transportTo);

    before(async function () {
      if (name.includes('kubectl')) needs(this, 'kubectl');
      await theatre.open();
    });
    after(() => (theatre.stage ? theatre.close() : undefined));

    for (const [index, step] of STEPS.entries()) {
      it(`${index + 1}. ${step.title}`, async () => {
        for (const action of step.actions) await perform(theatre, action);
        await theatre.settle(status =>
          step.connects.every(({ from, port, allowed }) => status.get(`${from} ${port}`) === (allowed ? 0 : 1)),
        );
        await theatre.stage.agent.settled();
        assert.deepEqual(
          theatre.serverPolicies().filter(policy => !isOurs(policy)),
          CNI_POLICIES,
          'what others wrote is what it was',
        );
        if (step.rejected !== undefined) await assertRejected(theatre, step.rejected, name.includes('kubectl'));
      });
    }

    it('leaves no ACL of the agent', async () => {
      await theatre.settle(() => theatre.serverPolicies().every(policy => !isOurs(policy)));
      assert.deepEqual(theatre.serverPolicies(), CNI_POLICIES);
    });
  });
}

/** Asserts one error line and one Event, both with every reason. */
async function assertRejected(theatre: Theatre, policy: string, withKubectl: boolean): Promise<void> {
  const lines = theatre.log.filter(line => line.includes(' ERROR '));
  assert.equal(lines.length, 1, lines.join('\n'));
  for (const path of [`policy=${policy}`, ...REJECTED_PATHS]) assert.ok(lines[0]!.includes(path), `${path} in ${lines[0]}`);

  const [namespace, name] = policy.split('/') as [string, string];
  const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
  const list = async () => {
    const query = { fieldSelector: `regarding.name=${name}` };
    const answer = await theatre.stage.api.json({ path, query, patience: () => 10_000 });
    return (answer as { items: { reason: string; note: string }[] }).items;
  };
  for (const end = Date.now() + 60_000; (await list()).length === 0; ) assert.ok(Date.now() < end, 'no Event');
  const [event, ...others] = await list();
  assert.deepEqual(others, []);
  assert.equal(event!.reason, 'UnsupportedOnWindows');
  for (const reason of REJECTED_PATHS) assert.ok(event!.note.includes(reason), `${reason} in ${event!.note}`);
  if (withKubectl) {
    const described = await theatre.kubectl(['describe', 'networkpolicy', name, '--namespace', namespace]);
    assert.match(described, /PodSelector:\s+app=server/);
    assert.match(await theatre.kubectl(['get', 'events', '--namespace', namespace]), /UnsupportedOnWindows/);
  }
}
