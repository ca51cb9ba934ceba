/** What `-f` names: files, folders and standard input, as text. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Problem } from './problem.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
  /** Named by the user itself, not found in a folder: it is then expected to hold something. */
  readonly explicit: boolean;
}

/** kubectl's: what it reads in a folder. */
const EXTENSIONS = new Set(['.json', '.yaml', '.yml']);

/**
 * @param paths `-` is standard input; a folder means its .json, .yaml and .yml files, in order of their names.
 * @param recursive Folders within folders too; links to folders are not followed.
 */
export async function readSources(
  paths: readonly string[],
  recursive: boolean,
  stdin: () => Promise<Uint8Array>,
  problems: Problem[],
): Promise<Source[]> {
  const sources: Source[] = [];
  for (const { name, explicit } of [...new Set(paths)].flatMap(path => expand(path, recursive, problems))) {
    try {
      const text = decode(name === '-' ? await stdin() : readFileSync(name));
      if (text === undefined) problems.push({ file: label(name), message: 'is no text in UTF-8 or UTF-16' });
      else sources.push({ name: label(name), text, explicit });
    } catch (error) {
      problems.push({ file: label(name), message: reason(error) });
    }
  }
  return sources;
}

function expand(path: string, recursive: boolean, problems: Problem[]): Pick<Source, 'name' | 'explicit'>[] {
  try {
    if (path === '-' || !statSync(path).isDirectory()) return [{ name: path, explicit: true }];
    return filesIn(path, recursive, problems).map(name => ({ name, explicit: false }));
  } catch (error) {
    problems.push({ file: path, message: reason(error) });
    return [];
  }
}

function label(path: string): string {
  return path === '-' ? 'stdin' : path;
}

function filesIn(folder: string, recursive: boolean, problems: Problem[]): string[] {
  const files = readdirSync(folder, { withFileTypes: true, recursive })
    .filter(entry => !entry.isDirectory() && EXTENSIONS.has(extname(entry.name)))
    .map(entry => join(entry.parentPath, entry.name));
  if (files.length === 0) problems.push({ file: folder, message: 'holds no .yaml, .yml or .json file' });
  return files.sort();
}

/** UTF-16 is what `>` writes in Windows PowerShell. A byte order mark is taken off. */
function decode(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'is a folder',
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `cannot be read: ${message}`;
}
