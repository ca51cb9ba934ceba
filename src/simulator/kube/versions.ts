/** Parses resource versions in requests, and waits for a version that the server has not reached. */
import { badRequest, StatusError } from './status.ts';
import type { Store } from './store.ts';

/** Undefined for `''`. @throws StatusError 400 for a list. A real server answers 500 without a reason to a watch. */
export function resourceVersion(text: string, watch: boolean): number | undefined {
  if (text === '') return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const problem = `resourceVersion: Invalid value: ${JSON.stringify(text)}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw watch ? new StatusError(500, undefined, problem) : badRequest(`invalid resource version: ${problem}`);
}

/** Seconds that a real server waits for a version (apiserver storage/cacher: blockTimeout). */
const PATIENCE = 3;

/** Resolves when the store has the version. @param second milliseconds. @throws StatusError 504 after three seconds. */
export async function reached(store: Store, version: number, second: number): Promise<void> {
  if (version <= store.revision) return;
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, PATIENCE * second);
    const stop = store.onChange(() => {
      if (version <= store.revision) done();
    });
    function done(): void {
      clearTimeout(timer);
      stop();
      resolve();
    }
  });
  if (version > store.revision) throw tooLarge(version, store.revision);
}

/** A resourceVersion that this server has not reached, for instance one of another cluster. */
function tooLarge(version: number, current: number): StatusError {
  const message = `Timeout: Too large resource version: ${version}, current: ${current}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  return new StatusError(504, 'Timeout', message, { causes, retryAfterSeconds: 1 });
}
