/**
 * Finds the documents of a JSON text and the items of their lists, without parsing them. A text of more than 512 MiB is no JavaScript string, so
 * the scan reads bytes. It checks brackets and strings only. JSON.parse checks the parts that it finds.
 */

/** Offsets in the bytes: of the first byte and of the byte after the last. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface ScannedDocument extends Span {
  /** The value of the member `items`, if it is a list, and its items. */
  readonly items?: { readonly list: Span; readonly each: readonly Span[] };
}

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** @returns Undefined if the text is not JSON. */
export function scanJson(bytes: Uint8Array): ScannedDocument[] | undefined {
  const documents: ScannedDocument[] = [];
  for (let at = skipBlank(bytes, 0); at < bytes.length; at = skipBlank(bytes, at)) {
    const document = bytes[at] === OPEN_OBJECT ? scanObject(bytes, at) : scanValue(bytes, at);
    if (!document) return undefined;
    documents.push(document);
    at = document.end;
  }
  return documents;
}

/** The members of an object, in order. */
export function* membersOf(bytes: Uint8Array, { start }: Span): Generator<{ readonly key: Span; readonly value: Span }> {
  let at = skipBlank(bytes, start + 1);
  while (bytes[at] === QUOTE) {
    const key = scanValue(bytes, at);
    const value = key && scanValue(bytes, skipBlank(bytes, skipBlank(bytes, key.end) + 1));
    if (!value) return;
    yield { key, value };
    at = skipBlank(bytes, value.end);
    if (bytes[at] === COMMA) at = skipBlank(bytes, at + 1);
  }
}

/** The items of a list, in order. */
export function itemsOf(bytes: Uint8Array, { start }: Span): Span[] | undefined {
  const items: Span[] = [];
  let at = skipBlank(bytes, start + 1);
  while (bytes[at] !== CLOSE_LIST) {
    const item = scanValue(bytes, at);
    if (!item) return undefined;
    items.push(item);
    at = skipBlank(bytes, item.end);
    if (bytes[at] === COMMA) {
      at = skipBlank(bytes, at + 1);
      if (bytes[at] === CLOSE_LIST) return undefined;
    } else if (bytes[at] !== CLOSE_LIST) return undefined;
  }
  return items;
}

function scanObject(bytes: Uint8Array, start: number): ScannedDocument | undefined {
  let items: ScannedDocument['items'];
  let at = skipBlank(bytes, start + 1);
  while (bytes[at] !== CLOSE_OBJECT) {
    const key = bytes[at] === QUOTE ? scanValue(bytes, at) : undefined;
    const colon = key && skipBlank(bytes, key.end);
    if (!key || !colon || bytes[colon] !== COLON) return undefined;
    const first = skipBlank(bytes, colon + 1);
    const list: ScannedDocument['items'] = isItems(bytes, key) ? scanList(bytes, first) : undefined;
    const value = list?.list ?? scanValue(bytes, first);
    if (!value) return undefined;
    if (list) items = list;
    at = skipBlank(bytes, value.end);
    if (bytes[at] === COMMA) at = skipBlank(bytes, at + 1);
    else if (bytes[at] !== CLOSE_OBJECT) return undefined;
  }
  return { start, end: at + 1, ...(items && { items }) };
}

function scanList(bytes: Uint8Array, start: number): ScannedDocument['items'] {
  const each = bytes[start] === OPEN_LIST ? itemsOf(bytes, { start, end: start }) : undefined;
  return each && { list: { start, end: skipBlank(bytes, each.at(-1)?.end ?? start + 1) + 1 }, each };
}

function isItems(bytes: Uint8Array, { start, end }: Span): boolean {
  return end - start === 7 && Buffer.from(bytes.subarray(start + 1, end - 1)).toString('latin1') === 'items';
}

/** @returns Undefined if there is no value, or if it does not end. */
function scanValue(bytes: Uint8Array, start: number): Span | undefined {
  const first = bytes[start];
  if (first === QUOTE) {
    const end = endOfString(bytes, start);
    return end > bytes.length ? undefined : { start, end };
  }
  if (first !== OPEN_OBJECT && first !== OPEN_LIST) {
    let at = start;
    while (at < bytes.length && !isDelimiter(bytes[at]!)) at++;
    return at === start ? undefined : { start, end: at };
  }
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = endOfString(bytes, at) - 1;
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --depth === 0) return { start, end: at + 1 };
  }
  return undefined;
}

/** The offset after the closing quote. Greater than the length if there is no quote. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  for (let byte = bytes[at]; byte !== QUOTE; byte = bytes[at]) {
    if (byte === undefined) return bytes.length + 1;
    at += byte === BACKSLASH ? 2 : 1;
  }
  return at + 1;
}

function isDelimiter(byte: number): boolean {
  return isBlank(byte) || byte === COMMA || byte === COLON || byte === QUOTE || (byte & 0xdf) === 0x5b || (byte & 0xdf) === 0x5d;
}

function skipBlank(bytes: Uint8Array, at: number): number {
  while (isBlank(bytes[at])) at++;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
