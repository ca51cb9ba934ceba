/** Reads the facts about HNS in a child process, because HNS may hang and the add-on may crash. */
import { HnsClient } from '../../hns/client.ts';
import { answerParent, askChild } from '../../hns/transport/native-child.ts';
import { readOnly } from '../../hns/transport/read-only.ts';
import { openTransport, type TransportName } from '../transports.ts';
import { type HnsFacts, hnsFactsSchema, readHnsFacts } from './hns-facts.ts';

/** HNS answers within milliseconds. With PowerShell the child starts another process first. */
const TIMEOUT_MS = 12_000;

/** @throws Error that completes a sentence about the child. */
export async function probeHns(
  transport: TransportName,
  serviceAddress: string | undefined,
  { program = import.meta.filename, timeoutMs = TIMEOUT_MS } = {},
): Promise<HnsFacts> {
  return hnsFactsSchema.parse(await askChild(program, [transport, serviceAddress ?? ''], timeoutMs));
}

async function run([name, serviceAddress]: readonly string[]): Promise<HnsFacts> {
  const { transport } = await openTransport(name as TransportName, { nodeName: '', timeoutMs: TIMEOUT_MS, log: () => {} });
  return readHnsFacts(new HnsClient(readOnly(transport)), serviceAddress || undefined);
}

// This file is also the program of the child.
if (import.meta.main) answerParent(await run(process.argv.slice(2)));
