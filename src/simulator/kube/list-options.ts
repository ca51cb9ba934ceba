/** The query of a list or watch, read and checked as the API server does. */
import { badRequest, invalid } from './status.ts';

export interface ListOptions {
  readonly watch: boolean;
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  /** Absent: the client said nothing, which is not the same as 0. */
  readonly resourceVersion?: number;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  /** Of a watch; 0: none given. */
  readonly timeoutSeconds: number;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents?: boolean;
}

/** What the server does with `sendInitialEvents`: see Faults.streamingLists. */
export type StreamingLists = 'served' | 'refused' | 'ignored';

export function listOptions(query: URLSearchParams, streamingLists: StreamingLists): ListOptions {
  const text = (name: string) => query.get(name) ?? '';
  const flag = (name: string) => ['1', 'true'].includes(text(name));
  const resourceVersion = text('resourceVersion');
  if (!/^\d*$/.test(resourceVersion))
    throw badRequest(`Invalid value: ${JSON.stringify(resourceVersion)}: strconv.ParseUint: invalid syntax`);
  const match = text('resourceVersionMatch');
  const watch = flag('watch');
  // A server that does not know the parameter serves a watch without it, and its match means nothing either.
  const initial = streamingLists === 'ignored' || !query.has('sendInitialEvents') ? undefined : flag('sendInitialEvents');
  if (streamingLists !== 'ignored' || !query.has('sendInitialEvents')) {
    checkMatch(match, { watch, resourceVersion, continued: text('continue') !== '', initial, refused: streamingLists === 'refused' });
  }
  return {
    watch,
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    limit: Number(text('limit')) || 0,
    continue: text('continue'),
    ...(resourceVersion !== '' && { resourceVersion: Number(resourceVersion) }),
    ...(match !== '' && { resourceVersionMatch: match as 'Exact' | 'NotOlderThan' }),
    timeoutSeconds: Number(text('timeoutSeconds')) || 0,
    allowWatchBookmarks: flag('allowWatchBookmarks'),
    ...(initial !== undefined && { sendInitialEvents: initial }),
  };
}

interface MatchContext {
  readonly watch: boolean;
  readonly resourceVersion: string;
  readonly continued: boolean;
  readonly initial: boolean | undefined;
  readonly refused: boolean;
}

/** apimachinery internalversion/validation: ValidateListOptions. */
function checkMatch(match: string, { watch, resourceVersion, continued, initial, refused }: MatchContext): void {
  const refuse = (field: string, message: string, reason = 'FieldValueForbidden') => {
    throw invalid('ListOptions', 'meta.k8s.io', '', [{ reason, message, field }]);
  };
  const forbid = (field: string, why: string) => refuse(field, `Forbidden: ${why}`);
  if (initial !== undefined && !watch) forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list');
  if (initial !== undefined && match !== 'NotOlderThan') {
    forbid('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  }
  if (initial !== undefined && refused) {
    forbid('sendInitialEvents', 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled');
  }
  if (match === '') return;
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    const message = `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan"`;
    refuse('resourceVersionMatch', message, 'FieldValueNotSupported');
  }
  if (watch && initial === undefined)
    forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  if (!watch && resourceVersion === '')
    forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided');
  if (continued) forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided');
  if (match === 'Exact' && resourceVersion === '0') {
    forbid('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
}
