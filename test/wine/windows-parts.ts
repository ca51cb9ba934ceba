/** The Windows files that the tests add: the HNS libraries, a program that sends CTRL+C, one that records entries of the event log, and .NET. */
import { cpSync, globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { msbuild } from '../native/msbuild.ts';
import { built, ROOT } from '../native/part.ts';
import { runInRoot } from './run-in-root.ts';
import { wineRoot } from './wine-root.ts';

const WARNINGS = ['-Wall', '-Wextra', '-Wconversion', '-Wshadow', '-Wstrict-prototypes', '-Werror'];
const COMMON = ['connections.c', 'text.c', 'wire.c', 'platform-windows.c'];
const LIBRARY = ['-shared', '-static-libgcc', '-lws2_32', '-lole32'];
/** Sources by file. */
const BINARIES = {
  'computenetwork.dll': ['computenetwork.c', 'life-cycle.c', ...COMMON],
  'vmcompute.dll': ['vmcompute.c', ...COMMON],
  'ctrl-c.exe': ['ctrl-c.c'],
  'eventcreate.exe': ['eventcreate.c'],
} as const;

/** @returns The folder with `computenetwork.dll` and `vmcompute.dll`, from the sources of the Linux libraries, `ctrl-c.exe` and `eventcreate.exe`. */
export function windowsBinaries(): Promise<string> {
  const sources = ['test/native/shim/*.{c,h}', 'test/wine/{ctrl-c,eventcreate}.c'];
  return built({
    name: 'windows-binaries',
    from: [...sources, 'test/wine/windows-parts.ts'],
    make: async folder => {
      const root = await wineRoot();
      for (const file of globSync(sources, { cwd: ROOT })) cpSync(join(ROOT, file), join(folder, basename(file)));
      for (const [binary, sources] of Object.entries(BINARIES)) {
        const files = sources.map(file => `/mnt/${file}`);
        const kind = binary.endsWith('.dll') ? LIBRARY : [];
        const command = ['x86_64-w64-mingw32-gcc', '-std=c11', '-O2', ...WARNINGS, '-o', `/mnt/${binary}`, ...files, ...kind];
        await runInRoot(root, folder, command);
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
