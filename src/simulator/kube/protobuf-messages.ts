/**
 * The protobuf messages that kubectl sends, as far as a client fills them in (k8s.io/api generated.proto). Field number → `name`: a string; `name#` a
 * number; `name=` bytes as they are; `name:Message` a nested message; `name{}` a map of strings, `name={}` of bytes, which JSON has in base64; `[]` at the
 * end: a list of what stands before.
 */
const METADATA = { 1: 'metadata:ObjectMeta' };

export const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Unknown: { 1: 'typeMeta:TypeMeta', 2: 'raw=' },
  TypeMeta: { 1: 'apiVersion', 2: 'kind' },
  Entry: { 1: 'key', 2: 'value' },
  BytesEntry: { 1: 'key', 2: 'value=' },
  ObjectMeta: {
    1: 'name',
    2: 'generateName',
    3: 'namespace',
    5: 'uid',
    6: 'resourceVersion',
    11: 'labels{}',
    12: 'annotations{}',
    14: 'finalizers[]',
  },
  LabelSelector: { 1: 'matchLabels{}', 2: 'matchExpressions:LabelSelectorRequirement[]' },
  LabelSelectorRequirement: { 1: 'key', 2: 'operator', 3: 'values[]' },

  Namespace: { ...METADATA, 2: 'spec:NamespaceSpec' },
  NamespaceSpec: { 1: 'finalizers[]' },
  ServiceAccount: METADATA,
  ConfigMap: { ...METADATA, 2: 'data{}', 3: 'binaryData={}' },

  Role: { ...METADATA, 2: 'rules:PolicyRule[]' },
  ClusterRole: { ...METADATA, 2: 'rules:PolicyRule[]', 3: 'aggregationRule:AggregationRule' },
  AggregationRule: { 1: 'clusterRoleSelectors:LabelSelector[]' },
  PolicyRule: { 1: 'verbs[]', 2: 'apiGroups[]', 3: 'resources[]', 4: 'resourceNames[]', 5: 'nonResourceURLs[]' },
  RoleBinding: { ...METADATA, 2: 'subjects:Subject[]', 3: 'roleRef:RoleRef' },
  ClusterRoleBinding: { ...METADATA, 2: 'subjects:Subject[]', 3: 'roleRef:RoleRef' },
  RoleRef: { 1: 'apiGroup', 2: 'kind', 3: 'name' },
  Subject: { 1: 'kind', 2: 'apiGroup', 3: 'name', 4: 'namespace' },

  TokenRequest: { ...METADATA, 2: 'spec:TokenRequestSpec' },
  TokenRequestSpec: { 1: 'audiences[]', 3: 'boundObjectRef:BoundObjectReference', 4: 'expirationSeconds#' },
  BoundObjectReference: { 1: 'kind', 2: 'apiVersion', 3: 'name', 4: 'uid' },
  SelfSubjectReview: METADATA,
  SelfSubjectAccessReview: { ...METADATA, 2: 'spec:SelfSubjectAccessReviewSpec' },
  SelfSubjectAccessReviewSpec: { 1: 'resourceAttributes:ResourceAttributes', 2: 'nonResourceAttributes:NonResourceAttributes' },
  ResourceAttributes: { 1: 'namespace', 2: 'verb', 3: 'group', 4: 'version', 5: 'resource', 6: 'subresource', 7: 'name' },
  NonResourceAttributes: { 1: 'path', 2: 'verb' },
  SelfSubjectRulesReview: { ...METADATA, 2: 'spec:SelfSubjectRulesReviewSpec' },
  SelfSubjectRulesReviewSpec: { 1: 'namespace' },
};

/** Whether the message is an API object that a body may hold. */
export function isObjectMessage(kind: string): boolean {
  return MESSAGES[kind]?.[1] === METADATA[1];
}
