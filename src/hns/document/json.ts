/**
 * Reads HNS's JSON without changing the spelling of numbers. `JSON.parse` rounds uint64, but foreign policies must be sent back unchanged. A
 * number whose text would change is kept as a `JSON.rawJSON` value. All others are plain numbers.
 */

interface RawNumber {
  readonly rawJSON: string;
}
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

// Node.js has these (ECMAScript "JSON.parse source text access"), but TypeScript's library does not declare them yet.
const { parse, rawJSON, isRawJSON } = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown;
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
};

/** @throws SyntaxError */
export function parseJson(text: string): unknown {
  return parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value,
  );
}

/** Converts a number kept as text to a plain number, which may be rounded. Returns other values unchanged. */
export function plainNumber(value: unknown): unknown {
  return isRawJSON(value) ? Number(value.rawJSON) : value;
}
