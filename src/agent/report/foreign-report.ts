/** Events on pods whose endpoint has a foreign ACL that decides otherwise than the policies. One Event for each change of the conflict. */
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent } from '../../kube/events/events.ts';
import type { NodeView } from '../enforcement/outcome.ts';
import type { Events } from './event-outbox.ts';
import { podNamed } from './pod-event.ts';

export interface ForeignReportOptions {
  readonly events: Events;
  /** The pod of this node with this key. */
  readonly pod: (key: string) => Pod | undefined;
}

interface Reported {
  readonly pod: Pod;
  readonly text: string;
}

export class ForeignReport {
  readonly #options: ForeignReportOptions;
  /** By UID. */
  readonly #reported = new Map<string, Reported>();

  constructor(options: ForeignReportOptions) {
    this.#options = options;
  }

  view({ outcomes }: Pick<NodeView, 'outcomes'>): void {
    const { events } = this.#options;
    const now = new Map<string, { readonly pod: Pod; readonly issues: readonly Issue[] }>();
    const present = new Set<string>();
    for (const { pods, foreign } of outcomes) {
      for (const pod of pods.flatMap(key => this.#options.pod(key) ?? [])) {
        present.add(pod.uid);
        if (foreign.length > 0) now.set(pod.uid, { pod, issues: [...(now.get(pod.uid)?.issues ?? []), ...foreign] });
      }
    }
    for (const [uid, { pod, issues }] of now) {
      const text = JSON.stringify(issues);
      if (this.#reported.get(uid)?.text === text) continue;
      this.#reported.set(uid, { pod, text });
      events.put(foreignAcl(pod, issues));
    }
    for (const [uid, { pod }] of this.#reported) {
      const isGone = this.#options.pod(keyOf(pod))?.uid !== uid;
      // Without an endpoint its foreign ACLs are unknown.
      if (now.has(uid) || (!isGone && !present.has(uid))) continue;
      this.#reported.delete(uid);
      if (isGone) events.drop(podNamed(pod));
      else events.resolve(foreignAclResolved(pod));
    }
  }
}

function foreignAcl(pod: Pod, issues: readonly Issue[]): ObjectEvent {
  const opens = issues.some(({ code }) => code === 'foreign-allow');
  const consequence = opens
    ? 'The pod is not enforced as NetworkPolicies demand.'
    : 'The agent leaves foreign ACLs unchanged, so this traffic stays blocked.';
  return {
    regarding: podNamed(pod),
    type: 'Warning',
    reason: opens ? 'NotEnforced' : 'BlockedByForeignAcl',
    action: 'CheckForeignAcls',
    note: eventNote(
      issues.map(({ message }) => message),
      consequence,
    ),
    // Without the time: a restarted agent reports the same conflict under the same name.
    occasion: issues.map(({ code, message }) => `${code} ${message}`),
  };
}

function foreignAclResolved(pod: Pod): ObjectEvent {
  return {
    regarding: podNamed(pod),
    type: 'Normal',
    reason: 'ForeignAclResolved',
    action: 'CheckForeignAcls',
    note: 'No foreign ACL decides otherwise than the NetworkPolicies any more.',
    occasion: [String(Date.now())],
  };
}
