/**
 * Collects the issues of one object. It keeps the first ones and counts the others, because anyone who may write a policy decides how many
 * entries of it are rejected.
 */
import type { Issue } from './issue.ts';

/** Default of the setting `maxIssues`. */
export const MAX_ISSUES = 50;

export class IssueList {
  readonly #most: number;
  readonly #listed: Issue[] = [];
  /** By severity and code: the first issue that is not listed, and the number of all of them. */
  readonly #unlisted = new Map<string, { readonly first: Issue; count: number }>();

  /** @param most Issues to keep. */
  constructor(most: number) {
    this.#most = most;
  }

  add(issue: Issue): void {
    if (issue.unlisted === undefined && this.#listed.length < this.#most) {
      this.#listed.push(issue);
      return;
    }
    const id = `${issue.severity} ${issue.code}`;
    const entry = this.#unlisted.get(id) ?? { first: issue, count: 0 };
    entry.count += issue.unlisted ?? 1;
    this.#unlisted.set(id, entry);
  }

  /** At most `most` issues, and then one for each severity and code of the others, so that no code is lost. */
  get issues(): readonly Issue[] {
    return [...this.#listed, ...[...this.#unlisted.values()].map(({ first, count }) => unlisted(first, count))];
  }
}

/** Lists at most so many of the issues. */
export function limitIssues(issues: readonly Issue[], most: number): readonly Issue[] {
  if (issues.filter(isListed).length <= most) return issues;
  const list = new IssueList(most);
  for (const issue of issues) list.add(issue);
  return list.issues;
}

/** It describes one problem, and does not stand for others. */
export function isListed({ unlisted }: Issue): boolean {
  return unlisted === undefined;
}

function unlisted({ severity, code, policy, pod }: Issue, count: number): Issue {
  const message = `${count} more ${severity}s with the code ${code} are not listed`;
  return { severity, code, ...(policy !== undefined && { policy }), ...(pod !== undefined && { pod }), path: '', message, unlisted: count };
}
