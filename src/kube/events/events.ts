/** Kubernetes Events (events.k8s.io/v1), which `kubectl describe` shows for an object. */
import { createHash } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiError } from '../watch/api-error.ts';
import { ApiConnection } from '../watch/connection.ts';

/** The object that an Event is about. */
export interface Regarding {
  readonly apiVersion: string;
  readonly kind: 'NetworkPolicy' | 'Pod' | 'Node';
  /** Absent for kinds without namespaces. Their Events are in `default`. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  /** Problems of one object with different topics are reported independently. It is not sent. Absent: most objects have one topic. */
  readonly topic?: string;
}

export interface ObjectEvent {
  readonly regarding: Regarding;
  readonly type: 'Normal' | 'Warning';
  /** One word for programs, at most 128 bytes, for instance `UnsupportedOnWindows`. */
  readonly reason: string;
  /** The action taken, for instance `RejectItem`. At most 128 bytes. */
  readonly action: string;
  /** For people. At most 1024 bytes, see event-note.ts. */
  readonly note: string;
  /** Distinguishes Events with the same object, reason and action. If it is equal too, all reporters share one Event. */
  readonly occasion: readonly string[];
}

export interface EventRecorderOptions {
  readonly kubeConfig: KubeConfig;
  /** Name of the reporting node. */
  readonly node: string;
  /** Milliseconds since 1970. Default Date.now. */
  readonly now?: () => number;
}

const CONTROLLER = 'hns-policy-agent';
const PATIENCE = 30_000;
const MAX_NAME = 253;
// events.k8s.io validation: ReportingInstanceLengthLimit.
const MAX_INSTANCE = 128;
// events.k8s.io validation requires this namespace for Events about objects without one. The kubelet's Node Events are there too.
const NO_NAMESPACE = 'default';

/**
 * The name of an Event does not depend on the reporting node: the first node creates it, the others find it. The API server deletes Events after
 * an hour by default. After that the next report creates the Event again.
 */
export class EventRecorder {
  readonly #connection: ApiConnection;
  readonly #node: string;
  readonly #now: () => number;

  constructor({ kubeConfig, node, now = Date.now }: EventRecorderOptions) {
    this.#connection = new ApiConnection(kubeConfig);
    this.#node = node;
    this.#now = now;
  }

  /**
   * @returns `created` if this call created the Event.
   * @throws ApiError if the API server rejects it, for instance 404 if the namespace is gone, or any error of node:https.
   */
  async record(event: ObjectEvent, signal?: AbortSignal): Promise<'created' | 'exists'> {
    const path = `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(event.regarding.namespace ?? NO_NAMESPACE)}/events`;
    const body = eventObject(event, this.#node, this.#now());
    try {
      await this.#connection.json({ method: 'POST', path, body, ...(signal && { signal }), patience: () => PATIENCE });
      return 'created';
    } catch (error) {
      if (error instanceof ApiError && error.status === 409 && error.reason === 'AlreadyExists') return 'exists';
      throw error;
    }
  }

  /** Aborts running requests. */
  close(): void {
    this.#connection.close();
  }
}

/** Deterministic: depends on the object, its uid, the reason, the action and the occasion. */
export function eventName({ regarding, reason, action, occasion }: ObjectEvent): string {
  const hash = createHash('sha256')
    .update([regarding.uid, reason, action, ...occasion].join('\0\0'))
    .digest('hex')
    .slice(0, 16);
  // The part before the dot must not end with `-` or `.`.
  const stem = regarding.name.slice(0, MAX_NAME - 1 - hash.length).replace(/[-.]+$/, '');
  return `${stem}.${hash}`;
}

function eventObject(event: ObjectEvent, node: string, now: number): object {
  const { regarding, type, reason, action, note } = event;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { namespace: regarding.namespace ?? NO_NAMESPACE, name: eventName(event) },
    regarding: { ...regarding, topic: undefined },
    type,
    reason,
    action,
    note,
    reportingController: CONTROLLER,
    reportingInstance: node.slice(0, MAX_INSTANCE),
    // MicroTime has six digits; a Date has three.
    eventTime: new Date(now).toISOString().replace('Z', '000Z'),
  };
}
