/** Compares the lowered ACLs in the simulated HNS, and the core, with the oracle that rejects like Windows. Throws the first answers that differ. */
import assert from 'node:assert/strict';
import { SWITCHES } from '../../src/simulator/hns/switches.ts';
import { isV6 } from '../oracle/bits.ts';
import { explain, type HalfFacts, type Rejection, rejectedCodes } from '../oracle/oracle.ts';
import type { RawCluster, RawPacket } from '../oracle/raw.ts';
import { judge, load } from '../oracle/world.ts';
import { isUndecided, type Sides } from './compare-core.ts';
import { type Setting, type Simulated, simulate } from './simulated.ts';

export interface WindowsOptions {
  readonly rejection: Rejection;
  readonly setting: Setting;
  /** The settings of the real chain, if a test checks that a difference is found. */
  readonly realRejection?: Rejection;
  /** A change to the stored ACLs, if a test checks that a difference is found. */
  readonly tamper?: (simulated: Simulated) => void;
}

/** Runs with each of HNS's possible behaviours for packets that no ACL matches. */
export async function compareWindows(
  { oracle, real }: Sides,
  packets: readonly RawPacket[],
  { rejection, setting, realRejection = rejection, tamper }: WindowsOptions,
): Promise<void> {
  const world = load(real, realRejection);
  compareRejected(oracle, rejection, world.rejected);
  const ipv6 = realRejection.translate.includes('ipv6');
  const simulated = await simulate(world, setting, ipv6);
  tamper?.(simulated);
  const settings = JSON.stringify(rejection);
  const judged = packets
    .map(packet => ({ packet, expected: explain(oracle, packet, rejection), core: judge(world, packet).allowed }))
    .filter(({ expected }) => !isUndecided(expected));
  for (const { packet, expected, core } of judged) {
    const text = `the core on ${JSON.stringify(packet)}, ${settings}`;
    // The core grants IPv6 addresses of selected pods, but Windows does so only where they are translated. Lowering may only remove access.
    if (isV6(packet.from) && !ipv6) assert.ok(core || !expected.allowed, text);
    else assert.equal(core, expected.allowed, text);
  }
  for (const noMatch of SWITCHES.noMatch) {
    simulated.hns.configure({ noMatch });
    for (const { packet, expected } of judged) {
      const acls = simulated.allows(packet);
      const text = `the simulator on ${JSON.stringify(packet)}, ${settings}, no match: ${noMatch}`;
      if (ipv6) assert.ok(simulated.discovers(packet), `neighbour discovery of ${text}`);
      // Without translation, IPv6 to an isolated pod is blocked even from the pod itself and from its own node.
      if (isV6(packet.from) && !ipv6 && (exempt(expected.egress) || exempt(expected.ingress))) assert.ok(expected.allowed || !acls, text);
      else assert.equal(acls, expected.allowed, text);
    }
  }
  assert.deepEqual(simulated.hns.mistakes, []);
}

/** Policies with rejected features are reported with each of their reasons. All others are not reported. */
function compareRejected(cluster: RawCluster, { translate }: Rejection, rejected: ReadonlyMap<string, readonly string[]>): void {
  const expected = cluster.policies.map(
    policy => [`${policy.metadata.namespace ?? 'default'}/${policy.metadata.name}`, rejectedCodes(policy, translate)] as const,
  );
  assert.deepEqual(Object.fromEntries(rejected), Object.fromEntries(expected.filter(([, codes]) => codes.length > 0)));
}

function exempt({ ownNode, ownPod }: HalfFacts): boolean {
  return ownNode || ownPod;
}
