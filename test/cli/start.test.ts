import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const source = new URL('../../src/', import.meta.url);

/** Npm packages that are loaded with a file: its imports and theirs, but not those that come later by `import()`. */
function loadedWith(path: string): string[] {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: URL): void => {
    if (files.has(file.href)) return;
    files.add(file.href);
    const text = readFileSync(file, 'utf8');
    for (const [, from] of text.matchAll(/^(?:import|export) (?!type\b)(?:[^'"]*? from )?'([^']+)';$/gm)) {
      if (from!.startsWith('.')) visit(new URL(from!, file));
      else if (!from!.startsWith('node:')) packages.add(from!);
    }
  };
  visit(new URL(path, source));
  return [...packages].sort();
}

describe('cli: what is loaded at the start', () => {
  it('is the command line alone, whatever the command', () => {
    assert.deepEqual(loadedWith('cli/main.ts'), []);
    assert.deepEqual(loadedWith('cli/program.ts'), ['commander']);
  });

  it('of plan is neither a Kubernetes client nor a logger nor the simulator', () => {
    assert.deepEqual(loadedWith('cli/plan.ts'), ['yaml', 'zod']);
  });

  it('of status is what checks the answer', () => {
    assert.deepEqual(loadedWith('cli/status.ts'), ['zod']);
  });

  it('of connect is nothing before it is known whether a demo is asked', () => {
    assert.deepEqual(loadedWith('cli/connect.ts'), []);
    assert.deepEqual(loadedWith('cli/connect/offline-connect.ts'), []);
  });
});
