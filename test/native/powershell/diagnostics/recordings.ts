/** Creates folders of recordings for the diagnostics (Get-DiagnosticRecording.ps1): the recorded node in fixtures/, with changes. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const NODE = join(import.meta.dirname, 'fixtures/node');

export interface Recording {
  readonly text?: string;
  /** A file in the same folder. */
  readonly file?: string;
  readonly exitCode?: number;
  /** The program's standard error. */
  readonly error?: string;
  /** The call throws this. */
  readonly fails?: string;
  /** `deadline`: the program must be killed. `forever`: the call never returns. */
  readonly hangs?: 'deadline' | 'forever';
}

/** Recordings by command line or call. Undefined: not on this host. */
export type Recordings = Readonly<Record<string, Recording | undefined>>;

export const recorded = (): Recordings => JSON.parse(readFileSync(join(NODE, 'recordings.json'), 'utf8')) as Recordings;

/** The recorded text of a file in fixtures/. */
export const fixture = (name: string): string => readFileSync(join(NODE, name), 'utf8');

/** @returns The folder, for HNS_POLICY_RECORDINGS. */
export function writeRecordings(folder: string, changes: Recordings, base: Recordings = recorded()): string {
  cpSync(NODE, folder, { recursive: true });
  const merged = Object.fromEntries(Object.entries({ ...base, ...changes }).filter(([, recording]) => recording !== undefined));
  writeFileSync(join(folder, 'recordings.json'), JSON.stringify(merged));
  return folder;
}

/** Keys of the recorded node with the prefix. */
export function recordedKeys(start: string): string[] {
  const keys = Object.keys(recorded()).filter(key => key.startsWith(start));
  if (keys.length === 0) throw new Error(`no recording begins with ${start}`);
  return keys;
}
