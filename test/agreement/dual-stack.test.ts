import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SWITCHES } from '../../src/simulator/hns/switches.ts';
import { isV6 } from '../oracle/bits.ts';
import { cluster } from '../oracle/cluster.arbitrary.ts';
import { EVERY } from '../oracle/features.ts';
import { explain } from '../oracle/oracle.ts';
import { somePackets } from '../oracle/packets.ts';
import type { Rejection, Translation } from '../oracle/rejections.ts';
import { load } from '../oracle/world.ts';
import { anySetting } from './any-setting.ts';
import { compareCore, isUndecided } from './compare-core.ts';
import { compareWindows } from './compare-windows.ts';
import { simulate } from './simulated.ts';
import { TIMES } from './times.ts';

const ALL: readonly Translation[] = ['named-ports', 'negative-selectors', 'except', 'ipv6'];
const OTHERS = ALL.filter(name => name !== 'ipv6');
/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000 * TIMES;

describe('agreement on dual-stack clusters', () => {
  it('the oracle and the core agree on the verdict and the reason for every packet', () => {
    fc.assert(
      fc.property(cluster({ rejected: 60, dualStack: true }), fc.nat(), (raw, salt) => {
        compareCore({ oracle: raw, real: raw }, somePackets(raw, ['TCP', 'UDP', 'SCTP'], 48, salt));
      }),
      { numRuns: 500 * TIMES },
    );
  }).timeout(SLOW);

  for (const mode of ['reject-item', 'reject-policy'] as const) {
    it(`the oracle, the core and the simulated HNS agree with ${mode}, IPv6 translated, and any of the other features`, async () => {
      await fc.assert(
        fc.asyncProperty(
          cluster({ rejected: 70, dualStack: true }),
          fc.nat(),
          anySetting,
          fc.subarray(OTHERS),
          async (raw, salt, setting, others) => {
            const rejection: Rejection = { mode, translate: [...others, 'ipv6'] };
            await compareWindows({ oracle: raw, real: raw }, somePackets(raw, ['TCP', 'UDP'], 40, salt), { rejection, setting });
          },
        ),
        { numRuns: 500 * TIMES },
      );
    }).timeout(SLOW);

    it(`the same with ${mode}, IPv6 rejected`, async () => {
      await fc.assert(
        fc.asyncProperty(cluster({ rejected: 70, dualStack: true }), fc.nat(), anySetting, async (raw, salt, setting) => {
          const rejection: Rejection = { mode, translate: [] };
          await compareWindows({ oracle: raw, real: raw }, somePackets(raw, ['TCP', 'UDP'], 40, salt), { rejection, setting });
        }),
        { numRuns: 150 * TIMES },
      );
    }).timeout(SLOW);
  }

  it('with all features translated, every policy without SCTP is enforced exactly for both families', async () => {
    const judgements = { v4: 0, v6: 0 };
    await fc.assert(
      fc.asyncProperty(
        cluster({ rejected: 100, features: { ...EVERY, sctp: false }, dualStack: true }),
        fc.nat(),
        anySetting,
        async (raw, salt, setting) => {
          const world = load(raw, { mode: 'reject-item', translate: ALL });
          assert.deepEqual([...world.rejected], []);
          const simulated = await simulate(world, setting, true);
          const judged = somePackets(raw, ['TCP', 'UDP'], 40, salt)
            .map(packet => ({ packet, expected: explain(raw, packet) }))
            .filter(({ expected }) => !isUndecided(expected));
          for (const noMatch of SWITCHES.noMatch) {
            simulated.hns.configure({ noMatch });
            for (const { packet, expected } of judged) {
              judgements[isV6(packet.from) ? 'v6' : 'v4']++;
              assert.equal(simulated.allows(packet), expected.allowed, `${JSON.stringify(packet)}, no match: ${noMatch}`);
              assert.ok(simulated.discovers(packet), `neighbour discovery of ${JSON.stringify(packet)}, no match: ${noMatch}`);
            }
          }
        },
      ),
      { numRuns: 500 * TIMES },
    );
    for (const count of Object.values(judgements)) assert.ok(count > 5_000 * TIMES, JSON.stringify(judgements));
    if (TIMES > 1) console.log(`      ${JSON.stringify(judgements)} judgements`);
  }).timeout(SLOW);
});
