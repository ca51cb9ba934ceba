/** GUIDs as HNS spells them. Inside the simulator they are lower case; how they are printed is a switch (A10). */
import { createHash } from 'node:crypto';
import type { Switches } from './switches.ts';

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return GUID.test(text);
}

/** The same GUID for the same text, so that a test's output does not change from run to run. */
export function guidFrom(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function printGuid(id: string, place: 'list' | 'document', { guidCase }: Switches): string {
  return guidCase === 'upper' || (guidCase === 'mixed' && place === 'list') ? id.toUpperCase() : id.toLowerCase();
}
