import { type ServiceError, status } from '@grpc/grpc-js';

/**
 * `missing`: nothing listens at the endpoint, or the connection broke. `hangs`: no answer within the deadline. `garbage`: an answer that is no
 * CRI message, is too large or lacks what every message has. `gone`: the sandbox does not exist. `rejects`: any other gRPC status.
 */
export type CriErrorReason = 'missing' | 'hangs' | 'garbage' | 'gone' | 'rejects';

const MAX_MESSAGE = 300;

/** A CRI call that failed. The message has no control characters and a bounded length. */
export class CriError extends Error {
  override readonly name = 'CriError';
  readonly reason: CriErrorReason;

  constructor(reason: CriErrorReason, message: string) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the server chooses the text, and it ends up in logs.
    super(message.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').slice(0, MAX_MESSAGE));
    this.reason = reason;
  }
}

export function criError(error: unknown): CriError {
  if (error instanceof CriError) return error;
  const { code, message = String(error) } = error as Partial<ServiceError>;
  return new CriError(reasonOf(code, message), message);
}

function reasonOf(code: status | undefined, message: string): CriErrorReason {
  switch (code) {
    case status.NOT_FOUND:
      return 'gone';
    case status.UNAVAILABLE:
      return /protocol error|parse error|ERR_HTTP2/i.test(message) ? 'garbage' : 'missing';
    case status.CANCELLED:
      return 'missing';
    case status.DEADLINE_EXCEEDED:
      return 'hangs';
    case status.RESOURCE_EXHAUSTED:
    case status.INTERNAL:
      return 'garbage';
    default:
      return 'rejects';
  }
}
