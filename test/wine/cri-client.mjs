// The CRI client of the image, run by node.exe under Wine. Prints a line of JSON at each change. usage: cri-client.mjs ENDPOINT

import { SandboxWatch } from 'file:///C:/hpc/dist/cri/sandbox-watch.js';
import { writeFileSync } from 'node:fs';

const print = () => writeFileSync(1, `${JSON.stringify({ health: watch.health, sandboxes: [...watch.sandboxes.values()] })}\n`);
const watch = new SandboxWatch({ endpoint: process.argv[2], urgent: () => true, onChange: print, onHealth: print });
watch.start();
