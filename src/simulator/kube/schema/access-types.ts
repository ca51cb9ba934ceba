/** Who may do what: roles, bindings, and the reviews that ask for rights and tokens. The notation is that of types.ts. */

export const ACCESS_TYPES: Readonly<Record<string, string>> = {
  Role: 'apiVersion kind metadata:ObjectMeta rules:PolicyRule[]',
  ClusterRole: 'aggregationRule:AggregationRule apiVersion kind metadata:ObjectMeta rules:PolicyRule[]',
  PolicyRule: 'apiGroups[] nonResourceURLs[] resourceNames[] resources[] verbs[]',
  AggregationRule: 'clusterRoleSelectors:LabelSelector[]',
  RoleBinding: 'apiVersion kind metadata:ObjectMeta roleRef:RoleRef subjects:Subject[]',
  ClusterRoleBinding: 'apiVersion kind metadata:ObjectMeta roleRef:RoleRef subjects:Subject[]',
  RoleRef: 'apiGroup kind name',
  Subject: 'apiGroup kind name namespace',

  TokenRequest: 'apiVersion kind metadata:ObjectMeta spec:TokenRequestSpec status:TokenRequestStatus',
  TokenRequestSpec: 'audiences[] boundObjectRef:BoundObjectReference expirationSeconds:int',
  BoundObjectReference: 'apiVersion kind name uid',
  TokenRequestStatus: 'expirationTimestamp:time token',
  SelfSubjectReview: 'apiVersion kind metadata:ObjectMeta status:SelfSubjectReviewStatus',
  SelfSubjectReviewStatus: 'userInfo:UserInfo',
  UserInfo: 'extra:any groups[] uid username',
  SelfSubjectAccessReview: 'apiVersion kind metadata:ObjectMeta spec:SelfSubjectAccessReviewSpec status:SubjectAccessReviewStatus',
  SelfSubjectAccessReviewSpec: 'nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes',
  NonResourceAttributes: 'path verb',
  ResourceAttributes: 'fieldSelector:any group labelSelector:any name namespace resource subresource verb version',
  SubjectAccessReviewStatus: 'allowed:bool denied:bool evaluationError reason',
  SelfSubjectRulesReview: 'apiVersion kind metadata:ObjectMeta spec:SelfSubjectRulesReviewSpec status:SubjectRulesReviewStatus',
  SelfSubjectRulesReviewSpec: 'namespace',
  SubjectRulesReviewStatus: 'evaluationError incomplete:bool nonResourceRules:any[] resourceRules:any[]',
};
