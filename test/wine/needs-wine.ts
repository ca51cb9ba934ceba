import type { Context } from 'mocha';
import { needs, needsRoot } from '../needs.ts';

/** For the first hook of a suite: skips it if this machine cannot run Wine. With CI=true it installs the missing programs, or fails. */
export function needsWine(context: Context): void {
  needsRoot(context);
  needs(context, 'debootstrap', 'unshare', 'nsenter', 'dotnet');
}
