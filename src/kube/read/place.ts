/** A position in an API object. The readers report errors there as issues in the API server's words (apimachinery `field.Error`). */
import type { Issue, IssueCode } from '../../core/issue.ts';
import { IssueList, MAX_ISSUES } from '../../core/issue-list.ts';

export interface Place {
  /** JSON path from the root of the object. `''` at the root. */
  readonly path: string;
  /** The effect of an error here on the object, added to its message. `''`: no effect to report. */
  readonly effect: string;
  readonly findings: Findings;
}

/** All issues of one object. */
export interface Findings {
  readonly list: IssueList;
  errors: number;
  /**
   * An object with any error is rejected, and unknown fields are errors. Otherwise an API server has stored the object, which may have values that
   * current API servers reject.
   */
  readonly strict: boolean;
  readonly subject: Pick<Issue, 'policy' | 'pod'>;
}

export interface Reading {
  /**
   * For manifests that were never stored: validates like the API server with kubectl's `fieldValidation=Strict`. Unknown fields are errors, and a
   * policy with any error has no value. Default false: the valid parts of a stored policy are used.
   */
  readonly strict?: boolean;
  /** Number of issues to list. Others are counted. Default: MAX_ISSUES. */
  readonly maxIssues?: number;
  /** Maximum number of entries in all rules of a policy together, and in its podSelector. Default: MAX_ENTRIES. */
  readonly maxEntries?: number;
}

export function rootOf(subject: Findings['subject'], { strict = false, maxIssues = MAX_ISSUES }: Reading = {}): Place {
  return { path: '', effect: '', findings: { list: new IssueList(maxIssues), errors: 0, strict, subject } };
}

/** The issues of the object, when it has been read. */
export function issuesAt({ findings }: Place): readonly Issue[] {
  return findings.list.issues;
}

/** A field or list item of `place`. `effect` applies from there on. */
export function at(place: Place, step: string | number, effect = place.effect): Place {
  return { path: place.path === '' && typeof step === 'string' ? step : place.path + stepText(step), effect, findings: place.findings };
}

const ITEMS: string[] = [];
const MAX_ITEMS = 10_000;

/** A policy has many paths. Those with common texts take much less memory. */
function stepText(step: string | number): string {
  if (typeof step === 'string') return `.${step}`;
  if (step >= MAX_ITEMS) return `[${step}]`;
  ITEMS[step] ??= `[${step}]`;
  return ITEMS[step];
}

export function invalid(place: Place, value: unknown, why: string): void {
  fail(place, `Invalid value: ${show(value)}: ${why}`);
}

export function unsupported(place: Place, value: string, supported: readonly string[]): void {
  fail(place, `Unsupported value: ${show(value)}: supported values: ${supported.map(one => JSON.stringify(one)).join(', ')}`);
}

/** `why` may be empty. */
export function required(place: Place, why: string): void {
  fail(place, why === '' ? 'Required value' : `Required value: ${why}`);
}

export function forbidden(place: Place, why: string): void {
  fail(place, `Forbidden: ${why}`);
}

export function tooLong(place: Place, bytes: number): void {
  fail(place, `Too long: must have at most ${bytes} bytes`);
}

export function unknownField(place: Place, known: readonly string[]): void {
  fail(place, `unknown field; there are: ${known.join(', ')}`);
}

/**
 * Reports a value that an older API server may have stored but current ones reject. In an object that was never stored that is an error.
 * Otherwise the value is used unchanged.
 * @param meaning The effect of the value.
 */
export function superseded(place: Place, value: unknown, why: string, meaning: string): void {
  if (place.findings.strict) invalid(place, value, why);
  else warn(place, 'invalid', `Invalid value: ${show(value)}: ${why}; ${meaning}`);
}

/** Reports a value that is used but that its author should check. */
export function warn(place: Place, code: IssueCode, message: string): void {
  const { findings, path } = place;
  findings.list.add({ severity: 'warning', code, ...findings.subject, path, message });
}

/** Reports a valid value that is not used. Strict reading accepts it, as the API server does. */
export function report(place: Place, code: IssueCode, message: string): void {
  const { findings, path } = place;
  findings.list.add({ severity: 'error', code, ...findings.subject, path, message });
}

function fail(place: Place, message: string): void {
  const { findings, path, effect } = place;
  findings.errors++;
  const full = effect === '' || findings.strict ? message : `${message}; ${effect}`;
  findings.list.add({ severity: 'error', code: 'invalid', ...findings.subject, path, message: full });
}

// Prints only the type of an object. It can be long or, if it comes from YAML with anchors, circular.
function show(value: unknown): string {
  if (Array.isArray(value)) return `[${value.slice(0, 8).map(scalar).join(', ')}${value.length > 8 ? ', …' : ''}]`;
  return scalar(value);
}

function scalar(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 300 ? `${value.slice(0, 300)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'array' : 'object';
  return String(value);
}
