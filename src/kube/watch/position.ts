/** The resource version that the next watch of one kind starts from, and the doubts about it. */
import { ApiError } from './api-error.ts';
import { RestoredError, requireNotEarlier } from './resource-version.ts';
import { SHORTEST_TIMEOUT } from './stream.ts';
import { UnreadableEventError } from './watch-event.ts';

export class Position {
  #version: string | undefined;
  #isDoubtful = false;
  /** The server could not continue from the version, and no event or bookmark has arrived since. */
  #isRelisting = false;

  /** The last version received. Undefined: a list is needed. */
  get version(): string | undefined {
    return this.#version;
  }

  /** The server may have been restored since the last event, so its version is checked before the next watch. */
  get isDoubtful(): boolean {
    return this.#isDoubtful;
  }

  listed(version: string): void {
    this.#version = version;
    this.#isDoubtful = false;
  }

  /** @throws RestoredError if the version is earlier than the last one. @param version Of the server or of an event. */
  compare(version: string | undefined): void {
    requireNotEarlier(version, this.#version);
  }

  /** The version of the server is not earlier. */
  checked(): void {
    this.#isDoubtful = false;
  }

  /** An event or a bookmark has been applied. */
  received(version: string | undefined): void {
    this.#isRelisting = false;
    this.#version = version ?? this.#version;
  }

  /** The server ended a watch without an error. It does so at the timeout, but also at shutdown. @param lasted Milliseconds. */
  ended(lasted: number): void {
    this.#isDoubtful = lasted < SHORTEST_TIMEOUT;
  }

  /** The next attempt lists. */
  requireList(): void {
    this.#version = undefined;
  }

  /** @returns True if the server cannot continue from the version, for the first time since an event. It works, and needs to be listed again. */
  failed(error: unknown): boolean {
    const rejection = error instanceof ApiError ? error : undefined;
    const isRestored = error instanceof RestoredError;
    const isRejected = this.#version !== undefined && (isRestored || rejection?.isExpired === true);
    this.#isDoubtful = true;
    if (isRestored || rejection?.demandsList || error instanceof UnreadableEventError) this.requireList();
    if (!isRejected || this.#isRelisting) return false;
    this.#isRelisting = true;
    return true;
  }
}
