import type { Issue } from '../../core/issue.ts';

/** What a reader makes of one raw API object. */
export interface Read<T> {
  /** Absent: the object cannot be used; an issue says why. */
  readonly value?: T | undefined;
  /** Code `invalid` or `ambiguous-cidr`. */
  readonly issues: readonly Issue[];
}
