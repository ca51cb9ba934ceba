/** TokenRequest (authentication.k8s.io/v1), below a service account. `kubectl create token` and kubelets send it. */

import { PODS } from '../../../src/simulator/kube/kinds.ts';
import { type KubeObject, keyOf, timestamp } from '../../../src/simulator/kube/object.ts';
import { badRequest, conflict, invalid, notFound } from '../../../src/simulator/kube/status.ts';
import type { Store } from '../../../src/simulator/kube/store.ts';
import { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { AUDIENCE, type ServiceAccountTokens } from './service-account-tokens.ts';

const HOUR = 3600;

export function requestToken(store: Store, tokens: ServiceAccountTokens, review: KubeObject): KubeObject {
  const { metadata, spec: given = {} } = review;
  const spec = { audiences: [AUDIENCE], expirationSeconds: HOUR, ...given };
  const { audiences, expirationSeconds, boundObjectRef } = spec;
  const account = store.get('serviceaccounts', keyOf(review));
  if (!account) throw notFound({ group: '', plural: 'serviceaccounts' }, metadata.name!);
  const errors = new FieldErrors();
  const field = 'spec.expirationSeconds';
  if (expirationSeconds < 600) errors.invalid(field, expirationSeconds, 'may not specify a duration less than 10 minutes');
  if (expirationSeconds > 2 ** 32) errors.invalid(field, expirationSeconds, 'may not specify a duration larger than 2^32 seconds');
  if (errors.causes.length > 0) throw invalid('TokenRequest', 'authentication.k8s.io', metadata.name!, errors.causes);
  const pod = boundObjectRef && podOf(store, account, boundObjectRef);
  const { token, expires } = tokens.issue(account, { seconds: expirationSeconds, audiences, pod });
  const status = { token, expirationTimestamp: timestamp(expires) };
  return { ...review, metadata: { ...metadata, creationTimestamp: timestamp() }, spec, status };
}

/** The pod that the token is bound to. */
function podOf(store: Store, account: KubeObject, ref: { apiVersion?: string; kind?: string; name?: string; uid?: string }): KubeObject {
  const { apiVersion = 'v1', kind = '', name = '', uid } = ref;
  if (apiVersion !== 'v1' || kind !== 'Pod') throw badRequest(`cannot bind token to object of type ${apiVersion}, Kind=${kind}`);
  const pod = store.get('pods', `${account.metadata.namespace}/${name}`);
  if (!pod) throw notFound(PODS, name);
  const { serviceAccountName = '' } = pod.spec ?? {};
  if (serviceAccountName !== account.metadata.name) {
    const why = `for serviceaccount ${JSON.stringify(account.metadata.name)} to pod running with different serviceaccount name.`;
    throw badRequest(`cannot bind token ${why}`);
  }
  if (uid !== undefined && uid !== pod.metadata.uid) {
    const why = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict(PODS, name, why);
  }
  return pod;
}
