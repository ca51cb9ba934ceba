/** Advice for frequent slips: the text to write in place of a value that the API server rejects. */
import { fieldPath } from './field-path.ts';

/** @returns One sentence. Undefined if the slip is not a frequent one. */
export function adviceFor(object: unknown, path: string): string | undefined {
  const value = valueAt(object, path);
  if (/\.ports\[\d+\]\.port$/.test(path) && typeof value === 'string') return portAdvice(value.trim());
  if (/\.(cidr|except\[\d+\])$/.test(path) && typeof value === 'string') {
    if (/^[\d.]+$/.test(value)) return `Write ${value}/32 for one address`;
    if (/^[\da-f:]+$/i.test(value)) return `Write ${value}/128 for one address`;
  }
  if (/\.protocol$/.test(path) && typeof value === 'string' && PROTOCOLS.includes(value.toUpperCase()))
    return `Write ${value.toUpperCase()}`;
  if (/[lL]abels$/.test(path)) return valuesAdvice(value);
  return undefined;
}

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

function portAdvice(text: string): string | undefined {
  const [, first, last] = /^(\d+) *[-:] *(\d+)$/.exec(text) ?? [];
  if (first !== undefined) return `Write port: ${first} and endPort: ${last} for a range`;
  const [, number, protocol] = /^(\d+)\/(\w+)$/.exec(text) ?? [];
  if (number !== undefined) return `Write port: ${number} and protocol: ${protocol!.toUpperCase()}`;
  if (/^\d+( *, *\d+)+$/.test(text)) return 'Write one entry for each port';
  return /^\d+$/.test(text) ? `Write ${text} without quotes` : undefined;
}

/** YAML reads `yes` and `1` as a boolean and a number. */
function valuesAdvice(labels: unknown): string | undefined {
  if (typeof labels !== 'object' || labels === null) return undefined;
  const isScalar = Object.values(labels).some(value => typeof value === 'boolean' || typeof value === 'number');
  return isScalar ? 'Write the value in quotes' : undefined;
}

function valueAt(object: unknown, path: string): unknown {
  return fieldPath(path).reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? (value as Record<string | number, unknown>)[step] : undefined),
    object,
  );
}
