/** Identifies users by their bearer tokens. */

/** UserInfo of authentication.k8s.io/v1. */
export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  readonly uid?: string;
}

/** Members may do everything without roles. */
export const MASTERS = 'system:masters';
/** The group of everyone with a valid token. */
export const AUTHENTICATED = 'system:authenticated';

/** A request without credentials, on a server that authorizes. */
export const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** User by bearer token. A bare name is a member of `system:masters`. Every user is a member of `system:authenticated`. */
export type UserTokens = Readonly<Record<string, string | { readonly name: string; readonly groups: readonly string[] }>>;

export interface Authenticator {
  /** Undefined for an unknown or expired token. */
  userOf(token: string): User | undefined;
  /** A valid token of a user. Undefined if the authenticator has no such user. */
  tokenOf(name: string): string | undefined;
}

export class StaticTokens implements Authenticator {
  readonly #users: ReadonlyMap<string, User>;

  constructor(tokens: UserTokens) {
    this.#users = new Map(
      Object.entries(tokens).map(([token, user]) => {
        const { name, groups } = typeof user === 'string' ? { name: user, groups: [MASTERS] } : user;
        return [token, { name, groups: [...new Set([...groups, AUTHENTICATED])] }];
      }),
    );
  }

  /** User names, in the order of the tokens. */
  get names(): string[] {
    return [...this.#users.values()].map(({ name }) => name);
  }

  userOf(token: string): User | undefined {
    return this.#users.get(token);
  }

  tokenOf(name: string): string | undefined {
    return [...this.#users].find(([, user]) => user.name === name)?.[0];
  }
}

/** @param header `Authorization`. */
export function bearerToken(header: string | undefined): string {
  return /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? '';
}
