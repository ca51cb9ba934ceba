import { requireBuild, UnsupportedError } from '../../hns/unsupported.ts';
import { type Finding, failed, ok, unknown, warning } from './row.ts';

const NAMES: Readonly<Record<number, string>> = { 20348: 'Windows Server 2022', 26100: 'Windows Server 2025' };

/** @param build Undefined: this machine does not run Windows, or its version has another form. */
export function windowsFinding(build: number | undefined, release: string): Finding {
  if (build === undefined) return unknown(`this machine reports no build of Windows (${release})`, 'run this command on the node');
  try {
    requireBuild(build);
  } catch (error) {
    if (error instanceof UnsupportedError) return failed(error.message, 'use nodes with Windows Server 2022 or 2025');
    throw error;
  }
  const name = NAMES[build];
  return name === undefined
    ? warning(`build ${build} is neither Windows Server 2022 nor 2025`, 'test HNS of this build first: docs/real-host.md')
    : ok(`build ${build} (${name})`);
}
