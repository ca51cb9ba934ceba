/** TokenReview (authentication.k8s.io/v1) for the tokens of service accounts. */
import type { Authenticator } from '../../../src/simulator/kube/authentication.ts';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';

export function reviewToken(authenticator: Authenticator, review: KubeObject): KubeObject {
  const user = authenticator.userOf(review.spec?.token ?? '');
  if (!user) return { ...review, status: { user: {}, error: '[invalid bearer token, unknown]' } };
  const { name: username, ...rest } = user;
  return { ...review, status: { authenticated: true, user: { username, ...rest } } };
}
