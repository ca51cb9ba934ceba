/** The files that Wine lacks and the tests add: the HNS libraries, and .NET for Windows. */
import { cpSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { msbuild } from '../native/msbuild.ts';
import { built, ROOT } from '../native/part.ts';
import { runInRoot } from './run-in-root.ts';
import { wineRoot } from './wine-root.ts';

const WARNINGS = ['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Wstrict-prototypes', '-Werror'];
const COMMON = ['connections.c', 'text.c', 'wire.c', 'platform-windows.c'];
const LIBRARIES = {
  'computenetwork.dll': ['computenetwork.c', 'life-cycle.c'],
  'vmcompute.dll': ['vmcompute.c'],
} as const;

/** @returns The folder with `computenetwork.dll` and `vmcompute.dll`, from the sources of the Linux libraries. */
export function windowsShim(): Promise<string> {
  return built({
    name: 'shim-windows',
    from: ['test/native/shim/*.{c,h}', 'test/wine/windows-parts.ts'],
    make: async folder => {
      const root = await wineRoot();
      for (const file of globSync('test/native/shim/*.{c,h}', { cwd: ROOT })) cpSync(join(ROOT, file), join(folder, basename(file)));
      for (const [library, sources] of Object.entries(LIBRARIES)) {
        const files = [...sources, ...COMMON].map(file => `/mnt/${file}`);
        const options = ['-std=c11', '-O2', ...WARNINGS, '-shared', '-static-libgcc', '-o', `/mnt/${library}`];
        await runInRoot(root, folder, ['x86_64-w64-mingw32-gcc', ...options, ...files, '-lws2_32', '-lole32']);
      }
    },
  });
}

/** @returns A folder for `C:\Program Files\dotnet`: CoreCLR as Microsoft's NuGet package for Windows has it. */
export async function windowsDotnet(): Promise<string> {
  const folder = await built({
    name: 'dotnet-windows',
    from: ['test/wine/dotnet/Runtime.csproj'],
    make: folder => msbuild('test/wine/dotnet/Runtime.csproj', 'LayOut', folder),
  });
  return join(folder, 'dotnet');
}
