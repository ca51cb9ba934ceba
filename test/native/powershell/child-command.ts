/** The command of the PowerShell transport's child, on the PowerShells of the tests and a simulated HNS. */

import { TRANSPORT_SCRIPT } from '../../../src/hns/transport/powershell.ts';
import type { ChildCommand } from '../../../src/hns/transport/powershell-child.ts';
import { bridge } from '../build.ts';
import { SOCKET_VARIABLE } from '../simulator-server.ts';
import { POWERSHELL_7, type PowerShell } from './run.ts';

/** @param socket Path of a SimulatorServer. */
export async function childCommand(socket: string, on: PowerShell = POWERSHELL_7): Promise<ChildCommand> {
  const { program, args, env } = await on.command();
  const { netstandard } = await bridge();
  return {
    program,
    args: [...args, '-File', TRANSPORT_SCRIPT],
    env: { ...env, HNS_POLICY_BRIDGE: netstandard, [SOCKET_VARIABLE]: socket },
  };
}
