/** The pods that `plan` shows. */
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import { CommandError } from '../command-error.ts';

export interface PodFilterOptions {
  readonly namespace?: readonly string[];
  /** `name` or `namespace/name`. */
  readonly pod?: readonly string[];
  /** `app=web,tier!=db,canary`. */
  readonly selector?: string;
}

export interface PodFilter {
  includes(pod: Pod): boolean;
  /** @param shown Keys of the pods in the plan. */
  concerns(issue: Pick<Issue, 'policy' | 'pod'>, shown: ReadonlySet<string>): boolean;
}

/** @throws CommandError for an invalid selector. */
export function podFilter({ namespace, pod: names, selector }: PodFilterOptions): PodFilter {
  const labels = selector === undefined ? [] : selector.split(',').map(requirementOf);
  const isAll = !namespace && !names && labels.length === 0;
  return {
    includes: pod =>
      (namespace?.includes(pod.namespace) ?? true) &&
      (names?.some(name => name === pod.name || name === keyOf(pod)) ?? true) &&
      labels.every(isMet => isMet(pod.labels)),
    concerns: (issue, shown) => {
      if (isAll) return true;
      if (issue.pod !== undefined) return shown.has(issue.pod);
      const own = issue.policy?.split('/')[0];
      return own === undefined || namespace?.includes(own) === true || [...shown].some(key => key.startsWith(`${own}/`));
    },
  };
}

type IsMet = (labels: Pod['labels']) => boolean;

function requirementOf(text: string): IsMet {
  const [, not, key, operator, value = ''] = /^(!?)([\w./-]+)(?:(==?|!=)([\w.-]*))?$/.exec(text.trim()) ?? [];
  if (key === undefined || (not && operator))
    throw new CommandError([`--selector ${JSON.stringify(text)}: must be key=value, key!=value, key or !key`]);
  if (operator === undefined) return labels => Object.hasOwn(labels, key) !== (not === '!');
  return labels => (labels[key] === value) === (operator !== '!=');
}
