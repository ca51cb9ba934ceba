/** GUIDs. The simulator stores them in lower case. The switch guidCase selects how they are printed (A10). */
import { createHash } from 'node:crypto';
import type { Switches } from './switches.ts';

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** A GUID derived from the text, so that output is the same in each run. */
export function guidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function printGuid(id: string, place: 'list' | 'document', { guidCase }: Switches): string {
  return guidCase === 'upper' || (guidCase === 'mixed' && place === 'list') ? id.toUpperCase() : id.toLowerCase();
}
