/** Tries in a child process whether edge-js and the bridge can be loaded. It calls no function of HNS. */
import { defaultAssembly, loadBridge } from './edge-bridge.ts';
import { answerParent, askChild } from './native-child.ts';

/** .NET starts within a second. A node that boots is slower. */
const TIMEOUT_MS = 30_000;
const LOADED = 'loaded';

/** @returns Undefined if they can be loaded, otherwise the reason, as a sentence without a full stop. */
export async function edgeFailure({ program = import.meta.filename, timeoutMs = TIMEOUT_MS } = {}): Promise<string | undefined> {
  try {
    const answer = await askChild(program, [], timeoutMs);
    return answer === LOADED ? undefined : String(answer);
  } catch (error) {
    return `the process that loads edge-js ${(error as Error).message}`;
  }
}

function load(): string {
  try {
    loadBridge('HcnEnumerateEndpoints', defaultAssembly());
    return LOADED;
  } catch (error) {
    return (error as Error).message;
  }
}

// This file is also the program of the child.
if (import.meta.main) answerParent(load());
