/** The roles that the authorizer of a server process has read. */
import type { Store } from '../../../src/simulator/kube/store.ts';

/** The part of a store that authorization reads. */
export type Stored = Pick<Store, 'get' | 'list'>;

export class RoleCache {
  /** A new process reads the bindings before the roles. In between, a binding names a role that does not exist, and allows nothing. */
  isFilled = true;

  of(store: Store): Stored {
    if (this.isFilled) return store;
    return {
      get: (collection, key) => (['roles', 'clusterroles'].includes(collection) ? undefined : store.get(collection, key)),
      list: (collection, namespace) => store.list(collection, namespace),
    };
  }
}
