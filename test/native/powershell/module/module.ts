/** Runs commands of the HnsPolicy module against an HNS behind the native boundary. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bridge } from '../../build.ts';
import { ROOT } from '../../part.ts';
import { type NativeHns, SOCKET_VARIABLE, serveSimulator } from '../../simulator-server.ts';
import { POWERSHELL_7, POWERSHELLS, type PowerShell } from '../run.ts';
import { type Given, type Shell, shell } from '../shell.ts';

export type { Given };

export const MODULE = join(ROOT, 'windows/HnsPolicy/HnsPolicy.psd1');

/** The PowerShells with different engines, for tests that do not depend on cmdlets. */
export const ENGINES: readonly PowerShell[] = process.platform === 'win32' ? POWERSHELLS : [POWERSHELL_7];

export interface Request {
  readonly command: string;
  /** Passed to the command as $data. */
  readonly data?: string;
  /** Run right before and after the command. */
  readonly before?: () => void;
  readonly after?: () => void;
}

export interface Session<Requests extends readonly Request[]> {
  /** The results of the commands. */
  readonly given: { readonly [Index in keyof Requests]: Given };
  /** Their console output. */
  readonly shown: string;
}

let place: string | undefined;

/** The socket of all simulators for the PowerShells of this process. */
export function socketPlace(): string {
  if (place === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'hns-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    place = join(folder, 'socket');
  }
  return place;
}

/** A PowerShell that connects to the simulator at socketPlace(). */
export async function shellBesideHns(on: PowerShell): Promise<Shell> {
  return shell(on, { HNS_POLICY_BRIDGE: (await bridge()).netstandard, [SOCKET_VARIABLE]: socketPlace() });
}

export async function session<const Requests extends readonly Request[]>(
  hns: NativeHns,
  on: PowerShell,
  requests: Requests,
): Promise<Session<Requests>> {
  const server = await serveSimulator(hns, socketPlace());
  try {
    const standing = await shellBesideHns(on);
    const given: Given[] = [];
    const lines: string[] = [];
    for (const { command, data, before, after } of requests) {
      before?.();
      const { shown, ...rest } = await standing.run(`Import-Module '${MODULE}'; ${command}`, data);
      after?.();
      given.push(rest);
      lines.push(shown);
    }
    return { given: given as Session<Requests>['given'], shown: lines.join('\n') };
  } finally {
    await server.close();
  }
}

/** Runs one command that must succeed, and returns its objects. */
export async function objectsOf(hns: NativeHns, on: PowerShell, command: string, data?: string): Promise<Given['objects']> {
  const { given } = await session(hns, on, [{ command, ...(data !== undefined && { data }) }]);
  assert.deepEqual(given[0].errors, []);
  return given[0].objects;
}
