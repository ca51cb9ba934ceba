import assert from 'node:assert/strict';
import { allowed } from '../oracle/oracle.ts';
import { load } from '../oracle/world.ts';
import { denseCluster, everyPacket } from './dense-cluster.ts';
import { type Setting, simulate } from './simulated.ts';

const SETTING: Setting = { network: 'L2Bridge', foreign: 'none', switches: {}, maxEntries: 4000 };
const CLUSTERS = Number(process.env.CLUSTERS ?? 10);
/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000;

describe('rejecting an item', () => {
  it(`never allows a packet that the policies deny in ${CLUSTERS} random clusters (CLUSTERS=200 judges 528,000)`, async function () {
    this.timeout(SLOW);
    const first = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
    let denied = 0;
    for (let seed = first; seed < first + CLUSTERS; seed++) {
      const raw = denseCluster(seed);
      const simulated = await simulate(load(raw, { mode: 'reject-item', translate: [] }), SETTING);
      for (const packet of everyPacket()) {
        if (allowed(raw, packet)) continue;
        denied++;
        assert.equal(simulated.allows(packet), false, `SEED=${seed} ${JSON.stringify(packet)}`);
      }
    }
    // Otherwise the clusters prove too little.
    assert.ok(denied > CLUSTERS * 100, `SEED=${first}: ${denied} denied packets`);
  });

  it('in contrast, rejecting a whole policy does', async () => {
    const raw = denseCluster(1);
    const simulated = await simulate(load(raw, { mode: 'reject-policy', translate: [] }), SETTING);
    assert.ok([...everyPacket()].some(packet => !allowed(raw, packet) && simulated.allows(packet)));
  });
});
