/** The rules that a role needs, from the requests of its user. */
import { isResource, type ServedRequest } from '../../../src/simulator/kube/audit.ts';

/** A PolicyRule of one group and one resource. */
export interface UsedRule {
  readonly apiGroups: readonly [string];
  readonly resources: readonly [string];
  readonly verbs: readonly string[];
}

/** A rule for each group and resource of the user's requests, forbidden requests included. Rules and verbs are sorted. */
export function usedRules(requests: readonly ServedRequest[], user: string): UsedRule[] {
  const used = new Map<string, { group: string; resource: string; verbs: Set<string> }>();
  for (const request of requests) {
    if (request.user !== user || !isResource(request)) continue;
    const { group, resource, verb } = request;
    const key = `${group}/${resource}`;
    const rule = used.get(key) ?? { group, resource, verbs: new Set() };
    used.set(key, rule);
    rule.verbs.add(verb);
  }
  const sorted = [...used].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rule]) => rule);
  return sorted.map(({ group, resource, verbs }) => ({ apiGroups: [group], resources: [resource], verbs: [...verbs].sort() }));
}
