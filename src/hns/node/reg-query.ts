/** Reads the output of `reg.exe query`. Its messages are localised, so only the lines of values and keys are used. */
import type { RegistryValues } from './hns-switches.ts';

const VALUE = /^ {4}(\S.*?) {4}REG_DWORD {4}0x([0-9a-f]{1,8})$/i;

/** The DWORD values of one key. Other types are ignored. */
export function dwordsOf(output: string): RegistryValues {
  const values: Record<string, number> = {};
  for (const line of output.split(/\r?\n/)) {
    const [, name, digits] = VALUE.exec(line) ?? [];
    if (name !== undefined && digits !== undefined) values[name] = Number.parseInt(digits, 16);
  }
  return values;
}

/** True if the output for a key lists the subkey with that name. */
export function hasSubkey(output: string, name: string): boolean {
  const ending = `\\${name}`.toLowerCase();
  return output.split(/\r?\n/).some(line => line.startsWith('HKEY_') && line.toLowerCase().endsWith(ending));
}
