/** Shapes of JSON documents, and a reader as strict as HNS. It rejects unknown fields and wrong types (docs/reference/hns-api.md §2.9, §8.3). */
import { Rejection } from './hresult.ts';
import type { Switches } from './switches.ts';

export type Shape =
  | { readonly kind: 'any' }
  | { readonly kind: 'text' }
  | { readonly kind: 'integer'; readonly max: number }
  /** `numbered`: a name's index is accepted too. */
  | { readonly kind: 'choice'; readonly names: readonly string[]; readonly numbered: boolean }
  | { readonly kind: 'list'; readonly of: Shape }
  | { readonly kind: 'object'; readonly fields: Fields };

export type Fields = Readonly<Record<string, Shape>>;

export const ANY: Shape = { kind: 'any' };
export const TEXT: Shape = { kind: 'text' };
export const UINT8: Shape = { kind: 'integer', max: 0xff };
export const UINT16: Shape = { kind: 'integer', max: 0xffff };
export const UINT32: Shape = { kind: 'integer', max: 0xffff_ffff };
export const choice = (...names: string[]): Shape => ({ kind: 'choice', names, numbered: false });
export const numberedChoice = (...names: string[]): Shape => ({ kind: 'choice', names, numbered: true });
export const list = (of: Shape): Shape => ({ kind: 'list', of });
export const object = (fields: Fields): Shape => ({ kind: 'object', fields });

/**
 * Reads a document. Enumerations become names. All other values and the order of keys stay as sent.
 * @throws Rejection HCN_E_INVALID_JSON
 */
export function parse(document: string, shape: Shape, switches: Switches): unknown {
  let value: unknown;
  try {
    value = JSON.parse(document);
  } catch {
    throw new Rejection('HCN_E_INVALID_JSON');
  }
  return read(value, shape, 'Document', switches);
}

/** Like `parse`, for a parsed value. @param name The name in the error record. */
export function read(value: unknown, shape: Shape, name: string, switches: Switches): unknown {
  switch (shape.kind) {
    case 'any':
      return value;
    case 'text':
      return typeof value === 'string' ? value : wrongType(name);
    case 'integer':
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= shape.max ? value : wrongType(name);
    case 'choice':
      return choose(value, shape.names, shape.numbered, name, switches);
    case 'list':
      return Array.isArray(value) ? value.map(item => read(item, shape.of, name, switches)) : wrongType(name);
    case 'object':
      return readObject(value, shape.fields, name, switches);
  }
}

function choose(value: unknown, names: readonly string[], numbered: boolean, name: string, { enumCase }: Switches): string {
  const fold = (text: string) => (enumCase === 'any' ? text.toLowerCase() : text);
  const chosen =
    typeof value === 'string'
      ? names.find(known => fold(known) === fold(value))
      : numbered && typeof value === 'number'
        ? names[value]
        : undefined;
  // HNS's code for an unknown name is unknown. The code for a document that does not match its schema is the most likely.
  return chosen ?? wrongType(name);
}

function readObject(value: unknown, fields: Fields, name: string, switches: Switches): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrongType(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (!Object.hasOwn(fields, key)) throw new Rejection('HCN_E_INVALID_JSON', `{{${key},UnknownField}}`);
      return [key, read(member, fields[key]!, key, switches)];
    }),
  );
}

function wrongType(name: string): never {
  throw new Rejection('HCN_E_INVALID_JSON', `{{${name},InvalidType}}`);
}
