/**
 * Loads the bridge (windows/HnsPolicy.Bridge) into this process with edge-js. On Windows it runs on the .NET Framework, elsewhere (for the
 * tests) on CoreCLR.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { HnsError } from './hns-error.ts';
import type { NativeFailure } from './native-failure.ts';
import type { HcnFunction } from './transport.ts';

export interface Request {
  readonly name: string;
  readonly id: string;
  readonly document: string;
}

/** @returns HNS's answer, or the failure. */
export type Bridge = (request: Request) => Promise<string | NativeFailure>;

/** The part of edge-js in use: a .NET method becomes a function with a callback. */
interface Edge {
  func(method: { assemblyFile: string; typeName: string; methodName: string }): Parameters<typeof promisify>[0];
}

/** The path that build.ps1 writes to, in the module's bin folder. */
export function defaultAssembly(): string {
  const flavour = process.platform === 'win32' ? 'net472' : 'netstandard2.0';
  return fileURLToPath(new URL(`../../../windows/HnsPolicy/bin/${flavour}/HnsPolicy.Bridge.dll`, import.meta.url));
}

/**
 * @param name The call that needs the bridge, for the error message.
 * @throws HnsError `unavailable` with the remedy.
 */
export function loadBridge(name: HcnFunction, assemblyFile: string): Bridge {
  const edge = requireEdge(name);
  try {
    return promisify(edge.func({ assemblyFile, typeName: 'HnsPolicy.Bridge.EdgeEntry', methodName: 'Call' })) as Bridge;
  } catch (cause) {
    throw new HnsError(
      'unavailable',
      { function: name, cause },
      `the edge transport cannot load its bridge ${assemblyFile}: ${reason(cause)}`,
    );
  }
}

function requireEdge(name: HcnFunction): Edge {
  // By default edge-js uses the .NET Framework on Windows. On other systems it supports only CoreCLR.
  if (process.platform !== 'win32') process.env.EDGE_USE_CORECLR = '1';
  try {
    return createRequire(import.meta.url)('edge-js');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ? 'is not installed' : `cannot be loaded (${reason(cause)})`;
    const message = `the edge transport needs the npm package edge-js, which ${why}. Fix that or set the transport to powershell`;
    throw new HnsError('unavailable', { function: name, cause }, message);
  }
}

/** edge-js throws exceptions of .NET, and strings. */
function reason(cause: unknown): string {
  return String((cause as Error | undefined)?.message ?? cause).split('\n')[0]!;
}
