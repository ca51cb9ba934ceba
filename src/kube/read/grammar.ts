/**
 * The grammars of names in the Kubernetes API (apimachinery pkg/util/validation). Each function returns the errors in the API server's words.
 * A final `\
` is never valid, because `$` without the flag m matches only the very end.
 */

const LABEL_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const LABEL_NAME_RULE = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** For label keys, annotation keys and finalizers: `name` or `dns.prefix/name`. */
export function labelKeyErrors(key: string): string[] {
  const parts = key.split('/');
  if (parts.length > 2) return [`a valid label key ${LABEL_NAME_RULE} with an optional DNS subdomain prefix and '/'`];
  const name = parts.at(-1)!;
  const errors: string[] = [];
  if (parts.length === 2) {
    if (parts[0] === '') errors.push('prefix part must be non-empty');
    else errors.push(...dnsSubdomainErrors(parts[0]!).map(error => `prefix part ${error}`));
  }
  if (name === '') errors.push('name part must be non-empty');
  else errors.push(...tooLong(name, 63).map(error => `name part ${error}`));
  if (!LABEL_NAME.test(name)) errors.push(`name part ${LABEL_NAME_RULE}`);
  return errors;
}

export function labelValueErrors(value: string): string[] {
  const errors = tooLong(value, 63);
  if (value !== '' && !LABEL_NAME.test(value))
    errors.push(`a valid label must be an empty string or ${LABEL_NAME_RULE.slice('must '.length)}`);
  return errors;
}

/** For the names of most objects. */
export function dnsSubdomainErrors(name: string): string[] {
  const errors = tooLong(name, 253);
  if (!name.split('.').every(label => DNS_LABEL.test(label))) {
    errors.push(
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    );
  }
  return errors;
}

/** For the names of namespaces. */
export function dnsLabelErrors(name: string): string[] {
  const errors = tooLong(name, 63);
  if (DNS_LABEL.test(name)) return errors;
  if (dnsSubdomainErrors(name).length === 0) return [...errors, 'must not contain dots'];
  errors.push(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  );
  return errors;
}

/** For the names of ports (IANA service names, lower case only). */
export function portNameErrors(name: string): string[] {
  const errors = tooLong(name, 15, 'characters');
  if (!/^[-a-z0-9]+$/.test(name)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) errors.push('must contain at least one letter (a-z)');
  if (name.includes('--')) errors.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export function portNumberErrors(port: number): string[] {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}

function tooLong(value: string, limit: number, unit = 'bytes'): string[] {
  return Buffer.byteLength(value) > limit ? [`must be no more than ${limit} ${unit}`] : [];
}
