/**
 * HNS through a child process of Windows PowerShell, for sites that forbid native add-ons. Nothing from the cluster gets into its command line or into
 * script text: calls are data on its standard input.
 */
import { join } from 'node:path';
import { HnsError } from './hns-error.ts';
import { type ChildCall, type ChildCommand, PowerShellChild } from './powershell-child.ts';
import { StartLimit } from './start-limit.ts';
import type { HcnFunction, Transport } from './transport.ts';

export interface PowerShellOptions {
  /** Windows PowerShell 5.1 of this host unless given. */
  readonly command?: ChildCommand;
  /** How long a caller waits for an answer, milliseconds. A call that waited for its turn for longer is not made any more. */
  readonly timeoutMs?: number;
  /** Calls that the child makes at once; others wait for their turn. */
  readonly maxCalls?: number;
  /** A child with as many calls out for longer than timeoutMs is ended, and the next call starts another. */
  readonly maxHung?: number;
  /** Children started in any one minute; when there would be more, calls fail. */
  readonly maxStarts?: number;
  /** How long a child may take until it takes calls, milliseconds. */
  readonly startMs?: number;
  /** Told of each start and end of a child, in a sentence. */
  readonly log?: (sentence: string) => void;
}

/** For a command of another PowerShell. */
export const TRANSPORT_SCRIPT = join(import.meta.dirname, '../../../windows/HnsPolicy/Transport.ps1');

// What takes longer hangs in native code.
const CLOSE_MS = 2000;

/** The script, started by the Windows PowerShell that every Windows Server has. */
export function windowsPowerShell(env: NodeJS.ProcessEnv = process.env): ChildCommand {
  return {
    program: `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`,
    args: ['-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-ExecutionPolicy', 'Bypass', '-File', TRANSPORT_SCRIPT],
  };
}

/** Starts nothing before the first call. */
export function powerShellTransport(options: PowerShellOptions = {}): Transport {
  return new PowerShellTransport(options);
}

class PowerShellTransport implements Transport {
  readonly #options: Required<PowerShellOptions>;
  readonly #starts: StartLimit;
  readonly #waiting: (ChildCall & { readonly since: number })[] = [];
  #child: PowerShellChild | undefined;
  /** Why there is no child. */
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

  /** Hands waiting calls to the child, which is started when there is none. */
  #go(): void {
    const { maxCalls, maxStarts } = this.#options;
    if (this.#closed) this.#refuse('the transport is closed');
    this.#endHung();
    while (this.#waiting.length > 0) {
      this.#child ??= this.#start();
      if (!this.#child) this.#refuse(`PowerShell ${this.#lastEnd}; it is started at most ${maxStarts} times a minute`);
      else if (this.#child.ready && this.#child.out < maxCalls) this.#make(this.#waiting.shift()!, this.#child);
      else return;
    }
  }

  #make(call: ChildCall & { readonly since: number }, child: PowerShellChild): void {
    const { timeoutMs } = this.#options;
    // Its caller has given up, and may want something else by now.
    if (performance.now() - call.since > timeoutMs) {
      const { name, id } = call;
      call.reject(
        new HnsError('timeout', { function: name }, `${name}${id && ` ${id}`}: not tried, its turn did not come within ${timeoutMs} ms`),
      );
    } else {
      child.send(call);
    }
  }

  /** @returns undefined when there were too many starts, or this one cannot be. */
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
        log(`PowerShell ${version} makes the HNS calls`);
        this.#go();
      },
      answered: () => this.#go(),
      ended: why => {
        this.#child = undefined;
        this.#lastEnd = why;
        this.#gone();
        if (!this.#closed) log(`PowerShell ${why}`);
        // One that never was ready: the next would not be either.
        if (!child.ready) this.#refuse(`PowerShell ${why}`);
        this.#go();
      },
    });
    return child;
  }

  /** Calls that hang take away the turns of others, and native calls cannot be taken back but with their process. */
  #endHung(): void {
    const { timeoutMs, maxHung } = this.#options;
    const hung = this.#child?.hung(timeoutMs) ?? 0;
    if (hung >= maxHung) this.#child?.end(`was ended: ${hung} calls got no answer within ${timeoutMs} ms`);
  }

  #refuse(why: string): void {
    for (const { name, reject } of this.#waiting.splice(0)) reject(new HnsError('unavailable', { function: name }, `${name}: ${why}`));
  }

  async #close(): Promise<void> {
    this.#refuse('the transport is closed');
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
