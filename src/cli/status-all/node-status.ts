/** Asks the agent of one node for its status, by running `hns-policy status` in its pod. */
import { type Status, statusSchema } from '../../agent/status/status-schema.ts';
import { ExecTimeoutError, type PodExec } from '../../kube/exec/exec.ts';
import type { WindowsNode } from './agent-pods.ts';

/**
 * `no-agent`: no pod of the agent is on the node. `not-running`: its container does not run. `timeout`: no answer came in time. `no-answer`: the
 * command failed, or its output is not a status of this version.
 */
export interface NodeProblem {
  readonly reason: 'no-agent' | 'not-running' | 'timeout' | 'no-answer';
  readonly message: string;
}

export interface NodeStatus {
  readonly node: string;
  /** Name of the agent's pod. */
  readonly pod?: string;
  /** Absent if there is a problem. */
  readonly status?: Status;
  readonly problem?: NodeProblem;
}

const COMMAND = ['cmd', '/c', 'hns-policy', 'status', '-o', 'json'];
const MAX_OUTPUT = 32 * 1024 * 1024;

/** Never rejects. */
export async function nodeStatus(
  exec: PodExec,
  namespace: string,
  { name: node, agent }: WindowsNode,
  timeoutMs: number,
): Promise<NodeStatus> {
  if (!agent) return { node, problem: { reason: 'no-agent', message: 'no pod of the agent is on this node' } };
  const { name: pod, isRunning, state } = agent;
  if (!isRunning) return { node, pod, problem: { reason: 'not-running', message: `the agent's pod ${pod} is ${state}` } };
  try {
    const target = { namespace, pod, container: 'agent', command: COMMAND };
    const { stdout, stderr, exitCode } = await exec.run(target, { timeoutMs, maxBytes: MAX_OUTPUT });
    const answer = statusSchema.safeParse(parsed(stdout));
    if (answer.success) return { node, pod, status: answer.data };
    const message = stderr.trim() || `${pod} printed no status of this version (exit status ${exitCode})`;
    return { node, pod, problem: { reason: 'no-answer', message } };
  } catch (error) {
    const reason = error instanceof ExecTimeoutError ? 'timeout' : 'no-answer';
    return { node, pod, problem: { reason, message: (error as Error).message } };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
