import assert from 'node:assert/strict';
import { BEHAVIOURS, type Behaviour } from '../../../src/simulator/hns/behaviours.ts';
import { STRICT, SWITCHES } from '../../../src/simulator/hns/switches.ts';

describe('simulator/hns/behaviours', () => {
  const rows: readonly [string, Behaviour][] = Object.entries(BEHAVIOURS);

  it('every switch belongs to exactly one behaviour', () => {
    assert.deepEqual(rows.flatMap(([, row]) => row.switches ?? []).sort(), Object.keys(SWITCHES).sort());
  });

  it('an unknown behaviour has a switch, or its statement is the strict variant', () => {
    const unknown = rows.filter(([, row]) => row.evidence === 'unknown' && !row.switches).map(([id]) => id);
    // These have one simulated variant, because only an error code is unknown.
    assert.deepEqual(unknown, ['Q4', 'M12', 'H9', 'H10', 'E2']);
  });

  it('the default of every switch is its first position', () => {
    for (const [name, positions] of Object.entries(SWITCHES)) assert.equal(STRICT[name as keyof typeof STRICT], positions[0]);
  });
});
