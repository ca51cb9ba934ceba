/** The API's errors: Status objects with the messages of a real server (apimachinery api/errors). */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  /** Absent if the cause has no field. */
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** Group and plural of a resource. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
}

/** Thrown while serving a request. The client receives its Status. */
export class StatusError extends Error {
  readonly status: Status;

  constructor(code: number, reason: string | undefined, message: string, details?: StatusDetails, metadata: Status['metadata'] = {}) {
    super(message);
    this.name = 'StatusError';
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    };
  }
}

/** `networkpolicies.networking.k8s.io`, `pods`. */
export function qualified(resource: ResourceName): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

function detailsOf(resource: ResourceName, name: string): StatusDetails {
  return { name, ...(resource.group !== '' && { group: resource.group }), kind: resource.plural };
}

export function notFound(resource: ResourceName, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${qualified(resource)} "${name}" not found`, detailsOf(resource, name));
}

/** A resource that a served group version does not have. */
export function resourceNotFound(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', {});
}

export function alreadyExists(resource: ResourceName, name: string): StatusError {
  return new StatusError(409, 'AlreadyExists', `${qualified(resource)} "${name}" already exists`, detailsOf(resource, name));
}

export function conflict(resource: ResourceName, name: string, why: string): StatusError {
  const message = `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`;
  return new StatusError(409, 'Conflict', message, detailsOf(resource, name));
}

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

export function forbidden(resource: ResourceName, name: string, why: string, causes?: readonly Cause[]): StatusError {
  const details = { ...detailsOf(resource, name), ...(causes && { causes }) };
  return new StatusError(403, 'Forbidden', `${qualified(resource)} "${name}" is forbidden: ${why}`, details);
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function invalid(kind: string, group: string, name: string, causes: readonly Cause[]): StatusError {
  const texts = causes.map(cause => `${cause.field}: ${cause.message}`);
  const message = `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`}`;
  return new StatusError(422, 'Invalid', message, { ...(name !== '' && { name }), ...(group !== '' && { group }), kind, causes });
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

export function methodNotAllowed(): StatusError {
  return new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
}

export function notAcceptable(): StatusError {
  const message =
    '406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, application/vnd.kubernetes.protobuf';
  return new StatusError(406, 'NotAcceptable', message, {});
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`;
  return new StatusError(415, 'UnsupportedMediaType', message);
}

/** A patch of a kind that the resource does not have. */
export function unsupportedPatch(): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

/** The resourceVersion or continue token is older than the history. */
export function expired(message: string, continueToken?: string): StatusError {
  return new StatusError(410, 'Expired', message, undefined, continueToken === undefined ? {} : { continue: continueToken });
}

export function tooOld(revision: number, oldest: number): StatusError {
  return expired(`too old resource version: ${revision} (${oldest})`);
}

export function success(details: StatusDetails): Status {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details, code: 200 };
}

/** An answer in plain text: of a path that no handler has, and of a server that limits the rate of requests. */
export class PlainTextError extends Error {
  readonly code: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: number, text: string, headers: Readonly<Record<string, string>> = {}) {
    super(text);
    this.name = 'PlainTextError';
    this.code = code;
    this.headers = headers;
  }
}

export function pathNotFound(): PlainTextError {
  return new PlainTextError(404, '404 page not found\n');
}

/** API priority and fairness: the server has no seat for the request. */
export function tooManyRequests(retryAfter: number | undefined): PlainTextError {
  const text = 'Too many requests, please try again later.\n';
  return new PlainTextError(429, text, retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) });
}
