/** Service accounts: one in each new namespace, and tokens for them. */
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import { METADATA } from '../../../src/simulator/kube/protobuf-messages.ts';
import { resource } from '../../../src/simulator/kube/resource.ts';
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import { AGE, NAME } from '../../../src/simulator/kube/table/column.ts';
import { ServiceAccountTokens } from './service-account-tokens.ts';
import { requestToken } from './token-request.ts';
import { reviewToken } from './token-review.ts';

const type = clientTypes({ ServiceAccount: { imagePullSecrets: '[name]', secrets: '[name]' } });

export const serviceAccounts: Extension = {
  kinds: [
    {
      ...resource(type('V1ServiceAccount'), 'serviceaccounts', 'sa'),
      columns: [NAME, { name: 'Secrets', type: 'integer', cell: account => account.secrets?.length ?? 0 }, AGE],
    },
    {
      ...resource(type('AuthenticationV1TokenRequest'), 'serviceaccounts/token'),
      store: '',
      verbs: ['create'],
      objectVersion: 'authentication.k8s.io/v1',
    },
    {
      ...resource(type('V1TokenReview'), 'tokenreviews'),
      group: 'authentication.k8s.io',
      namespaced: false,
      store: '',
      verbs: ['create'],
    },
  ],
  messages: {
    ServiceAccount: METADATA,
    TokenRequest: { ...METADATA, 2: 'spec:TokenRequestSpec' },
    TokenRequestSpec: { 1: 'audiences[]', 3: 'boundObjectRef:BoundObjectReference', 4: 'expirationSeconds#' },
    BoundObjectReference: { 1: 'kind', 2: 'apiVersion', 3: 'name', 4: 'uid' },
  },
  start: store => {
    store.onChange(({ store: collection, object, previous, deleted }) => {
      if (collection !== 'namespaces' || previous || deleted) return;
      store.seed([{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: object.metadata.name! } }]);
    });
    const authenticator = new ServiceAccountTokens(store);
    return {
      authenticator,
      reviews: {
        TokenRequest: review => requestToken(store, authenticator, review),
        TokenReview: review => reviewToken(authenticator, review),
      },
    };
  },
};
