import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SWITCHES } from '../../src/simulator/hns/switches.ts';
import { isV6 } from '../oracle/bits.ts';
import { cluster } from '../oracle/cluster.arbitrary.ts';
import { EVERY, type Features } from '../oracle/features.ts';
import { explain } from '../oracle/oracle.ts';
import { somePackets } from '../oracle/packets.ts';
import type { Rejection, Translation } from '../oracle/rejections.ts';
import { load } from '../oracle/world.ts';
import { isUndecided } from './compare-core.ts';
import { compareWindows } from './compare-windows.ts';
import { type Setting, simulate } from './simulated.ts';
import { TIMES } from './times.ts';

const SETTING: Setting = { network: 'L2Bridge', foreign: 'azure-cni', switches: {}, maxEntries: 4000 };
const ALL: readonly Translation[] = ['named-ports', 'negative-selectors', 'except'];
const COMBINATIONS = Array.from({ length: 2 ** ALL.length }, (_, bits) => ALL.filter((_name, index) => (bits & (1 << index)) !== 0));
/** What the API server accepts, without SCTP. */
const FEATURES: Features = { ...EVERY, sctp: false, ipv6Blocks: false };
/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000 * TIMES;

describe('agreement on translated features', () => {
  for (const mode of ['reject-item', 'reject-policy'] as const) {
    for (const translate of COMBINATIONS) {
      const rejection: Rejection = { mode, translate };

      it(`the oracle, the core and the simulated HNS agree with ${mode} and translate: [${translate.join(', ')}]`, async () => {
        await fc.assert(
          fc.asyncProperty(cluster({ rejected: 70 }), fc.nat(), async (raw, salt) => {
            const packets = somePackets(raw, ['TCP', 'UDP'], 40, salt);
            await compareWindows({ oracle: raw, real: raw }, packets, { rejection, setting: SETTING });
            if (mode === 'reject-policy') return;
            for (const packet of packets.filter(packet => explain(raw, packet, rejection).allowed))
              assert.ok(explain(raw, packet).allowed, `allowed only because an item is rejected: ${JSON.stringify(packet)}`);
          }),
          { numRuns: 80 * TIMES },
        );
      }).timeout(SLOW);
    }
  }

  for (const mode of ['reject-item', 'reject-policy'] as const) {
    it(`with all features translated, every policy without SCTP is enforced exactly for IPv4, ${mode}`, async () => {
      let judgements = 0;
      await fc.assert(
        fc.asyncProperty(cluster({ rejected: 100, features: FEATURES }), fc.nat(), async (raw, salt) => {
          const world = load(raw, { mode, translate: ALL });
          assert.deepEqual([...world.rejected], []);
          const simulated = await simulate(world, SETTING);
          const judged = somePackets(raw, ['TCP', 'UDP'], 40, salt)
            .filter(({ from }) => !isV6(from))
            .map(packet => ({ packet, expected: explain(raw, packet) }))
            .filter(({ expected }) => !isUndecided(expected));
          for (const noMatch of SWITCHES.noMatch) {
            simulated.hns.configure({ noMatch });
            for (const { packet, expected } of judged) {
              judgements++;
              assert.equal(simulated.allows(packet), expected.allowed, `${JSON.stringify(packet)}, no match: ${noMatch}`);
            }
          }
        }),
        { numRuns: 500 * TIMES },
      );
      assert.ok(judgements > 10_000 * TIMES, `only ${judgements} judgements`);
      if (TIMES > 1) console.log(`      ${judgements} judgements`);
    }).timeout(SLOW);
  }
});
