/** A temporary folder for one test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Must be called in a `describe`. @returns A function that creates a new folder in it. */
export function temporary(): () => Promise<string> {
  let root = '';
  let made = 0;
  before(() => {
    root = mkdtempSync(join(tmpdir(), 'hns-diagnostics-'));
  });
  after(() => rmSync(root, { recursive: true, force: true }));
  return async () => {
    const folder = join(root, String(++made));
    await mkdir(folder);
    return folder;
  };
}
