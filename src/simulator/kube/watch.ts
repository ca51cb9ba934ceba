/** WATCH: one open stream of changes. */
import type { ServerResponse } from 'node:http';
import type { Renderer } from './format.ts';
import type { Change } from './history.ts';
import type { KubeObject } from './object.ts';
import type { Selection } from './selection.ts';
import type { Status } from './status.ts';

export interface WatchSettings {
  readonly store: string;
  readonly matches: Selection;
  readonly renderer: Renderer;
  readonly bookmarks: boolean;
  /** The watch has only changes after this revision. */
  readonly after: number;
  /** The revision that the initial events reach. */
  readonly begins: number;
}

const BATCH = 500;

export class Watch {
  readonly #response: ServerResponse;
  readonly #settings: WatchSettings;
  /** Changes received while the initial events are being written. */
  #waiting: string[] | undefined;
  #closed = false;
  /** Only the first event of a table stream has the columns. */
  #first = true;
  readonly #closing: (() => void)[] = [];

  constructor(response: ServerResponse, settings: WatchSettings) {
    this.#response = response;
    this.#settings = settings;
    response.on('close', () => this.#close());
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private' });
    response.flushHeaders();
  }

  get wantsBookmarks(): boolean {
    return this.#settings.bookmarks;
  }

  /** Calls the listener once when the stream ends, or at once if it has ended. */
  onClose(action: () => void): void {
    if (this.#closed) action();
    else this.#closing.push(action);
  }

  /** Writes ADDED for each object, then the changes received meanwhile. @param end the revision of the initial events, for a bookmark. */
  async begin(objects: readonly KubeObject[], end?: number): Promise<void> {
    const waiting: string[] = [];
    this.#waiting = waiting;
    for (let i = 0; i < objects.length && !this.#closed; i += BATCH) {
      const lines = objects.slice(i, i + BATCH).map(object => this.#event('ADDED', object));
      if (!this.#response.write(lines.join(''))) await this.#drained();
    }
    this.#waiting = undefined;
    if (end !== undefined) this.bookmark(end, { 'k8s.io/initial-events-end': 'true' });
    if (!this.#closed && waiting.length > 0) this.#response.write(waiting.join(''));
  }

  /** Writes a change of the store. An object that begins to match the selectors is ADDED. One that no longer matches is DELETED. */
  change({ store, revision, object, previous, deleted }: Change): void {
    const { matches, after } = this.#settings;
    if (this.#closed || store !== this.#settings.store || revision <= after) return;
    const before = previous !== undefined && matches(previous);
    const now = !deleted && matches(object);
    if (now) this.#write(this.#event(before ? 'MODIFIED' : 'ADDED', object));
    else if (before) {
      // The last matching state, with the resourceVersion of this change.
      const metadata = { ...previous.metadata, resourceVersion: String(revision) };
      this.#write(this.#event('DELETED', deleted ? object : { ...previous, metadata }));
    }
  }

  /** A bookmark, unless the initial events already reach this revision. */
  news(revision: number): void {
    if (revision > this.#settings.begins) this.bookmark(revision);
  }

  /** @param annotations in addition to the resourceVersion. */
  bookmark(revision: number, annotations?: Record<string, string>): void {
    if (!this.#settings.bookmarks) return;
    const metadata = { resourceVersion: String(revision), ...(annotations && { annotations }) };
    this.#write(line('BOOKMARK', this.#settings.renderer.bookmark(metadata)));
  }

  /** Closes the stream. The client receives its end. */
  end(): void {
    if (!this.#closed) this.#response.end();
    this.#close();
  }

  /** Sends an ERROR event and closes the stream. */
  fail(status: Status): void {
    if (!this.#closed) this.#response.write(line('ERROR', status));
    this.end();
  }

  /** Breaks the connection in the middle of the stream. */
  cut(): void {
    this.#response.socket?.destroy();
    this.#close();
  }

  #event(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: KubeObject): string {
    const header = this.#first;
    this.#first = false;
    return line(type, this.#settings.renderer.one(object, { header }));
  }

  #write(text: string): void {
    if (this.#closed) return;
    if (this.#waiting) this.#waiting.push(text);
    else this.#response.write(text);
  }

  #drained(): Promise<void> {
    return new Promise(resolve => {
      this.#response.once('drain', resolve);
      this.onClose(resolve);
    });
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const action of this.#closing) action();
  }
}

function line(type: string, object: unknown): string {
  return `${JSON.stringify({ type, object })}\n`;
}
