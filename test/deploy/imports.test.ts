/** Checks that the image or Windows has every function that the native files of the image import. */
import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { run } from '../native/part.ts';
import { needs } from '../needs.ts';
import { packaged } from './packaged.ts';

/** Libraries that Windows Server has, the universal C runtime (`api-ms-win-crt-…`) among them. */
const OF_WINDOWS = /^(api-ms-win-|(advapi32|crypt32|dbghelp|iphlpapi|kernel32|mscoree|ole32|shell32|user32|userenv|winmm|ws2_32)\.dll$)/i;

interface Binary {
  /** Names by library. */
  readonly imports: ReadonlyMap<string, readonly string[]>;
  readonly exports: ReadonlySet<string>;
}

describe('deploy: the native files of the image', function () {
  // Unpacks a hundred packages.
  this.timeout(0);
  const binaries = new Map<string, Binary>();

  before(async function () {
    needs(this, 'dotnet', 'objdump');
    const image = await packaged();
    const files = globSync('{node.exe,node_modules/edge-js/**/*.{node,dll}}', { cwd: image });
    for (const file of files) binaries.set(basename(file).toLowerCase(), read(await run('objdump', ['-p', join(image, file)])));
  });

  const needed = () => [...binaries].flatMap(([name, { imports }]) => [...imports].map(([library, names]) => ({ name, library, names })));

  it('are node.exe, the add-on of edge-js and the library of the C++ runtime that the add-on imports', () => {
    assert.deepEqual([...binaries.keys()].sort(), ['edge_nativeclr.node', 'node.exe', 'vcruntime140.dll']);
    const libraries = new Set(needed().flatMap(({ library }) => (OF_WINDOWS.test(library) ? [] : library)));
    assert.deepEqual([...libraries].sort(), ['node.exe', 'vcruntime140.dll']);
  });

  it('import from one another only what is exported', () => {
    let count = 0;
    for (const { name, library, names } of needed()) {
      if (OF_WINDOWS.test(library)) continue;
      const { exports } = binaries.get(library)!;
      assert.deepEqual(
        names.filter(symbol => !exports.has(symbol)),
        [],
        `${name} from ${library}`,
      );
      count += names.length;
    }
    assert.ok(count > 50);
  });
});

/** @param text Output of `objdump -p`. Import tables list names in their last column, and so does the table of exported names. */
function read(text: string): Binary {
  const imports = new Map<string, string[]>();
  const exports = new Set<string>();
  let library = '';
  let isExports = false;
  for (const line of text.split('\n')) {
    const name = /^\s*DLL Name: (\S+)/.exec(line)?.[1];
    if (name !== undefined) {
      library = name.toLowerCase();
      imports.set(library, []);
    } else if (/^\s*$/.test(line)) library = '';
    else if (library !== '' && !/Member-Name/.test(line)) imports.get(library)!.push(line.trim().split(/\s+/).at(-1)!);
    if (line.startsWith('[Ordinal/Name Pointer] Table')) isExports = true;
    else if (isExports && /^\s*\[\s*\d+\]/.test(line)) exports.add(line.trim().split(/\s+/).at(-1)!);
    else isExports = false;
  }
  return { imports, exports };
}
