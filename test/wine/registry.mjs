// Reads the switches of HNS from Wine's registry: without its keys, and with them. Prints both results as JSON.

import { readHnsSwitches } from 'file:///C:/hpc/dist/hns/transport/registry.js';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const SERVICES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
const add = (key, name, type, value) =>
  execFileSync('C:\\windows\\system32\\reg.exe', ['add', `${SERVICES}\\${key}`, '/v', name, '/t', type, '/d', value, '/f']);
const result = () => readHnsSwitches().catch(({ message }) => message);

const before = await result();
add('hns', 'ImagePath', 'REG_SZ', 'svchost.exe');
add('VfpExt\\Parameters', 'VfpEvenPodDistributionIsEnabled', 'REG_DWORD', '1');
const withoutState = await result();
add('hns\\State', 'HnsAclUpdateChange', 'REG_DWORD', '1');
add('hns\\State', 'HnsNpmRefresh', 'REG_DWORD', '0');
add('hns\\State', 'Other', 'REG_SZ', '1');
writeFileSync(1, JSON.stringify({ before, withoutState, after: await result() }));
