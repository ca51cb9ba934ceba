// Emits dist/ (or --destination) from src/: the compiled sources, the files that they read, and an executable entry of the command line.
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, globSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const { destination } = parseArgs({ options: { destination: { type: 'string', default: 'dist' } } }).values;
rmSync(destination, { recursive: true, force: true });
const tsc = ['-p', 'tsconfig.build.json', '--outDir', destination];
const { status } = spawnSync('tsc', tsc, { stdio: 'inherit', shell: process.platform === 'win32' });
if (status !== 0) process.exit(status ?? 1);
for (const file of globSync('src/**/*.proto')) copyFileSync(file, join(destination, relative('src', file)));
chmodSync(join(destination, 'cli/main.js'), 0o755);
