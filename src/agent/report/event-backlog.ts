/**
 * Unsent Events, at most one for each object. Namespaces take turns. If the backlog is full, the namespace with the most Events loses one, so that a
 * flood in one namespace displaces only its own Events.
 */
import type { ObjectEvent, Regarding } from '../../kube/events/events.ts';

export class EventBacklog {
  readonly #most: number;
  /** By namespace and object, in the order in which they are sent. */
  readonly #queues = new Map<string, Map<string, ObjectEvent>>();
  #size = 0;

  /** @param most Events to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#size;
  }

  get(object: Regarding): ObjectEvent | undefined {
    return this.#queues.get(namespaceOf(object))?.get(nameOf(object));
  }

  /** Replaces an unsent Event about the same object. @returns The Event that is dropped because the backlog is full. */
  put(event: ObjectEvent): ObjectEvent | undefined {
    const namespace = namespaceOf(event.regarding);
    const queue = this.#queues.get(namespace) ?? new Map<string, ObjectEvent>();
    this.#queues.set(namespace, queue);
    const size = queue.size;
    queue.set(nameOf(event.regarding), event);
    this.#size += queue.size - size;
    if (this.#size <= this.#most) return undefined;
    const longest = [...this.#queues.values()].reduce((a, b) => (b.size > a.size ? b : a), queue);
    const dropped = [...longest.values()].at(-1)!;
    this.remove(dropped.regarding);
    return dropped;
  }

  remove(object: Regarding): void {
    const namespace = namespaceOf(object);
    const queue = this.#queues.get(namespace);
    if (!queue?.delete(nameOf(object))) return;
    this.#size--;
    if (queue.size === 0) this.#queues.delete(namespace);
  }

  /** The first Event that may be tried, of the namespace whose turn it is. The namespace then goes to the end. */
  next(mayTry: (event: ObjectEvent) => boolean): ObjectEvent | undefined {
    for (const [namespace, queue] of this.#queues) {
      for (const event of queue.values()) {
        if (!mayTry(event)) continue;
        this.#queues.delete(namespace);
        this.#queues.set(namespace, queue);
        return event;
      }
    }
    return undefined;
  }

  *[Symbol.iterator](): Iterator<ObjectEvent> {
    for (const queue of this.#queues.values()) yield* queue.values();
  }
}

function namespaceOf({ namespace = '' }: Regarding): string {
  return namespace;
}

function nameOf({ kind, name, topic = '' }: Regarding): string {
  return `${kind} ${name} ${topic}`;
}
