/** One PowerShell process that makes HNS calls. It runs windows/HnsPolicy/Transport.ps1, with JSON lines on standard input and output. */
import { type ChildProcess, spawn } from 'node:child_process';
import { LineSplitter } from '../../async/lines.ts';
import { HnsError } from './hns-error.ts';
import { isNativeFailure, nativeError } from './native-failure.ts';
import type { HcnFunction } from './transport.ts';

export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment of this process. */
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
  /** The child accepts calls. @param version Version of PowerShell. */
  ready(version: string): void;
  /** A call was answered. */
  answered(): void;
  /**
   * The last event. All pending calls have failed.
   * @param why Completes a sentence about PowerShell: `ended with status 1: The bridge …`.
   */
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
   * @param startMs Maximum time until the child is ready, in milliseconds.
   * @throws If spawn throws, for instance for an invalid argument. If the host rejects the program, `ended` reports it.
   */
  constructor({ program, args, env }: ChildCommand, startMs: number, events: ChildEvents) {
    this.#events = events;
    this.#process = spawn(program, args, { env: { ...process.env, ...env }, windowsHide: true });
    this.#startTimer = setTimeout(() => this.end(`was not ready within ${startMs} ms`), startMs);
    this.#process.on('error', cause => this.#finished(describeStart(program, cause)));
    // 'exit' may come before the last answers.
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
    // The 'close' event reports the end of the child.
    this.#process.stdin?.on('error', () => {});
  }

  /** False until the child accepts calls. Earlier calls would count its start as time that HNS needs. */
  get ready(): boolean {
    return this.#ready;
  }

  /** Number of pending calls. */
  get out(): number {
    return this.#calls.size;
  }

  /** Number of pending calls that were sent longer ago than this. */
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

  /** Asks the child to end. It does so even with pending calls. */
  finish(): void {
    this.#process.stdin?.end();
  }

  /** Kills the child without waiting. A process that hangs in a driver may stay. */
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
    // Ignore any other output.
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
