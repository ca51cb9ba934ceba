/** Runs commands of the HnsPolicy module against an HNS behind the native boundary, many in one PowerShell process. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { success } from '../../../../src/simulator/hns/native.ts';
import { bridge } from '../../build.ts';
import { ROOT } from '../../part.ts';
import { type NativeHns, SOCKET_VARIABLE, serveSimulator } from '../../simulator-server.ts';
import { POWERSHELL_51, type PowerShell, powerShells, runPowerShell } from '../run.ts';

export const MODULE = join(ROOT, 'windows/HnsPolicy/HnsPolicy.psd1');

/** Those that differ in more than their cmdlets, for what hangs on no cmdlet. */
export async function engines(): Promise<readonly PowerShell[]> {
  return (await powerShells()).filter(on => on !== POWERSHELL_51);
}

export interface Given {
  /** As ConvertTo-Json writes them. */
  // biome-ignore lint/suspicious/noExplicitAny: objects of scripts, of which every test names the properties that it asserts.
  readonly objects: readonly any[];
  readonly errors: readonly { readonly id: string; readonly message: string }[];
}

export interface Request {
  readonly command: string;
  /** The command sees it as $data. */
  readonly data?: string;
  /** What happens at the HNS right before and after the command. */
  readonly before?: () => void;
  readonly after?: () => void;
}

export interface Session<Requests extends readonly Request[]> {
  /** What each command gave. */
  readonly given: { readonly [Index in keyof Requests]: Given };
  /** What they showed to people. */
  readonly shown: string;
}

export async function session<const Requests extends readonly Request[]>(
  hns: NativeHns,
  on: PowerShell,
  requests: Requests,
): Promise<Session<Requests>> {
  const { netstandard } = await bridge();
  const faults: unknown[] = [];
  const server = await serveSimulator(withNotices(hns, requests, faults));
  try {
    const { status, out, err } = await runPowerShell({
      file: join(import.meta.dirname, 'run-commands.ps1'),
      parameters: { Module: MODULE },
      stdin: JSON.stringify(requests.map(({ command, data = '' }) => ({ command, data }))),
      on,
      env: { HNS_POLICY_BRIDGE: netstandard, [SOCKET_VARIABLE]: server.path },
    });
    if (faults.length > 0) throw faults[0];
    assert.equal(status, 0, `${out}\n${err}`);
    const lines = out.trimEnd().split('\n');
    return { given: JSON.parse(lines.at(-1)!), shown: lines.slice(0, -1).join('\n') };
  } finally {
    await server.close();
  }
}

/** The script tells before and after each command, by calls that HNS does not have. */
function withNotices(hns: NativeHns, requests: readonly Request[], faults: unknown[]): NativeHns {
  const notices = requests.flatMap(({ before, after }) => [before, after]);
  return {
    async serve(name, target, document) {
      if (name !== 'HNSCall' || !target.startsWith('TEST ')) return hns.serve(name, target, document);
      try {
        notices.shift()?.();
      } catch (fault) {
        faults.push(fault);
      }
      return success('');
    },
  };
}

/** One command that is to give objects and no error. */
export async function objectsOf(hns: NativeHns, on: PowerShell, command: string, data?: string): Promise<Given['objects']> {
  const { given } = await session(hns, on, [{ command, ...(data !== undefined && { data }) }]);
  assert.deepEqual(given[0].errors, []);
  return given[0].objects;
}
