/** Label and field selectors of lists and watches, from their query text. */
import { badRequest } from './status.ts';

/** Keys and values of one object: its labels, or its selectable fields. */
export type Lookup = (key: string) => string | undefined;
export type Selector = (lookup: Lookup) => boolean;

/** Field label → value in an object. A missing value is `''`, as on a real server. */
export type FieldTable<T> = Readonly<Record<string, (object: T) => string | undefined>>;

const KEY = `[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const VALUE = `[-A-Za-z0-9_.]*`;
const SET = new RegExp(String.raw`^(${KEY})\s+(in|notin)\s*\(([^)]*)\)$`);
const EQUALITY = new RegExp(String.raw`^(${KEY})\s*(==|=|!=)\s*(${VALUE})$`);
const ORDER = new RegExp(String.raw`^(${KEY})\s*([<>])\s*(-?\d+)$`);
const EXISTENCE = new RegExp(String.raw`^(!?)\s*(${KEY})$`);

/** `app=web,tier!=db,env in (a,b),!legacy`. An empty text selects all objects. */
export function parseLabelSelector(text: string): Selector {
  const parts = text.trim() === '' ? [] : text.split(/,(?![^(]*\))/);
  const requirements = parts.map(part => labelRequirement(part.trim(), text));
  return lookup => requirements.every(requirement => requirement(lookup));
}

function labelRequirement(part: string, whole: string): Selector {
  const set = SET.exec(part);
  if (set) {
    const [, key, operator, list] = set as unknown as [string, string, string, string];
    const values = new Set(list.split(',').map(value => value.trim()));
    if (operator === 'in') return lookup => values.has(lookup(key) ?? NOT_A_VALUE);
    return lookup => !values.has(lookup(key) ?? NOT_A_VALUE);
  }
  const equality = EQUALITY.exec(part);
  if (equality) {
    const [, key, operator, value] = equality as unknown as [string, string, string, string];
    return operator === '!=' ? lookup => lookup(key) !== value : lookup => lookup(key) === value;
  }
  const order = ORDER.exec(part);
  if (order) {
    const [, key, operator, value] = order as unknown as [string, string, string, string];
    return lookup => {
      const found = lookup(key);
      if (found === undefined || !/^-?\d+$/.test(found)) return false;
      return operator === '>' ? Number(found) > Number(value) : Number(found) < Number(value);
    };
  }
  const existence = EXISTENCE.exec(part);
  if (!existence) {
    const [, extra] = new RegExp(String.raw`^${KEY}\s*(?:==|!=)\s*([=!<>(])`).exec(part) ?? [];
    const problem =
      extra === undefined ? `${JSON.stringify(part)} in label selector ${JSON.stringify(whole)}` : `found '${extra}', expected: identifier`;
    throw badRequest(`unable to parse requirement: ${problem}`);
  }
  const [, not, key] = existence as unknown as [string, string, string];
  return lookup => (lookup(key) === undefined) === (not === '!');
}

// No label has this value, so an absent label is in no set.
const NOT_A_VALUE = '\u0000';

/**
 * `spec.nodeName=win1,status.phase!=Failed`. An empty text selects all objects.
 * @param known the field labels of the kind.
 * @param unknown the real server's message for any other label.
 */
export function parseFieldSelector(text: string, known: (label: string) => boolean, unknown: (label: string) => string): Selector {
  const terms = text.split(/(?<!\\),/).filter(term => term !== '');
  const requirements = terms.map(term => {
    const match = /^([^=!]+)(!=|==|=)(.*)$/s.exec(term);
    if (!match) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`);
    const [, label, operator, escaped] = match as unknown as [string, string, string, string];
    if (!known(label)) throw badRequest(unknown(label));
    const value = escaped.replace(/\\([,=\\])/g, '$1');
    return (lookup: Lookup) => ((lookup(label) ?? '') === value) !== (operator === '!=');
  });
  return lookup => requirements.every(requirement => requirement(lookup));
}
