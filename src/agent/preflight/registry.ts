/** The rows that need values of the registry. */
import type { HnsSwitches } from '../../hns/node/hns-switches.ts';
import { type Finding, failed, ok, unknown, warning } from './row.ts';

/** Release of .NET Framework 4.7.2, for which the bridge is built. */
const RELEASE_4_7_2 = 461_808;

/** @param release DWORD `Release` of .NET Framework 4. `absent`: there is no such key. Undefined: the registry cannot be read. */
export function dotnetFinding(release: number | 'absent' | undefined): Finding {
  const fix = 'install .NET Framework 4.8, which ships with Windows Server 2022';
  if (release === undefined) return unknown('the registry cannot be read', 'run this command on the node, as its administrator');
  if (release === 'absent') return failed('the registry has no .NET Framework 4', fix);
  return release >= RELEASE_4_7_2
    ? ok(`.NET Framework 4, release ${release}`)
    : failed(`.NET Framework 4 is older than 4.7.2 (release ${release})`, fix);
}

export function switchesFinding({ state, missing, values }: HnsSwitches): Finding {
  switch (state) {
    case 'enabled':
      return ok('all recommended switches are 1');
    case 'not-needed':
      return ok(`this build needs none, ${Object.keys(values).length} are set`);
    case 'disabled':
      return warning(`not 1: ${missing.join(', ')}`, 'set them to 1 and restart the node: docs/install.md');
    case 'unknown':
      return unknown('the registry cannot be read', 'run this command on the node, as its administrator');
  }
}
