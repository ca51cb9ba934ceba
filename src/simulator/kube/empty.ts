/** Fields that Go writes for an empty object of a kind: a bookmark has them beside its resourceVersion. */

export const EMPTY_POD = { spec: { containers: null }, status: {} };
export const EMPTY_NAMESPACE = { spec: {}, status: {} };
export const EMPTY_NETWORK_POLICY = { spec: { podSelector: {} } };
