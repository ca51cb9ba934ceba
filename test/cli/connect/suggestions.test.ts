import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { connectSchema, type Explanation } from '../../../src/cli/connect/explanation-schema.ts';
import { isV6 } from '../../oracle/bits.ts';
import { cluster } from '../../oracle/cluster.arbitrary.ts';
import { somePackets } from '../../oracle/packets.ts';
import type { RawCluster, RawPacket } from '../../oracle/raw.ts';
import { hnsPolicy } from '../command-line.ts';
import { type ApiObject, patched } from './patched.ts';

const FLOWS = 1000;

describe('cli/connect: suggestions for random blocked flows', () => {
  it(`opens the flow if it is applied, and at least 95 % of ${FLOWS} flows have one or a stated reason`, async () => {
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
    console.log(`        seed ${seed}`);
    let [flows, unanswered, suggested] = [0, 0, 0];
    for (let round = 0; flows < FLOWS; round++) {
      const [raw] = fc.sample(cluster({ rejected: 30 }), { seed: seed + round, numRuns: 1 });
      const objects = objectsOf(raw!, round);
      for (const packet of somePackets(raw!, ['TCP', 'UDP'], 40, round)) {
        if (flows >= FLOWS) break;
        const explanation = await explained(objects, packet);
        if (!explanation || explanation.allowed) continue;
        flows++;
        const answered = await checked(objects, packet, explanation, seed + round);
        if (answered === 'suggestion') suggested++;
        if (answered === 'none') unanswered++;
      }
    }
    assert.ok(unanswered <= FLOWS * 0.05, `${unanswered} of ${FLOWS} flows (seed ${seed})`);
    assert.ok(suggested >= FLOWS / 5, `only ${suggested} of ${FLOWS} flows have a suggestion (seed ${seed})`);
  }).timeout(600_000);
});

/** Every suggestion opens its half. If each blocked half has one, the first ones together allow the flow. */
async function checked(
  objects: readonly ApiObject[],
  packet: RawPacket,
  { egress, ingress }: Explanation,
  seed: number,
): Promise<'suggestion' | 'reason' | 'none'> {
  const text = (what: string): string => `${what}: ${JSON.stringify(packet)} (seed ${seed})`;
  const halves = { egress, ingress };
  for (const direction of ['egress', 'ingress'] as const) {
    for (const suggestion of halves[direction].suggestions) {
      const after = await explained(patched(objects, suggestion), packet);
      assert.equal(after?.[direction].allowed, true, text(`${direction}: ${suggestion.text}`));
    }
  }
  const blocked = [egress, ingress].filter(({ allowed }) => !allowed);
  assert.ok(blocked.every(({ suggestions, noSuggestion }) => suggestions.length > 0 !== (noSuggestion !== undefined)));
  if (blocked.every(({ suggestions }) => suggestions.length > 0)) {
    const after = blocked.reduce((before, { suggestions }) => patched(before, suggestions[0]!), objects);
    assert.equal((await explained(after, packet))?.allowed, true, text('all halves'));
    return 'suggestion';
  }
  return blocked.some(({ noSuggestion }) => noSuggestion?.startsWith('each change')) ? 'none' : 'reason';
}

/** The nodes of every second cluster include a Linux node. */
function objectsOf({ namespaces, nodes, pods, policies }: RawCluster, round: number): ApiObject[] {
  const linux = { 'kubernetes.io/os': 'linux' };
  const labelled = nodes.map((node, index) =>
    index === 1 && round % 2 === 1 ? { ...node, metadata: { ...node.metadata, labels: linux } } : node,
  );
  return [...namespaces, ...labelled, ...pods, ...policies];
}

/** Undefined: an end has no pod of its own. */
async function explained(objects: readonly ApiObject[], packet: RawPacket): Promise<Explanation | undefined> {
  const { from, to, protocol, port } = packet;
  const target = isV6(to) ? `[${to}]:${port}` : `${to}:${port}`;
  const argv = ['connect', '-f', '-', from, target, '--protocol', protocol.toLowerCase(), '-o', 'json'];
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const { status, out, err } = await hnsPolicy(argv, { stdin });
  if (status === 2) {
    assert.match(err, /several pods have this address/, err);
    return undefined;
  }
  return connectSchema.parse(JSON.parse(out)).connections[0];
}
