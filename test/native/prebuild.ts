/** For mocha's --require: builds once what several test processes would otherwise build each for itself. */
import { buildAll } from './build.ts';

export async function mochaGlobalSetup(): Promise<void> {
  // The tests that need what could not be built say so, each for itself; the others have nothing to do with it.
  await buildAll().catch((error: Error) => console.error(error.message));
}
