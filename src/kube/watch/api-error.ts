import { z } from 'zod';

/** A Status object of the API. Every field may be missing if a proxy answered in the API server's place. */
const statusShape = z.object({
  kind: z.literal('Status'),
  code: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

/** The API server refused a request, or ended a watch with an ERROR event. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** `AlreadyExists`, `Expired`, … ; `''` where the answer names none. */
  readonly reason: string;
  /** Milliseconds, from `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(status: number, reason: string, message: string, retryAfter?: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** The server no longer has the history since the resourceVersion: a watch must list first. */
  get isExpired(): boolean {
    return this.status === 410 || this.reason === 'Gone' || this.reason === 'Expired';
  }

  /** The server cannot go on from the resourceVersion or continue token it was given: too old, or from before a restore (504). */
  get demandsList(): boolean {
    return this.isExpired || [400, 404, 422, 504].includes(this.status);
  }
}

/** Reasons of refusals that the API server sends as plain text: by priority and fairness, and for a path that it does not serve. */
const PLAIN_TEXT_REASONS: Readonly<Record<number, string>> = { 404: 'NotFound', 429: 'TooManyRequests' };

/** @param body The answer's text, a Status or not. */
export function apiErrorOf(status: number, body: string, retryAfterHeader?: string): ApiError {
  const seconds = Number(retryAfterHeader);
  const retryAfter = retryAfterHeader !== undefined && Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
  return (
    apiErrorOfStatus(parsed(body), status, retryAfter) ??
    new ApiError(status, plainTextReason(status, body), plainText(status, body), retryAfter)
  );
}

function plainTextReason(status: number, body: string): string {
  return body.startsWith('<') ? '' : (PLAIN_TEXT_REASONS[status] ?? '');
}

/** On one line: it goes into a log line and the status. */
function plainText(status: number, body: string): string {
  const text = body.slice(0, 200).replace(/\s+/g, ' ').trim();
  return text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
}

/** Undefined if the object is no Status. */
export function apiErrorOfStatus(object: unknown, httpStatus = 500, retryAfter?: number): ApiError | undefined {
  const { data } = statusShape.safeParse(object);
  if (!data) return undefined;
  const { code = httpStatus, reason = '', message = reason } = data;
  return new ApiError(code, reason, `${code} ${message}`, retryAfter);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
