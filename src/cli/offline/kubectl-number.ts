/**
 * The numbers of YAML as kubectl reads them. Its parser, go-yaml v2, removes underscores and leaves integers to Go's strconv.ParseInt with base
 * 0: `0x50`, `0o120`, `0120` and `0b1010000` are integers, upper-case prefixes too. `08` is no octal number and becomes a decimal one.
 */
const INTEGER = /^[-+]?(?:0[xX][\da-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9]\d*)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const [MIN_INT64, MAX_UINT64] = [-(2n ** 63n), 2n ** 64n - 1n];

/** @returns Undefined if the plain scalar is text. */
export function kubectlNumber(scalar: string): number | undefined {
  if (!/^[-+.\d]/.test(scalar)) return undefined;
  if (scalar.startsWith('.')) return FLOAT.test(scalar) ? Number(scalar) : undefined;
  const plain = scalar.replaceAll('_', '');
  const integer = INTEGER.test(plain) ? integerOf(plain) : undefined;
  if (integer !== undefined && integer >= MIN_INT64 && integer <= MAX_UINT64) return Number(integer);
  return FLOAT.test(plain) ? Number(plain) : undefined;
}

function integerOf(plain: string): bigint {
  const digits = plain.replace(/^[-+]/, '');
  const value = BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits.toLowerCase());
  return plain.startsWith('-') ? -value : value;
}
