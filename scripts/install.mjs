// Installs the dependencies that package-lock.json names unless they are already there.
// Plain JavaScript without dependencies: it runs on whatever Node the machine has, before the pinned one is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';

const read = path => JSON.parse(readFileSync(path, 'utf8')).packages;

function installed() {
  // npm keeps what it really installed in this hidden lock file; optional packages for other platforms are lawfully missing from it.
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const wanted = read('package-lock.json');
  const found = read('node_modules/.package-lock.json');
  const complete = Object.entries(wanted).every(
    ([path, { version, optional, os, cpu, libc, link }]) =>
      path === '' || link || (optional && (os || cpu || libc)) || found[path]?.version === version,
  );
  return complete && existsSync(process.platform === 'win32' ? 'node_modules/.bin/node.cmd' : 'node_modules/.bin/node');
}

process.chdir(new URL('..', import.meta.url).pathname.replace(/^\/([A-Za-z]:)/, '$1'));
if (!installed()) {
  console.error('Installing dependencies (npm ci) …');
  // npm ci empties node_modules, and the tests keep there what they have compiled for minutes.
  move('node_modules/.cache', 'out/.cache');
  // edge-js compiles itself when it is installed, for minutes and for whatever Node and headers npm was set up with. Only tests need it here, and
  // those compile it themselves (test/native/build.ts). So no install script runs but that of the one package that cannot do without, node.
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
  // On the Node that npm itself runs on: this one may be the pinned one, which npm ci takes away before it brings it anew.
  const { status } = spawnSync(path ? node : 'npm', path ? [path, ...args] : args, {
    stdio: ['ignore', 2, 2],
    shell: !path && process.platform === 'win32',
  });
  return status ?? 1;
}
