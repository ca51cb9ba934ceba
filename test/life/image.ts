/** Folders with the content of the container image, one per version. The test's agents run from them. */
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dist } from '../dist.ts';
import { bridge } from '../native/build.ts';
import { ROOT } from '../native/part.ts';

export interface Version {
  readonly version: string;
  /** Hash of the content at the end of an ACL's Id. Default: the current one. */
  readonly hash?: 'sha512';
}

const TODAY = "createHash('sha256')";

/** @param folder A new folder. It receives dist, package.json, the module's bridge with the simulated libraries, and the packages. */
export async function layOut(folder: string, { version, hash }: Version): Promise<void> {
  const [compiled, { netstandard }] = await Promise.all([dist(), bridge()]);
  mkdirSync(join(folder, 'windows/HnsPolicy/bin'), { recursive: true });
  cpSync(compiled, join(folder, 'dist'), { recursive: true });
  cpSync(dirname(netstandard), join(folder, 'windows/HnsPolicy/bin/netstandard2.0'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, version }));
  if (hash) replaceHash(join(folder, 'dist/hns/acl/acl.js'), hash);
}

/** Simulates a later version that computes other Ids for the same ACLs. */
function replaceHash(file: string, hash: string): void {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(TODAY)) throw new Error(`${file} does not compute its Ids with ${TODAY}`);
  writeFileSync(file, text.replaceAll(TODAY, `createHash('${hash}')`));
}
