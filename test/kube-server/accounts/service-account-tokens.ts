/** Tokens of service accounts. A token ends with its account, with the pod that it is bound to, or when it expires. */
import { randomBytes } from 'node:crypto';
import { AUTHENTICATED, type Authenticator, type User } from '../../../src/simulator/kube/authentication.ts';
import { type KubeObject, keyOf } from '../../../src/simulator/kube/object.ts';
import type { Store } from '../../../src/simulator/kube/store.ts';

/** The user name of a service account is this prefix and `namespace:name`. */
export const SERVICE_ACCOUNT = 'system:serviceaccount:';

/** The default audience. This server accepts no other. */
export const AUDIENCE = 'https://kubernetes.default.svc.cluster.local';

export interface TokenTerms {
  readonly seconds: number;
  readonly audiences: readonly string[];
  /** The pod that it does not outlive. */
  readonly pod?: KubeObject | undefined;
}

interface Issued {
  readonly account: KubeObject;
  readonly terms: TokenTerms;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export class ServiceAccountTokens implements Authenticator {
  readonly #store: Store;
  readonly #issued = new Map<string, Issued>();

  constructor(store: Store) {
    this.#store = store;
  }

  issue(account: KubeObject, terms: TokenTerms): { readonly token: string; readonly expires: Date } {
    const token = randomBytes(32).toString('base64url');
    const expires = Date.now() + terms.seconds * 1000;
    this.#issued.set(token, { account, terms, expires });
    return { token, expires: new Date(expires) };
  }

  /** A new token for an hour, like the tokens of the account's pods. @throws TypeError for an account that is not there. */
  tokenOf(userName: string): string | undefined {
    const named = accountOf(userName);
    if (!named) return undefined;
    const account = this.#store.get('serviceaccounts', `${named.namespace}/${named.name}`);
    if (!account) throw new TypeError(`no service account ${named.namespace}/${named.name}`);
    return this.issue(account, { seconds: 3600, audiences: [AUDIENCE] }).token;
  }

  userOf(token: string): User | undefined {
    const issued = this.#issued.get(token);
    if (!issued?.terms.audiences.includes(AUDIENCE)) return undefined;
    const { account, terms, expires } = issued;
    const valid = Date.now() < expires && this.#lives('serviceaccounts', account) && (!terms.pod || this.#lives('pods', terms.pod));
    if (valid) return accountUser(account.metadata.namespace!, account.metadata.name!, account.metadata.uid);
    this.#issued.delete(token);
    return undefined;
  }

  /** False for another object with the same name. */
  #lives(collection: string, object: KubeObject): boolean {
    return this.#store.get(collection, keyOf(object))?.metadata.uid === object.metadata.uid;
  }
}

export function accountUser(namespace: string, name: string, uid?: string): User {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, AUTHENTICATED];
  return { name: `${SERVICE_ACCOUNT}${namespace}:${name}`, groups, ...(uid !== undefined && { uid }) };
}

/** Namespace and name from a user name. */
export function accountOf(userName: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(userName) ?? [];
  return namespace === undefined ? undefined : { namespace, name: name! };
}
