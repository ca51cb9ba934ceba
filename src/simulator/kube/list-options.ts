/** Parses and validates the query of a list or watch like the API server. */
import { badRequest, invalid } from './status.ts';
import { FieldErrors } from './validation/field-errors.ts';
import { resourceVersion } from './versions.ts';

export interface ListOptions {
  readonly labelSelector: string;
  readonly fieldSelector: string;
  /** 0: no limit. */
  readonly limit: number;
  readonly continue: string;
  /** Absent: not given, which differs from 0. */
  readonly resourceVersion?: number;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  /** Of a watch. 0: not given. */
  readonly timeoutSeconds: number;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents?: boolean;
}

/** Handling of `sendInitialEvents`. See Faults.streamingLists. */
export type StreamingLists = 'served' | 'refused' | 'ignored';

export function listOptions(query: URLSearchParams, watch: boolean, streamingLists: StreamingLists): ListOptions {
  const text = (name: string) => query.get(name) ?? '';
  const flag = (name: string) => ['1', 'true'].includes(text(name));
  const limit = integer(text('limit'));
  const timeoutSeconds = integer(text('timeoutSeconds'));
  const match = text('resourceVersionMatch');
  const ignored = streamingLists === 'ignored' && query.has('sendInitialEvents');
  const initial = ignored || !query.has('sendInitialEvents') ? undefined : flag('sendInitialEvents');
  // A server that does not have the parameter ignores its match too.
  if (!ignored) {
    const options = { match, resourceVersion: text('resourceVersion'), continued: text('continue') !== '', initial };
    const errors = new FieldErrors();
    if (watch) checkWatch(options, streamingLists === 'refused', errors);
    else checkList(options, errors);
    if (errors.causes.length > 0) throw invalid('ListOptions', 'meta.k8s.io', '', errors.causes);
  }
  const version = resourceVersion(text('resourceVersion'), watch);
  return {
    labelSelector: text('labelSelector'),
    fieldSelector: text('fieldSelector'),
    limit: Math.max(0, limit),
    continue: text('continue'),
    ...(version !== undefined && { resourceVersion: version }),
    ...(match !== '' && { resourceVersionMatch: match as 'Exact' | 'NotOlderThan' }),
    timeoutSeconds,
    allowWatchBookmarks: flag('allowWatchBookmarks'),
    ...(initial !== undefined && { sendInitialEvents: initial }),
  };
}

/** 0 for `''`. */
function integer(text: string): number {
  if (!/^-?\d*$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

interface Versions {
  readonly match: string;
  readonly resourceVersion: string;
  readonly continued: boolean;
  readonly initial: boolean | undefined;
}

/** apimachinery internalversion/validation: ValidateListOptions. */
function checkList({ match, resourceVersion, continued, initial }: Versions, errors: FieldErrors): void {
  if (match !== '') {
    const forbid = (why: string) => errors.forbidden('resourceVersionMatch', `resourceVersionMatch ${why}`);
    if (resourceVersion === '') forbid('is forbidden unless resourceVersion is provided');
    if (continued) forbid('is forbidden when continue is provided');
    errors.oneOf('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']);
    if (match === 'Exact' && resourceVersion === '0') forbid('"exact" is forbidden for resourceVersion "0"');
  }
  if (initial !== undefined) errors.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list');
}

/** apimachinery internalversion/validation: validateWatchOptions. @param off the feature gate WatchList is. */
function checkWatch({ match, continued, initial }: Versions, off: boolean, errors: FieldErrors): void {
  const forbid = (why: string) => errors.forbidden('resourceVersionMatch', why);
  if (initial !== undefined && match !== 'NotOlderThan') forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  if (initial !== undefined && off) {
    errors.forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled');
  }
  if (match === '') return;
  if (initial === undefined) forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  errors.oneOf('resourceVersionMatch', match, ['NotOlderThan']);
  if (continued) forbid('resourceVersionMatch is forbidden when continue is provided');
}
