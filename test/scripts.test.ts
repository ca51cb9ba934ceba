import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

describe('package.json scripts', () => {
  it('install in a shell of their own: one that has run the machine’s Node before may not find the pinned one after', () => {
    const INSTALL = 'node scripts/install.mjs';
    for (const [name, script] of Object.entries(scripts)) if (script.includes(INSTALL)) assert.equal(script, INSTALL, name);
  });

  it('all that the documents tell people to run install what is missing first', () => {
    for (const name of ['demo', 'test', 'build', 'check', 'bench', 'hns-policy']) assert.ok(scripts[`pre${name}`], name);
  });
});
