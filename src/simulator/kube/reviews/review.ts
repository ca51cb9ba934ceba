/** Kinds that are asked and not stored: the answer is the object that was sent, with a status. */
import type { User } from '../authentication.ts';
import type { KubeObject } from '../object.ts';
import type { ServiceAccountTokens } from '../service-account-tokens.ts';
import type { Store } from '../store.ts';
import { decode, type Place, type WriteOptions } from '../write.ts';
import { reviewAccess, reviewRules } from './access.ts';
import { requestToken } from './token-request.ts';

export interface ReviewContext {
  readonly store: Store;
  readonly tokens: ServiceAccountTokens;
  /** Who asks. */
  readonly user: User;
}

/** Returns the object with its status. @throws StatusError */
export type Reviewer = (review: KubeObject, context: ReviewContext) => KubeObject;

const REVIEWERS: Readonly<Record<string, Reviewer>> = {
  SelfSubjectReview: (review, { user: { name, ...rest } }) => ({ ...review, status: { userInfo: { username: name, ...rest } } }),
  SelfSubjectAccessReview: reviewAccess,
  SelfSubjectRulesReview: reviewRules,
  TokenRequest: requestToken,
};

export function answerReview(context: ReviewContext, place: Place, received: unknown, options: WriteOptions): KubeObject {
  const review = decode(place, received, options);
  if (place.name !== undefined) review.metadata.name = place.name;
  return REVIEWERS[review.kind]!(review, context);
}
