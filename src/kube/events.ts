/** Kubernetes Events (events.k8s.io/v1) about NetworkPolicies: what `kubectl describe networkpolicy` shows their authors. */
import { createHash } from 'node:crypto';
import type { KubeConfig } from '@kubernetes/client-node';
import type { Issue } from '../core/issue.ts';
import type { NetworkPolicy } from '../core/model.ts';
import { ApiError } from './api-error.ts';
import { ApiConnection } from './connection.ts';
import { eventNote } from './event-note.ts';

export interface PolicyEvent {
  readonly policy: Pick<NetworkPolicy, 'namespace' | 'name' | 'uid'>;
  /** One word for machines, at most 128 bytes, for instance `UnsupportedOnWindows`. */
  readonly reason: string;
  /** What was done about it, for instance `RejectItem`; at most 128 bytes. */
  readonly action: string;
  /** Never empty; all are named in the note, as far as it reaches. */
  readonly issues: readonly Issue[];
  /** One sentence that ends the note: what all this means for the policy. */
  readonly consequence?: string;
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

/**
 * The Event of one rejection has one name, whatever node reports it: the first node creates it, the others find it there. It lives as long
 * as the API server keeps Events (an hour by default); whoever reports the same again later creates it again.
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
  async record(event: PolicyEvent, signal?: AbortSignal): Promise<'created' | 'exists'> {
    const path = `/apis/events.k8s.io/v1/namespaces/${encodeURIComponent(event.policy.namespace)}/events`;
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

/** Deterministic: from the policy, its uid and the reasons; a policy created anew or refused for other reasons has another. */
export function eventName({ policy, reason, action, issues }: PolicyEvent): string {
  const reasons = issues.map(({ code, path, message }) => [code, path, message].join('\0')).sort();
  const hash = createHash('sha256')
    .update([policy.uid, reason, action, ...reasons].join('\0\0'))
    .digest('hex')
    .slice(0, 16);
  // A part of the name must not end in what may not stand before the dot.
  const stem = policy.name.slice(0, MAX_NAME - 1 - hash.length).replace(/[-.]+$/, '');
  return `${stem}.${hash}`;
}

function eventObject(event: PolicyEvent, node: string, now: number): object {
  const { namespace, name, uid } = event.policy;
  return {
    apiVersion: 'events.k8s.io/v1',
    kind: 'Event',
    metadata: { namespace, name: eventName(event) },
    regarding: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace, name, uid },
    type: 'Warning',
    reason: event.reason,
    action: event.action,
    note: eventNote(event.issues, event.consequence),
    reportingController: CONTROLLER,
    reportingInstance: node.slice(0, MAX_INSTANCE),
    // MicroTime has six digits; a Date has three.
    eventTime: new Date(now).toISOString().replace('Z', '000Z'),
  };
}
