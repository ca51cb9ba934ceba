import assert from 'node:assert/strict';
import { BEHAVIOURS, type Behaviour } from '../../../src/simulator/hns/behaviours.ts';
import { STRICT, SWITCHES } from '../../../src/simulator/hns/switches.ts';

describe('simulator/hns/behaviours', () => {
  const rows: readonly [string, Behaviour][] = Object.entries(BEHAVIOURS);

  it('every switch belongs to exactly one behaviour', () => {
    assert.deepEqual(rows.flatMap(([, row]) => row.switches ?? []).sort(), Object.keys(SWITCHES).sort());
  });

  it('what is unknown and can be met in two ways has a switch or says the strict one', () => {
    const unknown = rows.filter(([, row]) => row.evidence === 'unknown' && !row.switches).map(([id]) => id);
    // One answer is simulated for these: a code nobody has seen, in place of another code.
    assert.deepEqual(unknown, ['Q4', 'M12', 'H9', 'H10', 'E2']);
  });

  it('the default of every switch is its first position', () => {
    for (const [name, positions] of Object.entries(SWITCHES)) assert.equal(STRICT[name as keyof typeof STRICT], positions[0]);
  });
});
