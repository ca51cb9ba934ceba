import { readList } from './fields.ts';
import { at, invalid, type Place, unsupported } from './place.ts';

const TYPES = ['Ingress', 'Egress'];

/** The directions that a policy isolates. */
export interface Directions {
  readonly ingress: boolean;
  readonly egress: boolean;
}

/**
 * The API server's default is Ingress, plus Egress if the policy has egress rules (SetDefaults_NetworkPolicy). An invalid entry could have
 * meant either direction, so it isolates both.
 */
export function readPolicyTypes(raw: unknown, hasEgressRules: boolean, place: Place): Directions {
  const { findings } = place;
  const errors = findings.errors;
  const list = readList(raw, place);
  if (list?.length === 0) return { ingress: true, egress: hasEgressRules };
  if (list && list.length > TYPES.length) invalid(place, list, 'may not specify more than two policyTypes');
  for (const [index, item] of (list ?? []).entries()) {
    const type = item ?? '';
    if (typeof type !== 'string') invalid(at(place, index), type, 'must be a string');
    else if (!TYPES.includes(type)) unsupported(at(place, index), type, TYPES);
  }
  if (findings.errors !== errors) return { ingress: true, egress: true };
  return { ingress: list!.includes('Ingress'), egress: list!.includes('Egress') };
}
