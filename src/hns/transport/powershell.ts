/**
 * Calls HNS through a child process of Windows PowerShell, for sites that forbid native add-ons. Calls are sent as data on standard input. No
 * cluster data reaches the command line or a script.
 */
import { join } from 'node:path';
import { HnsError } from './hns-error.ts';
import { type ChildCall, type ChildCommand, PowerShellChild } from './powershell-child.ts';
import { StartLimit } from './start-limit.ts';
import { systemProgram } from './system-program.ts';
import type { HcnFunction, Transport } from './transport.ts';

export interface PowerShellOptions {
  /** Default: Windows PowerShell 5.1 of this host. */
  readonly command?: ChildCommand;
  /** Milliseconds that a caller waits for an answer. A call that has been queued for longer is not made. */
  readonly timeoutMs?: number;
  /** Maximum concurrent calls in the child. Other calls are queued. */
  readonly maxCalls?: number;
  /** A child with this many calls pending for longer than timeoutMs is ended. The next call starts another. */
  readonly maxHung?: number;
  /** Maximum starts of a child in one minute. Calls that would need another start fail. */
  readonly maxStarts?: number;
  /** Milliseconds that a child may take until it is ready. */
  readonly startMs?: number;
  /** Logs each start and end of a child, as one sentence. */
  readonly log?: (sentence: string) => void;
}

/** The script, for a custom command. */
export const TRANSPORT_SCRIPT = join(import.meta.dirname, '../../../windows/HnsPolicy/Transport.ps1');

// A child that takes longer hangs in native code.
const CLOSE_MS = 2000;

/** Runs the script with the Windows PowerShell that ships with Windows Server. */
export function windowsPowerShell(env: NodeJS.ProcessEnv = process.env): ChildCommand {
  return {
    program: systemProgram('WindowsPowerShell\\v1.0\\powershell.exe', env),
    args: ['-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-ExecutionPolicy', 'Bypass', '-File', TRANSPORT_SCRIPT],
  };
}

/** The first call starts the child. */
export function powerShellTransport(options: PowerShellOptions = {}): Transport {
  return new PowerShellTransport(options);
}

class PowerShellTransport implements Transport {
  readonly #options: Required<PowerShellOptions>;
  readonly #starts: StartLimit;
  readonly #waiting: (ChildCall & { readonly since: number })[] = [];
  #child: PowerShellChild | undefined;
  /** The reason why there is no child. */
  #lastEnd = '';
  #closed: Promise<void> | undefined;
  #gone: () => void = () => {};

  constructor(options: PowerShellOptions) {
    this.#options = {
      command: windowsPowerShell(),
      timeoutMs: 30_000,
      maxCalls: 16,
      maxHung: 4,
      maxStarts: 5,
      startMs: 60_000,
      log: () => {},
      ...options,
    };
    this.#starts = new StartLimit(this.#options.maxStarts, 60_000);
  }

  call(name: HcnFunction, id: string, document: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, id, document, resolve, reject, since: performance.now() });
      this.#go();
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Passes queued calls to the child, and starts one if needed. */
  #go(): void {
    const { maxCalls, maxStarts } = this.#options;
    if (this.#closed) this.#rejectWaiting('the transport is closed');
    this.#endHung();
    while (this.#waiting.length > 0) {
      this.#child ??= this.#start();
      if (!this.#child) this.#rejectWaiting(`PowerShell ${this.#lastEnd}; it is started at most ${maxStarts} times a minute`);
      else if (this.#child.ready && this.#child.out < maxCalls) this.#make(this.#waiting.shift()!, this.#child);
      else return;
    }
  }

  #make(call: ChildCall & { readonly since: number }, child: PowerShellChild): void {
    const { timeoutMs } = this.#options;
    // The caller has given up, and its request may be outdated.
    if (performance.now() - call.since > timeoutMs) {
      const { name, id } = call;
      call.reject(new HnsError('timeout', { function: name }, `${name}${id && ` ${id}`}: not tried, queued for more than ${timeoutMs} ms`));
    } else {
      child.send(call);
    }
  }

  /** @returns undefined if the start limit is reached or the child cannot be started. */
  #start(): PowerShellChild | undefined {
    if (!this.#starts.take()) return undefined;
    try {
      return this.#spawn();
    } catch (cause) {
      this.#lastEnd = `cannot be started: ${(cause as Error).message}`;
      return undefined;
    }
  }

  #spawn(): PowerShellChild {
    const { command, startMs, log } = this.#options;
    const child = new PowerShellChild(command, startMs, {
      ready: version => {
        log(`PowerShell ${version} is ready for HNS calls`);
        this.#go();
      },
      answered: () => this.#go(),
      ended: why => {
        this.#child = undefined;
        this.#lastEnd = why;
        this.#gone();
        if (!this.#closed) log(`PowerShell ${why}`);
        // A child that never became ready would fail the same way when started again.
        if (!child.ready) this.#rejectWaiting(`PowerShell ${why}`);
        this.#go();
      },
    });
    return child;
  }

  /** Hung calls block the queue, and native calls can be cancelled only by ending their process. */
  #endHung(): void {
    const { timeoutMs, maxHung } = this.#options;
    const hung = this.#child?.hung(timeoutMs) ?? 0;
    if (hung >= maxHung) this.#child?.end(`was ended: ${hung} calls got no answer within ${timeoutMs} ms`);
  }

  #rejectWaiting(why: string): void {
    for (const { name, reject } of this.#waiting.splice(0)) reject(new HnsError('unavailable', { function: name }, `${name}: ${why}`));
  }

  async #close(): Promise<void> {
    this.#rejectWaiting('the transport is closed');
    const child = this.#child;
    if (!child) return;
    const gone = new Promise<void>(resolve => {
      this.#gone = resolve;
    });
    child.finish();
    const timer = setTimeout(() => child.end(`did not end within ${CLOSE_MS} ms`), CLOSE_MS);
    await gone;
    clearTimeout(timer);
  }
}
