/** A table of packets and verdicts. Every row is checked twice: by the simple oracle, and by the real chain (reader, cluster, compile, verdict). */
import assert from 'node:assert/strict';
import { packet } from '../../oracle/notation.ts';
import { allowed } from '../../oracle/oracle.ts';
import type { RawCluster } from '../../oracle/raw.ts';
import { judge, load } from '../../oracle/world.ts';

export type Row = readonly [want: 'allow' | 'block', packet: string];

export function table(cluster: RawCluster, rows: readonly Row[]): void {
  const world = load(cluster);
  for (const [want, text] of rows) {
    const tried = packet(cluster, text);
    assert.equal(allowed(cluster, tried), want === 'allow', `the oracle on ${text}`);
    assert.equal(judge(world, tried).allowed, want === 'allow', `the core on ${text}`);
  }
}
