import fc from 'fast-check';
import { cluster } from '../oracle/cluster.arbitrary.ts';
import { somePackets } from '../oracle/packets.ts';
import { anySetting } from './any-setting.ts';
import { compareCore } from './compare-core.ts';
import { compareWindows } from './compare-windows.ts';
import { TIMES } from './times.ts';

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
