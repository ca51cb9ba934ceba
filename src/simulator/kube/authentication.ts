/** Who a request comes from: the users that the server was started with and the service accounts of the store, by their bearer tokens. */
import type { ServiceAccountTokens } from './service-account-tokens.ts';

/** As authentication.k8s.io/v1 calls it, UserInfo. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  /** Of a service account: its object's. */
  readonly uid?: string;
}

/** The group that may do everything, whatever roles there are. */
export const MASTERS = 'system:masters';
/** The group of everybody who has a valid token. */
export const AUTHENTICATED = 'system:authenticated';

/**
 * User by bearer token. A bare name may do everything: it is a member of `system:masters`. A name with groups may do what RBAC grants to it, to these
 * groups, and to `system:authenticated`.
 */
export type UserTokens = Readonly<Record<string, string | { readonly name: string; readonly groups: readonly string[] }>>;

export class Authenticator {
  readonly #users: ReadonlyMap<string, User>;
  readonly #accounts: ServiceAccountTokens;

  constructor(tokens: UserTokens, accounts: ServiceAccountTokens) {
    this.#users = new Map(
      Object.entries(tokens).map(([token, user]) => {
        const { name, groups } = typeof user === 'string' ? { name: user, groups: [MASTERS] } : user;
        return [token, { name, groups: [...new Set([...groups, AUTHENTICATED])] }];
      }),
    );
    this.#accounts = accounts;
  }

  /** @param authorization the header. Undefined: no such token, or no longer. */
  userOf(authorization: string | undefined): User | undefined {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    return this.#users.get(token) ?? this.#accounts.userOf(token);
  }

  /** A token of one of the configured users. @param name default: the first. */
  tokenOf(name?: string): { readonly token: string; readonly name: string } | undefined {
    const entry = [...this.#users].find(([, user]) => name === undefined || user.name === name);
    return entry && { token: entry[0], name: entry[1].name };
  }
}
