/** Reads the files, directories and standard input given as `-f`. */
import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Problem } from './problem.ts';

export interface Source {
  readonly name: string;
  /** Valid UTF-8 without a byte order mark. */
  readonly bytes: Buffer;
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
      const bytes = asUtf8(name === '-' ? await stdin() : readFileSync(name));
      if (typeof bytes === 'string') problems.push({ file: label(name), message: bytes });
      else sources.push({ name: label(name), bytes, explicit });
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

const NO_TEXT = 'is not UTF-8 or UTF-16 text';
const NO_MARK = 'is UTF-16 without a byte order mark, which kubectl cannot read either. Save it as UTF-8';

/** `>` in Windows PowerShell writes UTF-16. Removes a byte order mark. @returns A message for other text. */
function asUtf8(raw: Uint8Array): Buffer | string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const mark = bytes.subarray(0, 2).toString('hex');
  const encoding = { fffe: 'utf-16le', feff: 'utf-16be' }[mark];
  try {
    if (encoding !== undefined) return Buffer.from(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return NO_TEXT;
  }
  // Every second byte of ASCII text in UTF-16 is zero.
  if (bytes.length > 1 && (bytes[0] === 0) !== (bytes[1] === 0)) return NO_MARK;
  if (!isUtf8(bytes)) return NO_TEXT;
  return bytes.subarray(0, 3).toString('hex') === 'efbbbf' ? bytes.subarray(3) : bytes;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ERR_FS_FILE_TOO_LARGE: 'has more than 2 GiB',
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? `cannot be read: ${message}`;
}
