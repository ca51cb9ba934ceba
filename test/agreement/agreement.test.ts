import fc from 'fast-check';
import { SWITCHES } from '../../src/simulator/hns/switches.ts';
import { cluster } from '../oracle/cluster.arbitrary.ts';
import { somePackets } from '../oracle/packets.ts';
import { compareCore } from './compare-core.ts';
import { compareWindows } from './compare-windows.ts';
import { FOREIGN } from './foreign.ts';
import type { Setting } from './simulated.ts';
import { TIMES } from './times.ts';

const anySetting: fc.Arbitrary<Setting> = fc.record({
  network: fc.constantFrom('L2Bridge', 'L2Tunnel', 'Overlay'),
  foreign: fc.constantFrom(...FOREIGN),
  maxEntries: fc.constantFrom(4000, 1, 2),
  switches: fc.record({
    wholeFamilyBlock: fc.constantFrom(...SWITCHES.wholeFamilyBlock),
    hostFirewall: fc.constantFrom(...SWITCHES.hostFirewall),
    readBack: fc.constantFrom(...SWITCHES.readBack),
    neighbourDiscovery: fc.constantFrom(...SWITCHES.neighbourDiscovery),
  }),
});
const salt = fc.nat();
/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000 * TIMES;

describe('agreement on random clusters', () => {
  it('the oracle and the core agree on the verdict and the reason for every packet, with complete Kubernetes semantics', () => {
    fc.assert(
      fc.property(cluster({ rejected: 60 }), salt, (raw, salt) => {
        compareCore({ oracle: raw, real: raw }, somePackets(raw, ['TCP', 'UDP', 'SCTP'], 48, salt));
      }),
      { numRuns: 3000 * TIMES },
    );
  }).timeout(SLOW);

  for (const mode of ['reject-item', 'reject-policy'] as const) {
    it(`the oracle, the core and the simulated HNS agree with ${mode}`, async () => {
      await fc.assert(
        fc.asyncProperty(cluster({ rejected: 30 }), salt, anySetting, async (raw, salt, setting) => {
          await compareWindows({ oracle: raw, real: raw }, somePackets(raw, ['TCP', 'UDP'], 40, salt), {
            rejection: { mode, translate: [] },
            setting,
          });
        }),
        { numRuns: 1500 * TIMES },
      );
    }).timeout(SLOW);
  }
});
