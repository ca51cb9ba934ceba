/** Random properties of a node. The agreement must hold for each of them. */
import fc from 'fast-check';
import { SWITCHES } from '../../src/simulator/hns/switches.ts';
import { FOREIGN } from './foreign.ts';
import type { Setting } from './simulated.ts';

export const anySetting: fc.Arbitrary<Setting> = fc.record({
  network: fc.constantFrom('L2Bridge', 'L2Tunnel', 'Overlay'),
  foreign: fc.constantFrom(...FOREIGN),
  maxEntries: fc.constantFrom(4000, 1, 2),
  switches: fc.record({
    wholeFamilyBlock: fc.constantFrom(...SWITCHES.wholeFamilyBlock),
    mixedFamilies: fc.constantFrom(...SWITCHES.mixedFamilies),
    hostFirewall: fc.constantFrom(...SWITCHES.hostFirewall),
    readBack: fc.constantFrom(...SWITCHES.readBack),
    neighbourDiscovery: fc.constantFrom(...SWITCHES.neighbourDiscovery),
  }),
});
