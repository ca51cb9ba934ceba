/** What `npm run build` emits, for tests that start what ships: compiled once, in a place of its own. */
import { join } from 'node:path';
import { built, run } from './native/part.ts';

/** @returns The folder `dist`; it is not to be changed. */
export async function dist(): Promise<string> {
  const folder = await built({
    name: 'dist',
    from: ['src/**/*.{ts,proto}', 'tsconfig*.json', 'scripts/build.mjs'],
    make: async folder => void (await run(process.execPath, ['scripts/build.mjs', '--destination', join(folder, 'dist')])),
  });
  return join(folder, 'dist');
}
