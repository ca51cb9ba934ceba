/** What fields mean that were left out. */
import type { RawPolicy } from './raw.ts';

/** Missing, null and empty lists are one and the same in this API. */
export function items<T>(list: readonly T[] | null | undefined): readonly T[] {
  return list ?? [];
}

/** Whether policyTypes lists the direction; where it is missing or empty: Ingress always, Egress when there are egress rules. */
export function isolates(policy: RawPolicy, direction: 'ingress' | 'egress'): boolean {
  const types = items(policy.spec.policyTypes);
  if (types.length > 0) return types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  return direction === 'ingress' || items(policy.spec.egress).length > 0;
}
