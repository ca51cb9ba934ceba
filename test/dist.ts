/** The output of `npm run build`, compiled once into the cache, for tests that start the shipped program. */
import { join } from 'node:path';
import { built, run } from './native/part.ts';

/** @returns The folder `dist`. Tests must not change it. */
export async function dist(): Promise<string> {
  const folder = await built({
    name: 'dist',
    from: ['src/**/*.{ts,proto}', 'tsconfig*.json', 'scripts/build.mjs'],
    make: async folder => void (await run(process.execPath, ['scripts/build.mjs', '--destination', join(folder, 'dist')])),
  });
  return join(folder, 'dist');
}
