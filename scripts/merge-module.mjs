// Writes the PowerShell module HnsPolicy as a package ships it, with its functions merged into one HnsPolicy.psm1. During development
// HnsPolicy.psm1 loads each file of Private and Public. usage: node scripts/merge-module.mjs FOLDER
import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MODULE = fileURLToPath(new URL('../windows/HnsPolicy', import.meta.url));
const LOOP = /^# In a package, [\s\S]*?^foreach [\s\S]*?^}\n/m;

/** @param {string} folder Receives the module without its bridge. */
export function mergeModule(folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of ['HnsPolicy.psd1', 'HnsPolicy.Format.ps1xml', 'Import-HnsPolicyBridge.ps1', 'Transport.ps1']) {
    cpSync(join(MODULE, name), join(folder, name));
  }
  const loader = readFileSync(join(MODULE, 'HnsPolicy.psm1'), 'utf8');
  if (!LOOP.test(loader)) throw new Error('HnsPolicy.psm1 has no loop to replace');
  const files = globSync('{Private,Public}/**/*.ps1', { cwd: MODULE }).sort();
  const functions = files.map(file => readFileSync(join(MODULE, file), 'utf8').trim());
  writeFileSync(
    join(folder, 'HnsPolicy.psm1'),
    loader.replace(LOOP, () => `${functions.join('\n\n')}\n`),
  );
}

if (import.meta.main) mergeModule(process.argv[2]);
