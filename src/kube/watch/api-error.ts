import { z } from 'zod';

/** A Status object of the API. Every field may be missing if a proxy sent the answer. */
const statusShape = z.object({
  kind: z.literal('Status'),
  code: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
});

/** The API server rejected a request, or ended a watch with an ERROR event. */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** For instance `AlreadyExists` or `Expired`. `''` if the answer has none. */
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

  /** The server no longer has the history since the resourceVersion, so a list is needed. */
  get isExpired(): boolean {
    return this.status === 410 || this.reason === 'Gone' || this.reason === 'Expired';
  }

  /** The server cannot continue from the resourceVersion or continue token, because it is too old or from before a restore (504). */
  get demandsList(): boolean {
    return this.isExpired || [400, 404, 422, 504].includes(this.status);
  }
}

/** Reasons for the plain-text errors of the API server: those of priority and fairness, and for an unknown path. */
const PLAIN_TEXT_REASONS: Readonly<Record<number, string>> = { 404: 'NotFound', 429: 'TooManyRequests' };

/** @param body Text of the answer, a Status or not. */
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

/** One line, because it is used in a log line and in the status. */
function plainText(status: number, body: string): string {
  const text = body.slice(0, 200).replace(/\s+/g, ' ').trim();
  return text === '' ? `HTTP ${status}` : `HTTP ${status}: ${text}`;
}

/** Undefined if the object is not a Status. */
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
