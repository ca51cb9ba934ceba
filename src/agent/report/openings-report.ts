/** Reports the openings of administrators: as log lines, an Event on the Node, and metrics. */
import { eventNote } from '../../kube/events/event-note.ts';
import type { ObjectEvent } from '../../kube/events/events.ts';
import { isInSync, type NodeView } from '../enforcement/outcome.ts';
import type { Log } from '../log.ts';
import type { Telemetry } from '../metrics/telemetry.ts';
import type { ActiveOpening, Openings } from '../openings/openings.ts';
import { nameOf } from '../openings/target.ts';
import type { Events } from './event-outbox.ts';
import { nodeNamed } from './node-event.ts';

export interface OpeningsReportOptions {
  readonly node: string;
  readonly openings: Openings;
  readonly events: Events;
  readonly log: Log;
  readonly telemetry: Pick<Telemetry, 'openedEndpoints' | 'openingsInvalid'>;
}

const MEANWHILE = 'No NetworkPolicy is enforced for these pods meanwhile.';

export class OpeningsReport {
  readonly #options: OpeningsReportOptions;
  /** Logged and not ended, by text. */
  #active = new Map<string, ActiveOpening>();
  #problem: string | undefined;
  /** The openings in the last Event. `''` if no pod is opened. */
  #recorded = '';

  constructor(options: OpeningsReportOptions) {
    this.#options = options;
  }

  /** Logs changes since the last call. */
  follow(): void {
    const { openings, log, telemetry } = this.#options;
    const { problem } = openings;
    if (problem !== this.#problem) {
      if (problem === undefined) log.info('the openings are valid again');
      else log.error('the openings are invalid: no pod is opened', { error: problem });
      this.#problem = problem;
      telemetry.openingsInvalid.set(problem === undefined ? 0 : 1);
    }
    const active = new Map(openings.active.map(entry => [textOf(entry), entry]));
    for (const [text, entry] of active) if (!this.#active.has(text)) log.warn('opened by an administrator', fieldsOf(entry));
    for (const [text, entry] of this.#active) if (!active.has(text)) log.info('opening ended', fieldsOf(entry));
    this.#active = active;
  }

  view({ outcomes }: Pick<NodeView, 'outcomes'>): void {
    const { node, events, openings, telemetry } = this.#options;
    const opened = outcomes.filter(outcome => outcome.openedUntil !== undefined && isInSync(outcome));
    telemetry.openedEndpoints.set(opened.length);
    const texts = opened.length > 0 ? openings.active.map(textOf) : [];
    const text = texts.join('\n');
    if (text === this.#recorded) return;
    this.#recorded = text;
    if (texts.length > 0) events.put(podsOpened(node, opened.length, texts));
    else events.resolve(podsClosed(node));
  }
}

function textOf({ opening, endsAt }: ActiveOpening): string {
  const reason = opening.reason === undefined ? '' : ` (${opening.reason})`;
  return `${opening.scope} ${nameOf(opening)} is open until ${new Date(endsAt).toISOString()}${reason}`;
}

function fieldsOf({ opening, endsAt }: ActiveOpening): Readonly<Record<string, unknown>> {
  const { scope, reason } = opening;
  return { scope, name: nameOf(opening), until: new Date(endsAt).toISOString(), ...(reason !== undefined && { reason }) };
}

function podsOpened(node: string, endpoints: number, texts: readonly string[]): ObjectEvent {
  const first = `An administrator opened ${endpoints} pod ${endpoints === 1 ? 'endpoint' : 'endpoints'} of this node.`;
  return {
    regarding: nodeNamed(node),
    type: 'Warning',
    reason: 'PodsOpened',
    action: 'OpenPods',
    note: eventNote([first, ...texts], MEANWHILE),
    occasion: texts,
  };
}

function podsClosed(node: string): ObjectEvent {
  return {
    regarding: nodeNamed(node),
    type: 'Normal',
    reason: 'OpeningEnded',
    action: 'OpenPods',
    note: 'The pods of this node are no longer opened by an administrator.',
    occasion: [String(Date.now())],
  };
}
