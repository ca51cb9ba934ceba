/** The meaning of omitted fields. */
import type { RawPolicy } from './raw.ts';

/** In this API missing, null and empty lists mean the same. */
export function items<T>(list: readonly T[] | null | undefined): readonly T[] {
  return list ?? [];
}

/** True if policyTypes lists the direction. If it is missing or empty: always for ingress, and for egress if there are egress rules. */
export function isolates(policy: RawPolicy, direction: 'ingress' | 'egress'): boolean {
  const types = items(policy.spec.policyTypes);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || items(policy.spec.egress).length > 0;
}
