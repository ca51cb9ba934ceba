import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const source = new URL('../../src/', import.meta.url);

/** The npm packages that a file imports, directly or indirectly, without dynamic `import()`. */
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

describe('cli: packages loaded at the start', () => {
  it('are those of the command line alone', () => {
    for (const entry of ['cli/main.ts', 'cli/start.ts']) assert.deepEqual(loadedWith(entry), []);
    assert.deepEqual(loadedWith('cli/program.ts'), ['commander']);
  });

  it('of plan include no Kubernetes client, logger or simulator', () => {
    assert.deepEqual(loadedWith('cli/plan.ts'), ['yaml', 'zod']);
  });

  it('of status only validate the response', () => {
    assert.deepEqual(loadedWith('cli/status.ts'), ['zod']);
  });

  it('of connect are loaded after the choice between demo and manifests', () => {
    assert.deepEqual(loadedWith('cli/connect.ts'), []);
    assert.deepEqual(loadedWith('cli/connect/offline-connect.ts'), []);
  });
});
