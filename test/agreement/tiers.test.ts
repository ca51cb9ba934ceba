/** Random stacks of Admin tier, NetworkPolicies and Baseline tier: the oracle, the core and the simulated HNS agree. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Half } from '../../src/core/verdict.ts';
import { SWITCHES } from '../../src/simulator/hns/switches.ts';
import { isV6 } from '../oracle/bits.ts';
import { cluster } from '../oracle/cluster.arbitrary.ts';
import { clusterPolicy, type TierKnobs } from '../oracle/cluster-policy.arbitrary.ts';
import { somePackets } from '../oracle/packets.ts';
import type { RawCluster, RawPacket } from '../oracle/raw.ts';
import type { Rejection, Translation } from '../oracle/rejections.ts';
import { explainTiers, type TierFacts } from '../oracle/tiers.ts';
import { judge, load } from '../oracle/world.ts';
import { FOREIGN } from './foreign.ts';
import { type Setting, simulate } from './simulated.ts';

function stack(knobs: TierKnobs, rejected: number): fc.Arbitrary<RawCluster> {
  const policies = fc.array(clusterPolicy(knobs), { minLength: 1, maxLength: 4 }).map(list => list.map((policy, index) => policy(index)));
  return fc.tuple(cluster({ rejected, maxPolicies: 3 }), policies).map(([raw, clusterPolicies]) => ({ ...raw, clusterPolicies }));
}

const setting: fc.Arbitrary<Setting> = fc.record({
  network: fc.constantFrom('L2Bridge', 'L2Tunnel', 'Overlay'),
  foreign: fc.constantFrom(...FOREIGN),
  maxEntries: fc.constantFrom(4000, 1, 2),
  switches: fc.record({ wholeFamilyBlock: fc.constantFrom(...SWITCHES.wholeFamilyBlock), readBack: fc.constantFrom(...SWITCHES.readBack) }),
});
const translate = fc.subarray<Translation>(['named-ports', 'negative-selectors', 'except', 'ipv6']);
const salt = fc.nat();
/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000;

describe('agreement on random tiers', () => {
  for (const odd of [false, true]) {
    it(`the oracle and the core agree on the verdict, the rule and the passes${odd ? ', also for objects of a changed CRD' : ''}`, () => {
      fc.assert(
        fc.property(stack({ unsupported: true, odd }, 60), salt, (raw, salt) => {
          const world = load(raw);
          for (const packet of somePackets(raw, ['TCP', 'UDP', 'SCTP'], 48, salt)) {
            const [expected, actual] = [explainTiers(raw, packet), judge(world, packet)];
            const text = JSON.stringify(packet);
            compareHalf(actual.egress, expected.egress, `egress of ${text}`);
            compareHalf(actual.ingress, expected.ingress, `ingress of ${text}`);
          }
        }),
        { numRuns: 1500 },
      );
    }).timeout(SLOW);
  }

  for (const unsupported of [false, true]) {
    it(`the oracle, the core and the simulated HNS agree${unsupported ? ' where Windows lacks features' : ''}`, async () => {
      await fc.assert(
        fc.asyncProperty(
          stack({ unsupported, odd: false }, unsupported ? 30 : 0),
          salt,
          setting,
          translate,
          async (raw, salt, setting, translate) => {
            await compareAcls(raw, somePackets(raw, ['TCP', 'UDP'], 40, salt), setting, { mode: 'reject-item', translate });
          },
        ),
        { numRuns: 1000 },
      );
    }).timeout(SLOW);
  }
});

function compareHalf(actual: Half, expected: TierFacts, text: string): void {
  if (expected.undecided) return;
  assert.equal(actual.allowed, expected.allowed, text);
  const { tier, policy, path } = actual;
  const decidedBy = tier === undefined ? undefined : { tier, policy, path };
  assert.deepEqual(decidedBy, expected.decidedBy, text);
  assert.deepEqual(actual.passes ?? [], expected.passes, text);
}

async function compareAcls(raw: RawCluster, packets: readonly RawPacket[], setting: Setting, rejection: Rejection): Promise<void> {
  const world = load(raw, rejection);
  const simulated = await simulate(world, setting, rejection.translate.includes('ipv6'));
  const judged = packets
    .map(packet => ({ packet, expected: explainTiers(raw, packet, rejection) }))
    .filter(({ expected }) => !expected.egress.undecided && !expected.ingress.undecided);
  for (const { packet, expected } of judged) {
    if (!isV6(packet.from)) assert.equal(judge(world, packet).allowed, expected.allowed, `the core on ${JSON.stringify(packet)}`);
  }
  for (const noMatch of SWITCHES.noMatch) {
    simulated.hns.configure({ noMatch });
    for (const { packet, expected } of judged) {
      const text = `the simulator on ${JSON.stringify(packet)}, no match: ${noMatch}`;
      // Windows may block more IPv6 than the policies.
      if (isV6(packet.from)) assert.ok(expected.allowed || !simulated.allows(packet), text);
      else assert.equal(simulated.allows(packet), expected.allowed, text);
    }
  }
  assert.deepEqual(simulated.hns.mistakes, []);
}
