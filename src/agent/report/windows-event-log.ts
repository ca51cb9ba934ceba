/**
 * Writes to the Application log of Windows with `eventcreate.exe`, which ships with Windows and needs no native add-on
 * (docs/assumptions.md). It creates the source `hns-policy-agent` at the first entry, for which it needs an administrator.
 */
import { execFile } from 'node:child_process';
import { systemProgram } from '../../hns/transport/system-program.ts';
import type { EventLogEntry } from './state-entries.ts';

export const EVENT_SOURCE = 'hns-policy-agent';

const TIMEOUT_MS = 10_000;

/** @throws Error if the log cannot be opened, or if the program does not end in time. */
export function writeToWindowsEventLog({ id, level, text }: EventLogEntry): Promise<void> {
  const args = ['/L', 'APPLICATION', '/SO', EVENT_SOURCE, '/T', level.toUpperCase(), '/ID', `${id}`, '/D', text];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Without a shell. Windows programs get one command line, in which Node.js quotes each argument.
  execFile(systemProgram('eventcreate.exe'), args, { timeout: TIMEOUT_MS, windowsHide: true }, error =>
    error ? reject(error) : resolve(),
  );
  return promise;
}
