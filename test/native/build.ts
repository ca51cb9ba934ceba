/**
 * Builds the native parts of the tests: the simulated HNS libraries, the bridge for both frameworks, and edge-js for Linux. As a program
 * (`node test/native/build.ts`) it builds all of them. Otherwise each part is built when a test first needs it.
 */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { msbuild } from './msbuild.ts';
import { built, type Part, ROOT, run } from './part.ts';
import { installedPwsh } from './powershell/pwsh.ts';

const SHIM = ['test/native/shim/*'];
const BRIDGE = ['windows/HnsPolicy.Bridge/**/*.{cs,csproj}'];
const BRIDGE_TESTS = 'windows/HnsPolicy.Bridge.Tests';

/** Builds the libraries and the program that checks their ABI, optionally with a sanitizer. */
export function shim(sanitizer?: 'address,undefined' | 'thread'): Promise<string> {
  return built({
    name: sanitizer ? `shim-${sanitizer.split(',')[0]}` : 'shim',
    from: SHIM,
    async make(folder) {
      await run('make', ['-C', 'test/native/shim', `OUT=${folder}`, ...(sanitizer ? [`SANITIZE=${sanitizer}`] : []), 'all', 'abi-test']);
    },
  });
}

export interface Bridge {
  /** HnsPolicy.Bridge.dll for the .NET Framework. */
  readonly net472: string;
  /** HnsPolicy.Bridge.dll for CoreCLR. It loads the simulated libraries from the same folder. */
  readonly netstandard: string;
}

export async function bridge(): Promise<Bridge> {
  const folder = await built({
    name: 'bridge',
    from: [...BRIDGE, ...SHIM],
    async make(folder) {
      const libraries = await shim();
      await msbuild('windows/HnsPolicy.Bridge/HnsPolicy.Bridge.csproj', 'Build', `${folder}/dotnet`);
      for (const flavour of ['net472', 'netstandard2.0'])
        cpSync(`${folder}/dotnet/bin/HnsPolicy.Bridge/release_${flavour}`, join(folder, flavour), { recursive: true });
      for (const library of globSync(`${libraries}/*.so`))
        cpSync(library, join(folder, 'netstandard2.0', library.slice(dirname(library).length)));
    },
  });
  return { net472: join(folder, 'net472/HnsPolicy.Bridge.dll'), netstandard: join(folder, 'netstandard2.0/HnsPolicy.Bridge.dll') };
}

/** The assembly with the bridge's own tests, for `dotnet test`. */
export async function bridgeTests(): Promise<string> {
  const folder = await built({
    name: 'bridge-tests',
    from: [...BRIDGE, `${BRIDGE_TESTS}/**/*.{cs,csproj}`, ...SHIM],
    make: folder => msbuild(`${BRIDGE_TESTS}/HnsPolicy.Bridge.Tests.csproj`, 'Build', folder),
  });
  return join(folder, 'bin/HnsPolicy.Bridge.Tests/release/HnsPolicy.Bridge.Tests.dll');
}

export interface EdgeHost {
  /** For EDGE_NATIVE: edge-js's addon, compiled for the running Node. */
  readonly addon: string;
  /** For EDGE_APP_ROOT. */
  readonly appRoot: string;
}

/** Needs the npm package edge-js. Its install script is not required. */
export async function edgeHost(): Promise<EdgeHost> {
  if (!existsSync(join(ROOT, 'node_modules/edge-js'))) throw new Error('edge-js is not installed: npm ci --include=optional');
  const [addon, appRoot] = await Promise.all([built(EDGE_ADDON), edgeManaged()]);
  return { addon: join(addon, 'edge_coreclr.node'), appRoot };
}

/** For EDGE_APP_ROOT, on Linux and on Windows. */
export async function edgeManaged(): Promise<string> {
  return join(await built(EDGE_MANAGED), 'publish/EdgeJs/release');
}

const EDGE_ADDON: Part = {
  name: 'edge-addon',
  from: ['node_modules/edge-js/{package.json,binding.gyp}', 'node_modules/edge-js/src/**/*.{cpp,h,hpp}'],
  and: process.version,
  async make(folder) {
    // Builds in a copy, so that the installed package stays unchanged.
    const work = join(folder, 'work');
    mkdirSync(work);
    for (const name of ['binding.gyp', 'src']) cpSync(join(ROOT, 'node_modules/edge-js', name), join(work, name), { recursive: true });
    const env = { ...process.env, PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`, npm_config_nodedir: headers() };
    // npm exec puts npm's own node-gyp on the PATH.
    const command = 'node-gyp configure --release && node-gyp build --release --jobs=max edge_coreclr';
    await run('npm', ['exec', '--call', command], { cwd: work, env });
    cpSync(join(work, 'build/Release/edge_coreclr.node'), join(folder, 'edge_coreclr.node'));
  },
};

const EDGE_MANAGED: Part = {
  name: 'edge-managed',
  from: ['test/native/edge-host/*', 'node_modules/edge-js/src/**/*.cs'],
  make: folder => msbuild('test/native/edge-host/EdgeJs.csproj', 'Publish', folder),
};

/** The folder with the headers of the running Node. An addon compiled with other headers does not load. */
function headers(): string {
  const pinned = `node_modules/node/node_modules/node-${process.platform}-${process.arch}`;
  const folders = [dirname(dirname(realpathSync(process.execPath))), join(ROOT, pinned)];
  const major = `#define NODE_MAJOR_VERSION ${process.versions.node.split('.')[0]}\n`;
  const fits = (file: string) => existsSync(file) && readFileSync(file, 'utf8').includes(major);
  const found = folders.find(folder => fits(join(folder, 'include/node/node_version.h')));
  if (!found) throw new Error(`no headers of Node ${process.version} in ${folders.join(' or ')}`);
  return found;
}

/** Builds all parts, even if one fails. @throws Error of the first part that failed. */
export async function buildAll(): Promise<void> {
  await shim();
  const parts = [shim('address,undefined'), shim('thread'), bridge(), bridgeTests(), edgeHost(), installedPwsh()];
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason;
}

if (import.meta.main) await buildAll();
