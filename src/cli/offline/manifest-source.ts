/** Reads the text of the files, directories and standard input given as `-f`. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Problem } from './problem.ts';

export interface Source {
  readonly name: string;
  readonly text: string;
  /** Given on the command line, not found in a directory. It must contain objects. */
  readonly explicit: boolean;
}

/** The extensions that kubectl reads in a directory. */
const EXTENSIONS = new Set(['.json', '.yaml', '.yml']);

/**
 * @param paths `-` is standard input. A directory stands for its .json, .yaml and .yml files, sorted by name.
 * @param recursive Reads subdirectories, but follows no links to directories.
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
      if (text === undefined) problems.push({ file: label(name), message: 'is not UTF-8 or UTF-16 text' });
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

function filesIn(directory: string, recursive: boolean, problems: Problem[]): string[] {
  const files = readdirSync(directory, { withFileTypes: true, recursive })
    .filter(entry => !entry.isDirectory() && EXTENSIONS.has(extname(entry.name)))
    .map(entry => join(entry.parentPath, entry.name));
  if (files.length === 0) problems.push({ file: directory, message: 'contains no .yaml, .yml or .json file' });
  return files.sort();
}

/** `>` in Windows PowerShell writes UTF-16. Removes a byte order mark. */
function decode(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `cannot be read: ${message}`;
}
