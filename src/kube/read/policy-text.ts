/**
 * Parses the text of a watch event for a NetworkPolicy. Rules with too many entries are cut out first. Otherwise a policy of 1.5 MiB takes 15 MiB
 * of memory for a moment, and several times longer.
 */
import { MAX_ENTRIES, TOO_LONG } from './policy-entries.ts';

/** The shortest list item and its comma have 2 characters. */
const MIN_ITEM = 2;

/**
 * @param max Lists with more items in `ingress` and `egress` together are replaced by TOO_LONG.
 * @throws SyntaxError
 */
export function parsePolicyEvent(text: string, max = MAX_ENTRIES): unknown {
  const { lists, items } = text.length > max * MIN_ITEM ? rulesIn(text) : { lists: [], items: 0 };
  if (items <= max) return JSON.parse(text);
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of lists) {
    parts.push(text.slice(from, start), '[]');
    from = end;
  }
  const event = JSON.parse(parts.join('') + text.slice(from)) as { readonly object: { readonly spec: Record<string, unknown> } };
  for (const { direction } of lists) event.object.spec[direction] = TOO_LONG;
  return event;
}

interface RuleList {
  readonly direction: string;
  readonly start: number;
  /** Behind its last character. */
  end: number;
}

/** The lists of rules that are not empty, and the number of items in all of their lists. */
function rulesIn(text: string): { readonly lists: readonly RuleList[]; readonly items: number } {
  const lists: RuleList[] = [];
  /** The open objects and lists: a list, or the current key of an object. */
  const open: (string | typeof LIST)[] = [];
  let list: RuleList | undefined;
  let items = 0;
  for (let index = 0; index < text.length; index++) {
    // Numbers, because this loop is long and begins before it is optimised.
    switch (text.charCodeAt(index)) {
      case QUOTE: {
        const end = endOfString(text, index);
        if (!list && open.length <= RULES.length && text[end] === ':') open[open.length - 1] = text.slice(index + 1, end - 1);
        index = end - 1;
        break;
      }
      case OPEN_OBJECT:
        open.push('');
        break;
      case OPEN_LIST:
        if (!list && isRules(open)) {
          list = { direction: open.at(-1) as string, start: index, end: 0 };
          lists.push(list);
        }
        open.push(LIST);
        if (list && !isEmptyList(text, index)) items++;
        break;
      case COMMA:
        if (list && open.at(-1) === LIST) items++;
        break;
      case CLOSE_OBJECT:
        open.pop();
        break;
      case CLOSE_LIST:
        open.pop();
        if (list && open.length === RULES.length) {
          list.end = index + 1;
          list = undefined;
        }
        break;
    }
  }
  return { lists: lists.filter(({ start, end }) => end > 0 && !isEmptyList(text, start)), items };
}

const LIST = Symbol('list');
const [QUOTE, COMMA, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x22, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d];

/** The keys around a list of rules. */
const RULES: readonly RegExp[] = [/^object$/, /^spec$/, /^(in|e)gress$/];

function isRules(open: readonly (string | typeof LIST)[]): boolean {
  return open.length === RULES.length && RULES.every((key, depth) => open[depth] !== LIST && key.test(open[depth] as string));
}

/** @returns The index behind the closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return text.length;
}

function isEmptyList(text: string, start: number): boolean {
  let index = start + 1;
  while (text.charCodeAt(index) <= 32) index++;
  return text[index] === ']';
}
