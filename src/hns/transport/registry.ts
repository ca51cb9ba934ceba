/** Reads DWORD values of the Windows registry through `reg.exe`, without a native add-on. */
import { execFile } from 'node:child_process';
import { RECOMMENDED_SWITCHES, type RegistryValues } from '../node/hns-switches.ts';
import { dwordsOf, hasSubkey } from '../node/reg-query.ts';
import { systemProgram } from './system-program.ts';

const SERVICES = 'HKLM\\SYSTEM\\CurrentControlSet\\Services';
/** reg.exe answers within milliseconds. */
const TIMEOUT_MS = 10_000;
/** Far more than the output for the keys that are read. */
const MAX_BYTES = 1_048_576;

/** Runs reg.exe with these arguments. Exit status 1: the key does not exist, or cannot be read. */
export type Reg = (args: readonly string[]) => Promise<{ readonly status: number; readonly out: string }>;

/**
 * The values of all keys that can hold switches of HNS. A key that does not exist has none.
 * @throws Error if the registry cannot be read.
 */
export async function readHnsSwitches(reg: Reg = runReg): Promise<RegistryValues> {
  const values: Record<string, number> = {};
  for (const key of Object.keys(RECOMMENDED_SWITCHES)) Object.assign(values, await readKey(reg, key));
  return values;
}

/** The exit status is the same for a missing key and for a key that may not be read, so the parent must list no such key. */
async function readKey(reg: Reg, key: string): Promise<RegistryValues> {
  const { status, out } = await reg(['query', `${SERVICES}\\${key}`]);
  if (status === 0) return dwordsOf(out);
  const [service = '', name = ''] = key.split('\\');
  const parent = await reg(['query', `${SERVICES}\\${service}`]);
  if (parent.status !== 0 || hasSubkey(parent.out, name)) throw new Error(`the registry key ${SERVICES}\\${key} cannot be read`);
  return {};
}

export function runReg(args: readonly string[], timeoutMs = TIMEOUT_MS): ReturnType<Reg> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<Reg>>>();
  execFile(systemProgram('reg.exe'), [...args], { timeout: timeoutMs, maxBuffer: MAX_BYTES, windowsHide: true }, (error, out) => {
    const status = error ? error.code : 0;
    if (typeof status === 'number') resolve({ status, out });
    else reject(error);
  });
  return promise;
}
