/** For mocha's --require: builds all parts once, so that parallel test processes do not build them several times. */
import { buildAll } from './build.ts';

export async function mochaGlobalSetup(): Promise<void> {
  // Only the tests that need a part fail if its build fails.
  await buildAll().catch((error: Error) => console.error(error.message));
}
