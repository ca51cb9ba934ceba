/** The container events of one containerd, as its versions deliver them. */
import type { ContainerEvent } from './documents.ts';

/** Events that containerd 1.7 keeps while no caller reads. */
const CAPACITY = 1_000;

export interface EventFeed {
  send(event: ContainerEvent): void;
  /** @returns Ends the subscription. */
  subscribe(receive: (event: ContainerEvent) => void): () => void;
}

/** From 2.0 on: every caller receives every event from then on. */
export class BroadcastFeed implements EventFeed {
  readonly #receivers = new Set<(event: ContainerEvent) => void>();

  send(event: ContainerEvent): void {
    for (const receive of this.#receivers) receive(event);
  }

  subscribe(receive: (event: ContainerEvent) => void): () => void {
    this.#receivers.add(receive);
    return () => this.#receivers.delete(receive);
  }
}

/** containerd 1.7: one channel from which all callers read in turn, so each event reaches one of them (containerd#7318). */
export class SharedFeed implements EventFeed {
  readonly #receivers: ((event: ContainerEvent) => void)[] = [];
  readonly #waiting: ContainerEvent[] = [];

  send(event: ContainerEvent): void {
    const receive = this.#receivers.shift();
    if (receive) {
      this.#receivers.push(receive);
      receive(event);
    } else if (this.#waiting.length < CAPACITY) this.#waiting.push(event);
  }

  subscribe(receive: (event: ContainerEvent) => void): () => void {
    this.#receivers.push(receive);
    for (const event of this.#waiting.splice(0)) this.send(event);
    return () => {
      const index = this.#receivers.indexOf(receive);
      if (index >= 0) this.#receivers.splice(index, 1);
    };
  }
}
