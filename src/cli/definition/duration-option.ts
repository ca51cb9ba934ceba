import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../duration.ts';

/** @returns Milliseconds. */
export function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidArgumentError('Must be a duration such as 3s or 500ms.');
  return milliseconds;
}
