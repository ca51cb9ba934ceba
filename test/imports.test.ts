import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';

/** The folders from which each folder may import. All others are forbidden. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: [],
  async: [],
  hns: ['core', 'async'],
  kube: ['core', 'async'],
  cri: ['core', 'async'],
  simulator: ['core', 'async', 'hns', 'cri'],
  agent: ['core', 'async', 'hns', 'kube', 'cri', 'simulator'],
  cli: ['core', 'async', 'hns', 'kube', 'cri', 'simulator', 'agent'],
};

/** All modules that a text imports, re-exports or loads with a dynamic import. */
function imports(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'([^']+)'/g)].map(match => match[1]!);
}

function violations(path: string, text: string): string[] {
  const room = path.split('/')[1]!;
  return imports(text).flatMap(name => {
    if (!name.startsWith('.')) return room === 'core' ? [`${path} imports ${name}: core imports nothing outside itself`] : [];
    const target = posix.join(dirname(path), name).split('/')[1]!;
    return target === room || ALLOWED[room]?.includes(target) || !name.endsWith('.ts')
      ? []
      : [`${path} imports ${name}: ${room} may not know ${target}`];
  });
}

describe('the direction of imports', () => {
  const files = globSync('src/**/*.ts').map(path => path.replaceAll('\\', '/'));

  it('every folder under src has a rule', () => {
    assert.deepEqual([...new Set(files.map(path => path.split('/')[1]))].sort(), Object.keys(ALLOWED).sort());
  });

  it('{core, async} ← hns, kube and cri; {core, async, hns, cri} ← simulator; all ← agent ← cli; no other arrow', () => {
    assert.deepEqual(
      files.flatMap(path => violations(path, readFileSync(path, 'utf8'))),
      [],
    );
  });

  it('within the agent, enforcement does not import reporting', () => {
    const shown = /\/agent\/(report|metrics|status)\//;
    for (const file of globSync('src/agent/enforcement/*.ts')) {
      const targets = imports(readFileSync(file, 'utf8')).map(name => posix.join(dirname(file.replaceAll('\\', '/')), name));
      assert.deepEqual(
        targets.filter(target => shown.test(target)),
        [],
        file,
      );
    }
  });

  it('a forbidden import is detected', () => {
    assert.equal(violations('src/core/x.ts', "import { z } from 'zod';").length, 1);
    assert.equal(violations('src/hns/x.ts', "import type { A } from '../kube/pod.ts';").length, 1);
    assert.equal(violations('src/kube/x.ts', "await import('../agent/agent.ts')").length, 1);
    assert.deepEqual(violations('src/hns/x.ts', "export { a } from '../core/model.ts';"), []);
  });
});
