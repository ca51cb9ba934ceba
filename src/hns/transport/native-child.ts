/**
 * A child process that tries native code and sends one answer. Native code can crash its process or never return, so code that has not been
 * tried yet must not run in the process of the agent.
 */
import { fork } from 'node:child_process';

const STDERR_KEPT = 300;
/** Exit statuses from here on are NTSTATUS codes of a crash, for instance 0xc0000005. */
const FIRST_NTSTATUS = 0x80000000;

/**
 * @param program Path of a module that calls `answerParent`.
 * @returns The answer of the child, which is then ended.
 * @throws Error that completes a sentence about the child: it ended without an answer, or did not answer in time.
 */
export async function askChild(program: string, args: readonly string[], timeoutMs: number): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const child = fork(program, [...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const timer = setTimeout(() => reject(new Error(`did not answer within ${timeoutMs / 1000} s`)), timeoutMs);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', text => {
    stderr = (stderr + text).slice(0, STDERR_KEPT);
  });
  child.once('message', resolve);
  child.once('error', error => reject(new Error(`cannot be started: ${error.message}`)));
  // 'exit' may come before the answer.
  child.once('close', (status, signal) => reject(new Error(`ended with ${signal ?? statusText(status)}${complaint(stderr)}`)));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
  }
}

/** Called in the child. */
export function answerParent(answer: unknown): void {
  process.send?.(answer);
}

function statusText(status: number | null): string {
  return status !== null && status >= FIRST_NTSTATUS ? `0x${status.toString(16)}` : `status ${status}`;
}

function complaint(stderr: string): string {
  const text = stderr.replace(/\s+/g, ' ').trim();
  return text && `: ${text}`;
}
