import { readFileSync } from 'node:fs';

/** Of package.json, which lies above `src` as above `dist`. */
export const VERSION: string = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
