/** Reads the facts about HNS in a child process, because HNS may hang and the add-on may crash. */
import { HnsClient } from '../../hns/client.ts';
import { answerParent, askChild } from '../../hns/transport/native-child.ts';
import { readOnly } from '../../hns/transport/read-only.ts';
import { openTransport, type TransportName } from '../transports.ts';
import { type HnsFacts, hnsFactsSchema, readHnsFacts } from './hns-facts.ts';

/** The preflight ends the process earlier. */
const CALL_MS = 600_000;

/** @throws Error that completes a sentence about the child. */
export async function probeHns(
  transport: TransportName,
  serviceAddress: string | undefined,
  timeoutMs: number,
  program = import.meta.filename,
): Promise<HnsFacts> {
  return hnsFactsSchema.parse(await askChild(program, [transport, serviceAddress ?? ''], timeoutMs));
}

async function run([name, serviceAddress]: readonly string[]): Promise<HnsFacts> {
  const { transport } = await openTransport(name as TransportName, { nodeName: '', timeoutMs: CALL_MS, log: () => {} });
  return readHnsFacts(new HnsClient(readOnly(transport)), serviceAddress || undefined);
}

// This file is also the program of the child.
if (import.meta.main) answerParent(await run(process.argv.slice(2)));
