/**
 * Writes the log to a descriptor without ever blocking the agent. A thread of libuv's pool makes each write, because Node writes to a pipe on Windows
 * on the main thread. If the disk is full, the line is dropped. If the reader stalls, lines wait in a bounded backlog, and further lines are dropped.
 */
import { write as writeTo } from 'node:fs';
import { Writable } from 'node:stream';
import { withTimeout } from '../async/timers.ts';

/** `failed`: the write failed, for instance because the disk is full. `full`: too many bytes wait. */
export type LineLoss = 'failed' | 'full';

type Write = (fd: number, bytes: Uint8Array, done: (error: NodeJS.ErrnoException | null, written: number) => void) => void;

export interface LogSinkOptions {
  readonly fd: number;
  /** Bytes that may wait for the descriptor. */
  readonly maxPending: number;
  /** Default: fs.write. */
  readonly write?: Write;
}

/** A descriptor that does not block reports that its reader stalls. */
const STALLED = 'EAGAIN';
const RETRY_MS = 50;

/** Emits `lost` with a LineLoss for each dropped line, and `recovered` with the number of lines dropped before a successful write. */
export class LogSink extends Writable {
  readonly #fd: number;
  readonly #maxPending: number;
  readonly #writeTo: Write;
  readonly #lines: Buffer[] = [];
  #bytes = 0;
  #isBusy = false;
  #isInCall = false;
  #lost = 0;
  #lostSinceWrite = 0;
  /** The last line was written in part. */
  #isBroken = false;
  #idle = Promise.withResolvers<void>();

  constructor({ fd, maxPending, write = writeTo }: LogSinkOptions) {
    super({ decodeStrings: false });
    this.#fd = fd;
    this.#maxPending = maxPending;
    this.#writeTo = write;
  }

  /** Lines that were dropped. */
  get lost(): number {
    return this.#lost;
  }

  /** A thread waits for the descriptor, so that the process cannot exit in good order. */
  get isStuck(): boolean {
    return this.#isInCall;
  }

  override _write(line: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    const bytes = Buffer.from(line);
    if (this.#bytes + bytes.length > this.#maxPending) this.#lose('full');
    else {
      this.#lines.push(bytes);
      this.#bytes += bytes.length;
      this.#next();
    }
    done();
  }

  /** Resolves when every line is written or dropped. @returns False after `ms`. */
  async flush(ms: number): Promise<boolean> {
    if (!this.#isBusy) return true;
    const isIdle = this.#idle.promise.then(() => true);
    return (await withTimeout(isIdle, ms)) ?? false;
  }

  #next(): void {
    if (this.#isBusy) return;
    const line = this.#lines.shift();
    if (!line) {
      this.#idle.resolve();
      this.#idle = Promise.withResolvers();
      return;
    }
    this.#isBusy = true;
    this.#put(this.#isBroken ? Buffer.concat([Buffer.from('\n'), line]) : line, line.length);
  }

  /** @param size Of the whole line, in the backlog. */
  #put(rest: Buffer, size: number): void {
    this.#isInCall = true;
    this.#writeTo(this.#fd, rest, (error, written) => {
      this.#isInCall = false;
      if (error?.code === STALLED) {
        setTimeout(() => this.#put(rest, size), RETRY_MS).unref();
        return;
      }
      if (!error && written < rest.length) {
        this.#isBroken = true;
        this.#put(rest.subarray(written), size);
        return;
      }
      this.#isBusy = false;
      this.#bytes -= size;
      if (error) this.#lose('failed');
      else this.#wrote();
      this.#next();
    });
  }

  #wrote(): void {
    this.#isBroken = false;
    const lost = this.#lostSinceWrite;
    this.#lostSinceWrite = 0;
    if (lost > 0) this.emit('recovered', lost);
  }

  #lose(reason: LineLoss): void {
    this.#lost++;
    this.#lostSinceWrite++;
    this.emit('lost', reason);
  }
}
