import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Opening, type OpeningsRead, readOpenings } from '../../../src/agent/openings/opening.ts';
import { Openings } from '../../../src/agent/openings/openings.ts';

const START = Date.parse('2026-01-01T00:00:00.000Z');
const MINUTE = 60_000;
const WEB = { namespace: 'shop', name: 'web' };

function read(...openings: readonly Opening[]): OpeningsRead {
  return { openings: new Map(openings.map((opening, index) => [`entry${index}`, opening])) };
}

function opening(target: Pick<Opening, 'scope' | 'namespace' | 'name'>, minutes = 30, from = START): Opening {
  return { ...target, from: new Date(from).toISOString(), until: new Date(from + minutes * MINUTE).toISOString() };
}

const POD = opening({ scope: 'pod', ...WEB });

/** Two clocks. Time passes on both, and the wall clock can step. */
class TestClocks {
  wall = START;
  steady = 5_000;
  readonly now = () => this.wall;
  readonly monotonic = () => this.steady;

  pass(minutes: number): void {
    this.wall += minutes * MINUTE;
    this.steady += minutes * MINUTE;
  }
}

describe('agent/openings/openings', () => {
  let clocks: TestClocks;
  let openings: Openings;
  const start = (maxMs = 4 * 60 * MINUTE) => new Openings({ node: 'win1', maxMs, clocks });
  beforeEach(() => {
    clocks = new TestClocks();
    openings = start();
  });
  const isOpen = (pod = WEB) => openings.openingOf([pod]) !== undefined;

  it('has no effect before the first document', () => {
    assert.equal(isOpen(), false);
    assert.deepEqual([openings.active, openings.problem], [[], undefined]);
  });

  it('opens a pod until its end, and ends by itself', () => {
    openings.take(read(POD));
    assert.equal(isOpen(), true);
    assert.equal(openings.openingOf([WEB])?.endsAt, START + 30 * MINUTE);
    clocks.pass(29.999);
    assert.equal(isOpen(), true);
    clocks.pass(0.001);
    assert.equal(isOpen(), false);
    assert.deepEqual(openings.active, []);
  });

  it('opens only the pod of that namespace and name', () => {
    openings.take(read(POD));
    assert.equal(isOpen({ namespace: 'shop', name: 'web-0' }), false);
    assert.equal(isOpen({ namespace: 'other', name: 'web' }), false);
  });

  it('opens a namespace', () => {
    openings.take(read(opening({ scope: 'namespace', name: 'shop' })));
    assert.deepEqual(
      [isOpen(), isOpen({ namespace: 'shop', name: 'db' }), isOpen({ namespace: 'web', name: 'shop' })],
      [true, true, false],
    );
  });

  it('opens all pods of its own node, and none for another node', () => {
    openings.take(read(opening({ scope: 'node', name: 'win2' })));
    assert.deepEqual([isOpen(), openings.active], [false, []]);
    openings.take(read(opening({ scope: 'node', name: 'win1' })));
    assert.deepEqual([isOpen(), isOpen({ namespace: 'a', name: 'b' })], [true, true]);
  });

  it('an opening that is removed ends at once', () => {
    openings.take(read(POD));
    openings.take(readOpenings(undefined));
    assert.equal(isOpen(), false);
  });

  it('an invalid document has no effect, and is reported until it is valid again', () => {
    openings.take(read(POD));
    openings.take({ problem: 'entry a: bad' });
    assert.deepEqual([isOpen(), openings.problem], [false, 'entry a: bad']);
    openings.take(read(POD));
    assert.deepEqual([isOpen(), openings.problem], [true, undefined]);
  });

  it('a clock that steps back does not prolong it', () => {
    openings.take(read(POD));
    clocks.pass(10);
    clocks.wall -= 5 * MINUTE;
    clocks.pass(20);
    assert.equal(isOpen(), false);
  });

  it('a clock that steps forward past the end ends it, and a step back does not open it again', () => {
    openings.take(read(POD));
    clocks.wall += 40 * MINUTE;
    assert.equal(isOpen(), false);
    clocks.wall -= 40 * MINUTE;
    assert.equal(isOpen(), false);
  });

  it('a restart of the agent keeps the rest of the time only', () => {
    openings.take(read(POD));
    clocks.pass(20);
    clocks.steady = 0;
    openings = start();
    openings.take(read(POD));
    assert.equal(isOpen(), true);
    clocks.wall -= 4 * MINUTE;
    clocks.pass(9.999);
    assert.equal(isOpen(), true);
    clocks.pass(0.001);
    assert.equal(isOpen(), false);
  });

  it('after a restart, one that has ended stays ended', () => {
    clocks.pass(31);
    openings.take(read(POD));
    assert.equal(isOpen(), false);
  });

  it('a document that is received again starts no time again', () => {
    openings.take(read(POD));
    clocks.pass(20);
    openings.take(readOpenings(undefined));
    clocks.wall -= 20 * MINUTE;
    openings.take(read(POD));
    clocks.pass(10);
    assert.equal(isOpen(), false);
    openings.take(read(POD));
    assert.equal(isOpen(), false);
  });

  it('a document that is received again after its time starts no time again, although the clock has stepped back', () => {
    openings.take(read(POD));
    clocks.pass(30);
    clocks.wall -= 10 * MINUTE;
    openings.take(readOpenings(undefined));
    openings.take(read(POD));
    assert.equal(isOpen(), false);
  });

  it('the same target with a new end is a new opening', () => {
    openings.take(read(POD));
    clocks.pass(20);
    openings.take(read(opening({ scope: 'pod', ...WEB }, 30, clocks.wall)));
    clocks.pass(29);
    assert.equal(isOpen(), true);
    clocks.pass(1);
    assert.equal(isOpen(), false);
  });

  it('of several openings of a pod, the one that ends last counts', () => {
    openings.take(read(POD, opening({ scope: 'namespace', name: 'shop' }, 60), opening({ scope: 'node', name: 'win1' }, 10)));
    assert.equal(openings.openingOf([WEB])?.opening.scope, 'namespace');
  });

  it('an endpoint that several pods claim is open only while each of them is opened', () => {
    const db = { namespace: 'shop', name: 'db' };
    openings.take(read(POD));
    assert.equal(openings.openingOf([WEB, db]), undefined);
    openings.take(read(POD, opening({ scope: 'pod', ...db }, 10)));
    assert.equal(openings.openingOf([WEB, db])?.opening.name, 'db');
    clocks.pass(10);
    assert.equal(openings.openingOf([WEB, db]), undefined);
  });

  it('lasts at most the maximum duration of the settings', () => {
    openings = start(5 * MINUTE);
    openings.take(read(POD));
    assert.equal(openings.openingOf([WEB])?.endsAt, START + 5 * MINUTE);
    clocks.pass(5);
    assert.equal(isOpen(), false);
  });

  it('a maximum duration of 0 disables it', () => {
    openings = start(0);
    openings.take(read(POD));
    assert.equal(isOpen(), false);
  });

  it('an opening whose start is more than five minutes ahead of the clock of the node has no effect yet', () => {
    openings.take(read(opening({ scope: 'pod', ...WEB }, 30, START + 6 * MINUTE)));
    assert.equal(isOpen(), false);
    clocks.pass(1);
    assert.equal(isOpen(), true);
  });

  it('is never open past its end by either clock, with any steps of the clock', () => {
    const event = fc.oneof(
      fc.record({ pass: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ step: fc.integer({ min: -60, max: 60 }) }),
      fc.constant({ again: true }),
      fc.constant({ gone: true }),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.integer({ min: 1, max: 60 }), (events, minutes) => {
        clocks = new TestClocks();
        openings = start();
        const given = opening({ scope: 'pod', ...WEB }, minutes);
        openings.take(read(given));
        let passed = 0;
        for (const event of events) {
          if ('pass' in event) {
            clocks.pass(event.pass);
            passed += event.pass;
          } else if ('step' in event) clocks.wall += event.step * MINUTE;
          else if ('again' in event) openings.take(read(given));
          else openings.take(readOpenings(undefined));
          if (isOpen()) assert.ok(passed < minutes && clocks.wall < START + minutes * MINUTE);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
