/** A transport that rejects every call that could change HNS. Dry runs use it as the lowest layer, so that no bug above it can write. */
import { HnsError } from './hns-error.ts';
import type { HcnFunction, Transport } from './transport.ts';

/** Only these functions are allowed, so that a function added later is rejected until it is listed. */
const READS: ReadonlySet<HcnFunction> = new Set<HcnFunction>([
  'HcnEnumerateEndpoints',
  'HcnQueryEndpointProperties',
  'HcnEnumerateNetworks',
  'HcnQueryNetworkProperties',
  'HcnEnumerateNamespaces',
  'HcnQueryNamespaceProperties',
]);

export function readOnly(transport: Transport): Transport {
  return {
    /** @throws HnsError `rejected`, before the call, for every other function. */
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      const reads = READS.has(name) || (name === 'HNSCall' && id.startsWith('GET '));
      if (!reads) throw new HnsError('rejected', { function: name }, `${name} ${id}: not sent, the transport is read-only`);
      return transport.call(name, id, document);
    },
    close: () => transport.close(),
  };
}
