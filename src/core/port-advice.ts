/** Names the number of a rejected named port in its message, because a policy with this number needs no translation. */
import { FEATURES, unsupportedCode } from './feature.ts';
import type { Issue } from './issue.ts';
import type { NetworkPolicy, Pod } from './model.ts';
import { type NamedPortEntry, namedPorts, numbersOf, portKey } from './port-set.ts';

/** A rejected named port of ingress, which refers to the containers of the pods that the policy selects. */
export interface RejectedName {
  /** Of its issue. */
  readonly path: string;
  readonly entry: NamedPortEntry;
}

const FEATURE = FEATURES.find(({ name }) => name === 'named-port')!;
const CODE = unsupportedCode(FEATURE);
/** More numbers do not help the author. */
const MAX_NUMBERS = 3;

/** @param issues Of the policy. */
export function rejectedNames({ ingress = [] }: NetworkPolicy, issues: readonly Issue[]): RejectedName[] {
  const paths = new Set(issues.filter(({ code }) => code === CODE).map(({ path }) => path));
  if (paths.size === 0) return [];
  const entries = ingress.flatMap(rule => namedPorts(rule)).map(entry => ({ path: `${entry.path}.${FEATURE.field}`, entry }));
  return entries.filter(({ path }) => paths.has(path));
}

/** @param pods That the policy selects. */
export function withPortNumbers(issues: readonly Issue[], names: readonly RejectedName[], pods: readonly Pod[]): readonly Issue[] {
  const entries = new Map(names.map(({ path, entry }) => [path, entry]));
  const declared = pods.map(numbersOf);
  return issues.map(issue => {
    const entry = issue.code === CODE ? entries.get(issue.path) : undefined;
    const numbers = entry ? [...new Set(declared.flatMap(ports => ports.get(portKey(entry)) ?? []))] : [];
    if (numbers.length === 0 || numbers.length > MAX_NUMBERS) return issue;
    const better = `write port${numbers.length > 1 ? 's' : ''} ${numbers.sort((a, b) => a - b).join(', ')}`;
    return { ...issue, message: issue.message.replace(new RegExp(`${FEATURE.alternative}$`), better) };
  });
}
