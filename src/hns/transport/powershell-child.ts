/** One PowerShell process that makes HNS calls: windows/HnsPolicy/Transport.ps1 with JSON lines on its standard input and output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { LineSplitter } from '../../async/lines.ts';
import { HnsError } from './hns-error.ts';
import { isNativeFailure, nativeError } from './native-failure.ts';
import type { HcnFunction } from './transport.ts';

export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface ChildCall {
  readonly name: HcnFunction;
  readonly id: string;
  readonly document: string;
  readonly resolve: (result: string) => void;
  readonly reject: (error: HnsError) => void;
}

export interface ChildEvents {
  /** It takes calls now. @param version Of PowerShell. */
  ready(version: string): void;
  /** A call got its answer. */
  answered(): void;
  /** The last event; the calls that were out have failed. @param why The end of a sentence about PowerShell: `ended with status 1: The bridge …`. */
  ended(why: string): void;
}

const STDERR_KEPT = 2000;

export class PowerShellChild {
  readonly #process: ChildProcess;
  readonly #events: ChildEvents;
  readonly #calls = new Map<number, ChildCall & { readonly sent: number }>();
  readonly #startTimer: NodeJS.Timeout;
  #count = 0;
  #stderr = '';
  #ready = false;
  #ended = false;

  /**
   * @param startMs How long it may take until it is ready, milliseconds.
   * @throws What spawn throws, for instance of an argument that it does not take. What the host refuses is told as the end.
   */
  constructor({ program, args, env }: ChildCommand, startMs: number, events: ChildEvents) {
    this.#events = events;
    this.#process = spawn(program, args, { env: { ...process.env, ...env }, windowsHide: true });
    this.#startTimer = setTimeout(() => this.end(`was not ready within ${startMs} ms`), startMs);
    this.#process.on('error', cause => this.#finished(describeStart(program, cause)));
    // Not 'exit', which may come before the last answers.
    this.#process.on('close', (status, signal) => {
      const complaint = this.#stderr.trim();
      this.#finished(`ended with ${signal ?? `status ${status}`}${complaint && `: ${complaint}`}`);
    });
    const lines = new LineSplitter();
    this.#process.stdout?.on('data', chunk => {
      for (const line of lines.push(chunk)) this.#read(line);
    });
    this.#process.stderr?.setEncoding('utf8').on('data', text => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_KEPT);
    });
    // It has ended; that is told by 'close'.
    this.#process.stdin?.on('error', () => {});
  }

  /** Whether it takes calls; those before would count its start as time that HNS takes. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Calls that have no answer yet. */
  get out(): number {
    return this.#calls.size;
  }

  /** How many of these were sent longer ago. */
  hung(milliseconds: number): number {
    const now = performance.now();
    return [...this.#calls.values()].filter(({ sent }) => now - sent > milliseconds).length;
  }

  send(call: ChildCall): void {
    const { name, id, document } = call;
    const n = this.#count++;
    this.#calls.set(n, { ...call, sent: performance.now() });
    this.#process.stdin?.write(`${JSON.stringify({ n, name, id, document })}\n`);
  }

  /** Asks it to end, which it does also with calls out. */
  finish(): void {
    this.#process.stdin?.end();
  }

  /** Kills it, and waits for nothing: a process that hangs in a driver may outlive that. */
  end(why: string): void {
    this.#process.kill('SIGKILL');
    this.#finished(why);
  }

  #read(line: string): void {
    const { ready, n, result, error } = parse(line);
    if (typeof ready === 'object' && ready !== null && !this.#ready) {
      this.#ready = true;
      clearTimeout(this.#startTimer);
      this.#events.ready(String((ready as { powershell?: unknown }).powershell));
      return;
    }
    // Whatever else may get onto its output is nobody's answer.
    const call = typeof n === 'number' ? this.#calls.get(n) : undefined;
    if (!call) return;
    if (typeof result === 'string') call.resolve(result);
    else if (isNativeFailure(error)) call.reject(nativeError(error));
    else return;
    this.#calls.delete(n as number);
    this.#events.answered();
  }

  #finished(why: string): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#startTimer);
    for (const { name, reject } of this.#calls.values())
      reject(new HnsError('unavailable', { function: name }, `${name}: PowerShell ${why}`));
    this.#calls.clear();
    this.#events.ended(why);
  }
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function describeStart(program: string, cause: Error & { code?: string }): string {
  return cause.code === 'ENOENT' ? `is not on this host: ${program} does not exist` : `cannot be started: ${cause.message}`;
}
