/** The rules that a role needs, from the requests of its user. */
import { isResource, type ServedRequest } from '../../../src/simulator/kube/audit.ts';

/** One group, one resource; the names are those of a PolicyRule. */
export interface UsedRule {
  readonly apiGroups: readonly [string];
  readonly resources: readonly [string];
  readonly verbs: readonly string[];
}

/** One rule for each group and resource that the user has asked for, sorted, its verbs too. */
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
