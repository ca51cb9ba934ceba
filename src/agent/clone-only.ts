/** Loads parts that only a clone of the repository has, not the node image (scripts/package.mjs): the simulator and the demo. */

export class NotInImageError extends Error {
  constructor(part: string, cause: unknown) {
    super(`${part} is not part of this image: run it from a clone of the repository`, { cause });
    this.name = 'NotInImageError';
  }
}

/**
 * @param part Subject of the error message, in the singular.
 * @param load Imports the part.
 * @throws NotInImageError if a file of this program is missing. A missing npm package is another error.
 */
export async function cloneOnly<T>(part: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code, url } = error as { readonly code?: unknown; readonly url?: unknown };
    // Node sets `url` for a missing file, and not for a missing package.
    throw code === 'ERR_MODULE_NOT_FOUND' && url !== undefined ? new NotInImageError(part, error) : error;
  }
}
