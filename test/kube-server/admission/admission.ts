/** ValidatingAdmissionPolicies and their bindings, stored and validated. The server does not evaluate them. */
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import { resource } from '../../../src/simulator/kube/resource.ts';
import { clientTypes } from '../../../src/simulator/kube/schema/client-types.ts';
import { policyBindingColumns, policyColumns } from './columns.ts';
import { policyBindingDefaults, policyDefaults } from './defaults.ts';
import { validatePolicy, validatePolicyBinding } from './validation.ts';

const type = clientTypes({
  ValidatingAdmissionPolicySpec: { matchConditions: '[name]', variables: '[name]' },
  ValidatingAdmissionPolicyStatus: { conditions: '[type]' },
});
const CLUSTER = { group: 'admissionregistration.k8s.io', namespaced: false, generation: true };

export const admission: Extension = {
  kinds: [
    {
      ...resource(type('V1ValidatingAdmissionPolicy'), 'validatingadmissionpolicies'),
      ...CLUSTER,
      status: true,
      columns: policyColumns,
      defaults: policyDefaults,
      assign: policy => {
        policy.status = {};
      },
      validate: validatePolicy,
    },
    {
      ...resource(type('V1ValidatingAdmissionPolicyBinding'), 'validatingadmissionpolicybindings'),
      ...CLUSTER,
      columns: policyBindingColumns,
      defaults: policyBindingDefaults,
      validate: validatePolicyBinding,
    },
  ],
};
