import type { Issue } from '../../core/issue.ts';

/** The result of reading one raw API object. */
export interface Read<T> {
  /** Absent if the object cannot be used. Then an issue gives the reason. */
  readonly value?: T | undefined;
  /** Code `invalid` or `ambiguous-cidr`. */
  readonly issues: readonly Issue[];
}
