/** `hns-policy` as an executable file, for tests that run shells. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Executable {
  /** With the folder that holds it. */
  readonly PATH: string;
  /** Creates a file in its directory. @returns The path. */
  file(name: string, text: string): string;
  remove(): void;
}

export function executable(): Executable {
  const folder = mkdtempSync(join(tmpdir(), 'hns-policy-bin-'));
  const file = (name: string, text: string, mode = 0o644): string => {
    writeFileSync(join(folder, name), text, { mode });
    return join(folder, name);
  };
  file('hns-policy', `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`, 0o755);
  return { PATH: folder + delimiter + process.env.PATH, file, remove: () => rmSync(folder, { recursive: true }) };
}
