/** Compares the core with the oracle. Throws the first answers that differ, with the packet. */
import assert from 'node:assert/strict';
import type { Half } from '../../src/core/verdict.ts';
import { explain, type HalfFacts } from '../oracle/oracle.ts';
import type { RawCluster, RawPacket } from '../oracle/raw.ts';
import { judge, load } from '../oracle/world.ts';

/** The input of both sides: the same cluster, unless a test checks that a difference is found. */
export interface Sides {
  readonly oracle: RawCluster;
  readonly real: RawCluster;
}

/** Compares verdict and reason, with complete Kubernetes semantics. */
export function compareCore({ oracle, real }: Sides, packets: readonly RawPacket[]): void {
  const world = load(real);
  for (const packet of packets) {
    const [expected, actual] = [explain(oracle, packet), judge(world, packet)];
    const text = JSON.stringify(packet);
    if (!isUndecided(expected)) assert.equal(actual.allowed, expected.allowed, `allowed? ${text}`);
    compareHalf(actual.egress, expected.egress, `egress of ${text}`);
    compareHalf(actual.ingress, expected.ingress, `ingress of ${text}`);
  }
}

/** Pods of several nodes own one of the addresses. */
export function isUndecided({ egress, ingress }: ReturnType<typeof explain>): boolean {
  return egress.undecided || ingress.undecided;
}

function compareHalf(actual: Half, expected: HalfFacts, text: string): void {
  if (expected.undecided) return;
  assert.equal(actual.allowed, expected.allowed, text);
  const { policy, path, policies } = actual;
  const [first] = expected.grantedBy.toSorted((a, b) => (a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : 0));
  switch (actual.reason) {
    case 'no-pod':
      assert.equal(expected.pod, undefined, text);
      break;
    case 'not-isolated':
      assert.deepEqual(expected.isolatedBy, [], text);
      break;
    case 'own-pod':
      assert.ok(expected.ownPod, text);
      break;
    case 'own-node':
      assert.ok(expected.ownNode, text);
      break;
    case 'granted':
      assert.deepEqual({ policy, path }, first, text);
      break;
    case 'disputed':
      assert.ok(expected.disputed, text);
      break;
    case 'not-granted':
      assert.deepEqual(policies, expected.isolatedBy.toSorted(), text);
      break;
  }
}
