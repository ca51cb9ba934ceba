/** What `npm run build` emits, for tests that start what ships: compiled once, in a place of its own. */
import { join } from 'node:path';
import { built, run } from './native/part.ts';

/** @returns The folder `dist`; it is not to be changed. */
export async function dist(): Promise<string> {
  const folder = await built({
    name: 'dist',
    from: ['src/**/*.ts', 'tsconfig*.json'],
    make: async folder => void (await run('tsc', ['-p', 'tsconfig.build.json', '--outDir', join(folder, 'dist')])),
  });
  return join(folder, 'dist');
}
