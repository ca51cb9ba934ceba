/** Impersonation, `kubectl --as` (apiserver endpoints/filters: impersonation). */
import type { IncomingMessage } from 'node:http';
import { AUTHENTICATED, type User } from '../../../src/simulator/kube/authentication.ts';
import { StatusError } from '../../../src/simulator/kube/status.ts';
import type { Store } from '../../../src/simulator/kube/store.ts';
import { accountOf, accountUser } from '../accounts/service-account-tokens.ts';
import { demand } from './authorize.ts';

/**
 * The requester, unless the headers name another user. Uids and extra fields are ignored.
 * @throws StatusError 403 unless the requester has the verb `impersonate` on the user or service account and on each group.
 */
export function actingUser(store: Store, requester: User, { headersDistinct: headers }: IncomingMessage): User {
  const [name = ''] = headers['impersonate-user'] ?? [];
  const groups = headers['impersonate-group'] ?? [];
  if (name === '') {
    if (groups.length === 0) return requester;
    throw new StatusError(
      500,
      'InternalError',
      `Internal error occurred: requested [${groups.join(' ')}] without impersonating a user`,
      {},
    );
  }
  const account = accountOf(name);
  const whom = account ? { resource: 'serviceaccounts', ...account } : { resource: 'users', name };
  demand(store, requester, { verb: 'impersonate', group: '', ...whom });
  for (const group of groups) demand(store, requester, { verb: 'impersonate', group: '', resource: 'groups', name: group });
  if (groups.length > 0) return { name, groups: [...new Set([...groups, AUTHENTICATED])] };
  return account ? accountUser(account.namespace, account.name) : { name, groups: [AUTHENTICATED] };
}
