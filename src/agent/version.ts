import { readFileSync } from 'node:fs';

/** From package.json, which is one level above `src` and `dist`. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
