/** The simulated HNS as a Transport. It manages handles and converts HRESULTs as a native transport does. */
import { HnsError, hnsErrorOf } from '../../hns/transport/hns-error.ts';
import type { HcnFunction, Transport } from '../../hns/transport/transport.ts';
import { isGuid } from './guid.ts';
import { hresultOf } from './hresult.ts';
import type { Answer, Kind, NativeFunction } from './native.ts';

interface Server {
  serve(name: NativeFunction, target: string, document: string): Promise<Answer>;
}

export function inProcessTransport(hns: Server): Transport {
  let closed = false;

  async function ask(name: NativeFunction, target: string, document: string): Promise<string> {
    const { hresult, record, result } = await hns.serve(name, target, document);
    if (hresult !== 0) throw hnsErrorOf(name, hresult, record);
    return result;
  }

  return {
    async call(name: HcnFunction, id: string, document: string): Promise<string> {
      if (closed) throw new HnsError('unavailable', { function: name }, `${name}: the transport is closed`);
      const kind = /^Hcn(?:Query|Modify)(Endpoint|Network|Namespace)/.exec(name)?.[1] as Kind | undefined;
      if (!kind) return ask(name, id, document);
      // The parameter is a REFGUID, so an invalid GUID never reaches HNS.
      if (!isGuid(id)) throw hnsErrorOf(`HcnOpen${kind}`, hresultOf('E_INVALIDARG'));
      const handle = await ask(`HcnOpen${kind}`, id, '');
      try {
        return await ask(name, handle, document);
      } finally {
        await hns.serve(`HcnClose${kind}`, handle, '');
      }
    },
    async close() {
      closed = true;
    },
  };
}
