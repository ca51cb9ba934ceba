// Installs the dependencies of package-lock.json unless they are installed already.
// Plain JavaScript without dependencies, because it runs on the machine's own Node before the pinned one is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';

const read = path => JSON.parse(readFileSync(path, 'utf8')).packages;

function installed() {
  // npm lists the installed packages in this hidden lock file. It lacks optional packages for other platforms.
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const locked = read('package-lock.json');
  const found = read('node_modules/.package-lock.json');
  const complete = Object.entries(locked).every(
    ([path, { version, optional, os, cpu, libc, link }]) =>
      path === '' || link || (optional && (os || cpu || libc)) || found[path]?.version === version,
  );
  return complete && existsSync(process.platform === 'win32' ? 'node_modules/.bin/node.cmd' : 'node_modules/.bin/node');
}

process.chdir(new URL('..', import.meta.url).pathname.replace(/^\/([A-Za-z]:)/, '$1'));
if (!installed()) {
  console.error('Installing dependencies (npm ci) …');
  // npm ci empties node_modules, but the test parts cached there take minutes to compile.
  move('node_modules/.cache', 'out/.cache');
  // The install script of edge-js compiles for minutes, against the Node headers that npm is configured with. Only tests need edge-js here, and
  // they compile it themselves (test/native/build.ts). So the package node, which needs its install script, is the only one that runs it.
  const status =
    npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error') ||
    npm('rebuild', 'node', '--ignore-scripts=false', '--loglevel=error');
  move('out/.cache', 'node_modules/.cache');
  process.exitCode = status;
}

function move(from, to) {
  if (!existsSync(from) || existsSync(to)) return;
  mkdirSync(to.slice(0, to.lastIndexOf('/')), { recursive: true });
  renameSync(from, to);
}

function npm(...args) {
  const { npm_execpath: path, npm_node_execpath: node = process.execPath } = process.env;
  // Uses npm's own Node. The current one may be the pinned one, which npm ci removes and installs again.
  const { status } = spawnSync(path ? node : 'npm', path ? [path, ...args] : args, {
    stdio: ['ignore', 2, 2],
    shell: !path && process.platform === 'win32',
  });
  return status ?? 1;
}
