/** Kubernetes Events (events.k8s.io/v1): what `kubectl describe` shows people about an object. */
import { createHash } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import { ApiError } from '../watch/api-error.ts';
import { ApiConnection } from '../watch/connection.ts';

/** The object that an Event is about. */
export interface Regarding {
  readonly apiVersion: string;
  readonly kind: 'NetworkPolicy' | 'Pod' | 'Node';
  /** Absent for kinds without namespaces; their Events are in `default`. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
}

export interface ObjectEvent {
  readonly regarding: Regarding;
  readonly type: 'Normal' | 'Warning';
  /** One word for machines, at most 128 bytes, for instance `UnsupportedOnWindows`. */
  readonly reason: string;
  /** What was done about it, for instance `RejectItem`; at most 128 bytes. */
  readonly action: string;
  /** For people; at most 1024 bytes, see event-note.ts. */
  readonly note: string;
  /** What tells it from other Events about the object with this reason and action: where this is equal too it is one Event, whoever reports it. */
  readonly occasion: readonly string[];
}

export interface EventRecorderOptions {
  readonly kubeConfig: KubeConfig;
  /** Name of the node that reports. */
  readonly node: string;
  /** Milliseconds since 1970; default Date.now. */
  readonly now?: () => number;
}

const CONTROLLER = 'hns-policy-agent';
const PATIENCE = 30_000;
const MAX_NAME = 253;
// events.k8s.io validation: ReportingInstanceLengthLimit.
const MAX_INSTANCE = 128;
// Where events.k8s.io validation wants those about what has no namespace; the kubelet's are there too.
const NO_NAMESPACE = 'default';

/**
 * One Event has one name, whatever node reports it: the first node creates it, the others find it there. It lives as long as the API server
 * keeps Events (an hour by default); whoever reports the same again later creates it again.
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
   * @returns whether this call created the Event.
   * @throws ApiError when the API server refuses, for instance 404 when the namespace is gone; or what node:https throws.
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

  /** Cuts what is under way. */
  close(): void {
    this.#connection.close();
  }
}

/** Deterministic: from the object, its uid, the reason, the action and the occasion. */
export function eventName({ regarding, reason, action, occasion }: ObjectEvent): string {
  const hash = createHash('sha256')
    .update([regarding.uid, reason, action, ...occasion].join('\0\0'))
    .digest('hex')
    .slice(0, 16);
  // A part of the name must not end in what may not stand before the dot.
  const stem = regarding.name.slice(0, MAX_NAME - 1 - hash.length).replace(/[-.]+$/, '');
  return `${stem}.${hash}`;
}

function eventObject(event: ObjectEvent, node: string, now: number): object {
  const { regarding, type, reason, action, note } = event;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { namespace: regarding.namespace ?? NO_NAMESPACE, name: eventName(event) },
    regarding,
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
