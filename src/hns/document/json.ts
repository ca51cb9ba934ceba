/**
 * HNS's JSON, with every number spelled as HNS spelled it: `JSON.parse` rounds uint64, and what belongs to others goes back verbatim.
 * A number whose text would change becomes what `JSON.rawJSON` makes of it; all others are plain numbers.
 */

interface RawNumber {
  readonly rawJSON: string;
}
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

// Node has these (ECMAScript "JSON.parse source text access"); TypeScript's library does not declare them yet.
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

/** A number kept by its text as a number, rounded where it must be; any other value as it is. */
export function plainNumber(value: unknown): unknown {
  return isRawJSON(value) ? Number(value.rawJSON) : value;
}
