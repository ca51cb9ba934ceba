/** Declares tests named by the behaviour that they state, and checks that they cover the table. */
import assert from 'node:assert/strict';
import { BEHAVIOURS, type Behaviour, type BehaviourId } from '../../../src/simulator/hns/behaviours.ts';
import type { SimulatedHnsOptions } from '../../../src/simulator/hns/hns.ts';
import type { NetworkType } from '../../../src/simulator/hns/records.ts';
import { SWITCHES, type Switches } from '../../../src/simulator/hns/switches.ts';
import { TestNode } from './node.ts';

type Options = Omit<SimulatedHnsOptions, 'switches'> & { readonly type?: NetworkType };

/** Tests a behaviour in the strict positions. */
export function fact(id: BehaviourId, statement: string, body: (node: TestNode) => Promise<void>, options: Options = {}): void {
  it(`${id} ${statement}`, () => body(new TestNode(options)));
}

/** Tests a behaviour in one position of its switch. */
export function factAt(
  id: BehaviourId,
  switches: Partial<Switches>,
  statement: string,
  body: (node: TestNode) => Promise<void>,
  options: Options = {},
): void {
  const position = Object.entries(switches).map(pair => pair.join(': '));
  it(`${id} ${statement} (${position.join(', ')})`, () => body(new TestNode({ ...options, switches })));
}

/** Must be the last call in a `describe`. @param letter First letter of the ids that it covers. */
export function coversTheTable(letter: string): void {
  it(`every ${letter} of the table has a fact, and every position of its switches`, function () {
    const titles = this.test!.parent!.tests.map(test => test.title);
    const rows = Object.entries(BEHAVIOURS).filter(([id]) => id.startsWith(letter)) as [BehaviourId, Behaviour][];
    assert.ok(rows.length > 0);
    for (const [id, { switches = [] }] of rows) {
      const own = titles.filter(title => title.startsWith(`${id} `));
      assert.ok(own.length > 0, `${id} has no fact`);
      for (const name of switches) {
        for (const position of SWITCHES[name]) {
          assert.ok(
            own.some(title => title.includes(`${name}: ${position}`)),
            `${id}: no fact for ${name}: ${position}`,
          );
        }
      }
    }
  });
}
