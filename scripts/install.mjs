// Installs the dependencies that package-lock.json names unless they are already there.
// Plain JavaScript without dependencies: it runs on whatever Node the machine has, before the pinned one is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const read = path => JSON.parse(readFileSync(path, 'utf8')).packages;

function installed() {
  // npm keeps what it really installed in this hidden lock file; optional packages may lawfully be missing from it.
  if (!existsSync('node_modules/.package-lock.json')) return false;
  const wanted = read('package-lock.json');
  const found = read('node_modules/.package-lock.json');
  const complete = Object.entries(wanted).every(
    ([path, { version, optional, link }]) => path === '' || optional || link || found[path]?.version === version,
  );
  return complete && existsSync(process.platform === 'win32' ? 'node_modules/.bin/node.cmd' : 'node_modules/.bin/node');
}

process.chdir(new URL('..', import.meta.url).pathname.replace(/^\/([A-Za-z]:)/, '$1'));
if (!installed()) {
  console.error('Installing dependencies (npm ci) …');
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const { status } = spawnSync(command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    shell: !npm && process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
