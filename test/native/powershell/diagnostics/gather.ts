/** Runs windows/Debug-HnsPolicy.ps1 as an administrator would, and opens what it wrote. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../part.ts';
import { POWERSHELL_7, type PowerShell, runPowerShell } from '../run.ts';
import { shell } from '../shell.ts';
import { type Index, indexSchema } from './index-schema.ts';
import { NODE } from './recordings.ts';
import { readZip } from './zip.ts';

export const SCRIPT = join(ROOT, 'windows/Debug-HnsPolicy.ps1');

/** A port of 127.0.0.1 that nothing listens on. */
const NOBODY = 'http://127.0.0.1:1';

export interface Bundle {
  readonly index: Index;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Of a file that must be there. */
  text(path: string): string;
}

export interface Gathering {
  /** A new folder. */
  readonly folder: string;
  readonly script?: string;
  readonly on?: PowerShell;
  /** Folder of recordings; null: none, the real world. Default the recorded node. */
  readonly recordings?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** By name; text, numbers and booleans; a nested object is a hashtable. */
  readonly parameters?: Readonly<Record<string, Value>>;
}

type Value = string | number | boolean | Readonly<Record<string, number>>;

export async function gather(gathering: Gathering): Promise<Bundle> {
  const [bundle] = await gatherAll([gathering]);
  return bundle!;
}

/** One bundle after the other in one PowerShell, that of the first, which stays. */
export async function gatherAll(gatherings: readonly Gathering[]): Promise<Bundle[]> {
  const { on = POWERSHELL_7, env } = gatherings[0]!;
  const standing = await shell(on, env);
  for (const gathering of gatherings) assert.deepEqual(await standing.run(statement(gathering)), { objects: [], errors: [], shown: '' });
  return gatherings.map(gathering => openBundle(zipOf(gathering)));
}

/** The same in a PowerShell of its own, which is to end by itself. */
export async function gatherAndEnd(gatherings: readonly Gathering[]): Promise<Bundle[]> {
  const { on = POWERSHELL_7, env = {} } = gatherings[0]!;
  const outcome = await runPowerShell({ command: gatherings.map(statement).join('; '), on, env });
  assert.deepEqual({ status: outcome.status, out: outcome.out, err: outcome.err }, { status: 0, out: '', err: '' });
  return gatherings.map(gathering => openBundle(zipOf(gathering)));
}

const zipOf = ({ folder }: Gathering): string => join(folder, 'bundle.zip');

function statement(gathering: Gathering): string {
  const { folder, script = SCRIPT, recordings = NODE, parameters = {} } = gathering;
  const given = {
    OutputPath: zipOf(gathering),
    AgentUri: NOBODY,
    AgentLogPath: join(folder, 'no.log'),
    TimeoutSeconds: 600,
    ...parameters,
  };
  const words = Object.entries(given).map(([name, value]) => `-${name}:${spelled(value)}`);
  const setting = `[System.Environment]::SetEnvironmentVariable('HNS_POLICY_RECORDINGS', ${spelled(recordings ?? '')})`;
  return `$ErrorActionPreference = 'Stop'; ${setting}; $null = & ${spelled(script)} ${words.join(' ')}`;
}

export function openBundle(zip: string): Bundle {
  const files = readZip(readFileSync(zip));
  const text = (path: string) => {
    const content = files.get(path);
    assert.ok(content, `there is no ${path}, only ${[...files.keys()].join(', ')}`);
    return content.toString('utf8');
  };
  return { files, text, index: indexSchema.parse(JSON.parse(text('index.json'))) };
}

function spelled(value: Value): string {
  if (typeof value === 'boolean') return `$${value}`;
  if (typeof value === 'object')
    return `@{ ${Object.entries(value)
      .map(([key, item]) => `'${key}' = ${item}`)
      .join('; ')} }`;
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

/** `status` by name of the collector. */
export function statuses(index: Index): Record<string, string> {
  return Object.fromEntries(index.collectors.map(({ name, status }) => [name, status]));
}
