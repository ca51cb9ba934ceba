/** ACLs with undefined behaviour that callers wrote. A correct caller makes no mistakes. */

import type { Direction } from './matcher.ts';
import type { DecidingAcl } from './ruleset.ts';

export interface Mistake {
  /** ACLs of one priority disagree about a packet. */
  readonly kind: 'priority-clash';
  /** The node's name. */
  readonly node: string;
  /** GUID in lower case. */
  readonly endpoint: string;
  readonly direction: Direction;
  readonly acls: readonly DecidingAcl[];
}

export class Mistakes {
  readonly #byText = new Map<string, Mistake>();

  clash(node: string, endpoint: string, direction: Direction, acls: readonly DecidingAcl[]): void {
    const mistake: Mistake = { kind: 'priority-clash', node, endpoint, direction, acls };
    this.#byText.set(JSON.stringify(mistake), mistake);
  }

  get list(): readonly Mistake[] {
    return [...this.#byText.values()];
  }
}
