#!/usr/bin/env node
// The entry of the program. An old Node.js must be able to load this file to reject itself, so it has no static import and only old syntax.

/** As `engines` in package.json. */
const OLDEST = [22, 19] as const;
const [major, minor] = process.versions.node.split('.').map(Number);
if (major! > OLDEST[0] || (major! === OLDEST[0] && minor! >= OLDEST[1])) void import('./start.ts');
else {
  process.stderr.write(`error: hns-policy needs Node.js ${OLDEST.join('.')} or newer, but ${process.execPath} is ${process.version}\n`);
  process.exitCode = 1;
}
