/** Runs the walkthrough and prints each step, the resulting ACLs, and the connections that work. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isOurs } from '../../hns/document/owner.ts';
import type { EndpointPolicy } from '../../hns/document/schema.ts';
import { CNI_POLICIES } from '../../simulator/azure-cni.ts';
import { aclTable } from '../acl-table.ts';
import { explain } from '../connect/explain.ts';
import type { Io } from '../io.ts';
import { paint } from '../paint.ts';
import { type Action, shellCommand } from './action.ts';
import { judge } from './connect-handler.ts';
import type { Stage } from './stage.ts';
import { type Connect, STEPS, type Step } from './walkthrough.ts';

const DEADLINE = 10_000;

interface EventList {
  readonly items: readonly { readonly type: string; readonly reason: string; readonly note: string }[];
}

export interface Play {
  readonly stage: Stage;
  readonly perform: (action: Action) => Promise<void>;
  /** The agent's log so far. */
  readonly log: readonly string[];
  readonly io: Io;
}

/** @returns The number of steps without the expected result. */
export async function play({ stage, perform, log, io }: Play): Promise<number> {
  const heading = (text: string) => io.out(['', paint(io.color, 'bold', text)]);
  let wrong = 0;
  for (const [index, step] of STEPS.entries()) {
    heading(`${index + 1}. ${step.title}`);
    for (const action of step.actions) {
      io.out(['', ...indent(`$ ${shellCommand(action)}`.split('\n'), 2)]);
      await perform(action);
    }
    const isDone = await until(
      () => step.connects.every(expected => verdictOf(stage, expected).allowed === expected.allowed) && hasEnded(stage, step),
    );
    if (!isDone) wrong++;
    io.out(['']);
    if (step.rejected !== undefined) wrong += (await showRejection(stage, step.rejected, log, io)) ? 0 : 1;
    showAcls(stage, io);
    for (const expected of step.connects) showConnect(stage, expected, io);
  }
  heading(wrong === 0 ? 'Every step had the expected result.' : `Steps without the expected result: ${wrong}.`);
  return wrong;
}

/** After the last step only the foreign policies are left, byte for byte. */
function hasEnded({ hns, agent }: Stage, step: Step): boolean {
  if (agent.status().state !== 'healthy') return false;
  if (step !== STEPS.at(-1)) return true;
  return hns.endpoints().every(({ id }) => isDeepStrictEqual(hns.policiesOf(id), CNI_POLICIES));
}

async function showRejection({ api }: Stage, policy: string, log: readonly string[], io: Io): Promise<boolean> {
  const line = log.findLast(text => text.includes('rejected') && text.includes(`policy=${policy}`));
  const [namespace = '', name] = policy.split('/');
  const path = `/apis/events.k8s.io/v1/namespaces/${namespace}/events`;
  const find = async () => {
    const list = (await api.json({ path, query: { fieldSelector: `regarding.name=${name}` }, patience: () => DEADLINE })) as EventList;
    return list.items[0];
  };
  await until(async () => (await find()) !== undefined);
  const event = await find();
  io.out(["  The agent's log:", ...indent([line ?? 'no line'], 4)]);
  const note = [`${event?.type} ${event?.reason}`, ...(event?.note ?? 'none').split('\n')];
  io.out([`  The Event on networkpolicy/${name}:`, ...indent(note, 4), '']);
  return line !== undefined && event !== undefined;
}

function showAcls({ hns }: Stage, io: Io): void {
  for (const { name, ips, id } of hns.endpoints()) {
    const policies = hns.policiesOf(id) as EndpointPolicy[];
    const ours = policies.filter(isOurs).length;
    io.out([`  HNS endpoint ${name} (${ips.join(', ')}): ${policies.length} policies, ${ours} of the agent`]);
    io.out([...indent(aclTable(policies, { color: io.color }), 4), '']);
  }
}

function showConnect(stage: Stage, expected: Connect, io: Io): void {
  const { from, to, port } = expected;
  const verdict = verdictOf(stage, expected);
  const result = verdict.allowed ? paint(io.color, 'green', 'connected') : paint(io.color, 'red', 'TIMEOUT');
  io.out([
    `  $ hns-policy connect ${from} ${to}:${port} --explain`,
    `    ${result}${verdict.allowed === expected.allowed ? '' : ' (unexpected)'}`,
  ]);
  io.out(indent(explain(verdict), 4));
}

function verdictOf({ cluster, config }: Stage, { from, to, port }: Connect) {
  return judge(cluster, config, { from, to, port, protocol: 'TCP' });
}

/** @returns False on timeout. A condition that throws, for instance for a pod without an address yet, is retried. */
async function until(condition: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = performance.now() + DEADLINE; performance.now() < end; await sleep(20)) {
    try {
      if (await condition()) return true;
    } catch (error) {
      if (performance.now() + 100 > end) throw error;
    }
  }
  return false;
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map(line => ' '.repeat(by) + line);
}
