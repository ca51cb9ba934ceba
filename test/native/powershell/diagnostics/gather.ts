/** Runs windows/Debug-HnsPolicy.ps1 like an administrator and reads the bundle. */
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

/** An unused port of 127.0.0.1. */
const UNUSED = 'http://127.0.0.1:1';

export interface Bundle {
  readonly index: Index;
  readonly files: ReadonlyMap<string, Buffer>;
  /** Text of a file. The test fails without the file. */
  text(path: string): string;
}

export interface Gathering {
  /** A new folder. */
  readonly folder: string;
  readonly script?: string;
  readonly on?: PowerShell;
  /** Folder of recordings. Null: the real host. Default: the recorded node. */
  readonly recordings?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  /** Parameters by name: text, numbers and booleans. A nested object is a hashtable. */
  readonly parameters?: Readonly<Record<string, Value>>;
}

type Value = string | number | boolean | Readonly<Record<string, number>>;

export async function gather(gathering: Gathering): Promise<Bundle> {
  const [bundle] = await gatherAll([gathering]);
  return bundle!;
}

/** Gathers bundles one after the other in a shared PowerShell, that of the first. */
export async function gatherAll(gatherings: readonly Gathering[]): Promise<Bundle[]> {
  const { on = POWERSHELL_7, env } = gatherings[0]!;
  const standing = await shell(on, env);
  for (const gathering of gatherings) assert.deepEqual(await standing.run(statement(gathering)), { objects: [], errors: [], shown: '' });
  return gatherings.map(gathering => openBundle(zipOf(gathering)));
}

/** Gathers a bundle in a separate PowerShell, which must exit by itself. */
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
    AgentUri: UNUSED,
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

/** `status` by collector name. */
export function statuses(index: Index): Record<string, string> {
  return Object.fromEntries(index.collectors.map(({ name, status }) => [name, status]));
}
