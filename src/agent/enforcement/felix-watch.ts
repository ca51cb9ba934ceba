/**
 * Notices that Felix still enforces on this node: an endpoint that appeared after the agent's start has ACLs of Felix. Then its default deny is
 * no leftover, and `cniDefaultDeny: open` has no effect until the agent is restarted.
 */

import type { HnsEndpoint } from '../../hns/document/schema.ts';
import { type CNI_DEFAULT_DENY, type DefaultDeny, hasFelixAcls } from '../../hns/foreign/cni-default-deny.ts';

export class FelixWatch {
  readonly #setting: (typeof CNI_DEFAULT_DENY)[number];
  #isSeen = false;

  constructor(setting: (typeof CNI_DEFAULT_DENY)[number]) {
    this.#setting = setting;
  }

  get effect(): DefaultDeny {
    return this.#setting === 'open' && this.#isSeen ? 'felix' : this.#setting;
  }

  /** @returns True: the effect of the setting has just changed. */
  read({ Policies = [] }: HnsEndpoint, isNew: boolean): boolean {
    if (this.#setting === 'keep' || this.#isSeen || !isNew || !hasFelixAcls(Policies)) return false;
    this.#isSeen = true;
    return true;
  }
}
