/** The API's rules for names, labels and ports. Each check returns the messages of a real server (apimachinery util/validation). */

export type Check = (text: string) => string[];

const SUBDOMAIN = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${QUALIFIED})?`;

export const dnsSubdomain: Check = text => [
  ...longer(text, 253),
  ...unless(
    new RegExp(`^${SUBDOMAIN}$`).test(text),
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric " +
      `character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`,
  ),
];

export const dnsLabel: Check = text => [
  ...longer(text, 63),
  ...unless(
    new RegExp(`^${LABEL}$`).test(text),
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character " +
      `(e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`,
  ),
];

/** A label's or annotation's key: an optional DNS prefix and a name. */
export const qualifiedName: Check = text => {
  const parts = text.split('/');
  if (parts.length > 2) {
    return [
      "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. " +
        `'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}') with an optional DNS subdomain prefix and '/' (e.g. ` +
        "'example.com/MyName')",
    ];
  }
  const name = parts.at(-1)!;
  const prefix = parts.length === 2 ? parts[0]! : undefined;
  const found: string[] = [];
  if (prefix === '') found.push('prefix part must be non-empty');
  else if (prefix !== undefined) found.push(...dnsSubdomain(prefix).map(problem => `prefix part ${problem}`));
  if (name === '') found.push('name part must be non-empty');
  else found.push(...longer(name, 63, 'bytes').map(problem => `name part ${problem}`));
  const wording =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. " +
    `'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED}')`;
  return [...found, ...unless(new RegExp(`^${QUALIFIED}$`).test(name), wording)];
};

export const labelValue: Check = text => [
  ...longer(text, 63, 'bytes'),
  ...unless(
    new RegExp(`^${VALUE}$`).test(text),
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
      `character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${VALUE}')`,
  ),
];

/** An IANA service name. */
export const portName: Check = text => [
  ...longer(text, 15),
  ...unless(/^[-a-z0-9]+$/.test(text), 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'),
  ...unless(/[a-z]/.test(text), 'must contain at least one letter (a-z)'),
  ...unless(!text.includes('--'), 'must not contain consecutive hyphens'),
  ...unless(text !== '' && !text.startsWith('-') && !text.endsWith('-'), 'must not begin or end with a hyphen'),
];

export function portNumber(port: number): string[] {
  return unless(Number.isInteger(port) && port >= 1 && port <= 65535, 'must be between 1 and 65535, inclusive');
}

function longer(text: string, limit: number, unit = 'characters'): string[] {
  return unless(text.length <= limit, `must be no more than ${limit} ${unit}`);
}

function unless(fine: boolean, problem: string): string[] {
  return fine ? [] : [problem];
}
