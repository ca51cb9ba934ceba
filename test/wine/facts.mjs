// Prints the facts about its machine that the agent relies on.
import { writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';

const { platform, arch, version } = process;
const addresses = Object.values(networkInterfaces())
  .flat()
  .map(({ address }) => address)
  .sort();
writeFileSync(1, JSON.stringify({ platform, arch, version, folder: process.cwd(), addresses }));
