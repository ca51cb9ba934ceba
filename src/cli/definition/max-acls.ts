import { InvalidArgumentError } from 'commander';

/** Parses `--max-acls`. A closed endpoint needs four ACLs. */
export function atLeast4(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 4) throw new InvalidArgumentError('Must be a whole number, at least 4.');
  return Number(text);
}
