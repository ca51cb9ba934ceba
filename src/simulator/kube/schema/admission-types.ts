/** admissionregistration.k8s.io/v1. The notation is that of types.ts. */

export const ADMISSION_TYPES: Readonly<Record<string, string>> = {
  ValidatingAdmissionPolicy:
    'apiVersion kind metadata:ObjectMeta spec:ValidatingAdmissionPolicySpec status:ValidatingAdmissionPolicyStatus',
  ValidatingAdmissionPolicySpec: `auditAnnotations:AuditAnnotation[] failurePolicy matchConditions:MatchCondition[name]
    matchConstraints:MatchResources paramKind:ParamKind validations:Validation[] variables:Variable[name]`,
  AuditAnnotation: 'key valueExpression',
  MatchCondition: 'expression name',
  MatchResources: `excludeResourceRules:NamedRuleWithOperations[] matchPolicy namespaceSelector:LabelSelector objectSelector:LabelSelector
    resourceRules:NamedRuleWithOperations[]`,
  NamedRuleWithOperations: 'apiGroups[] apiVersions[] operations[] resourceNames[] resources[] scope',
  ParamKind: 'apiVersion kind',
  Validation: 'expression message messageExpression reason',
  Variable: 'expression name',
  ValidatingAdmissionPolicyStatus: 'conditions:any[type] observedGeneration:int typeChecking:TypeChecking',
  TypeChecking: 'expressionWarnings:ExpressionWarning[]',
  ExpressionWarning: 'fieldRef warning',

  ValidatingAdmissionPolicyBinding: 'apiVersion kind metadata:ObjectMeta spec:ValidatingAdmissionPolicyBindingSpec',
  ValidatingAdmissionPolicyBindingSpec: 'matchResources:MatchResources paramRef:ParamRef policyName validationActions[]',
  ParamRef: 'name namespace parameterNotFoundAction selector:LabelSelector',
};
