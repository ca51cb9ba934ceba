/** A way to HNS that nothing can be written through: for dry runs, beneath everything that knows of them, so that no mistake above can write. */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

/** What only asks. A function that is not among them does not pass, whatever it will be called. */
const READS: ReadonlySet<HcnFunction> = new Set<HcnFunction>([
  'HcnEnumerateEndpoints',
  'HcnQueryEndpointProperties',
  'HcnEnumerateNetworks',
  'HcnQueryNetworkProperties',
  'HcnEnumerateNamespaces',
  'HcnQueryNamespaceProperties',
  'HnsServiceProcess',
]);

export function readOnly(transport: Transport): Transport {
  return {
    /** @throws HnsError `rejected`, without a call, for whatever could change something. */
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const reads = READS.has(name) || (name === 'HNSCall' && id.startsWith('GET '));
      if (!reads) throw new HnsError('rejected', { function: name }, `${name} ${id}: not sent, nothing may be written`);
      return transport.call(name, id, document);
    },
    close: () => transport.close(),
  };
}
