import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { transportContract } from '../hns/transport/transport-contract.ts';
import { needs } from '../needs.ts';
import { edgeTransport } from './edge-transport.ts';
import { serveSimulator } from './simulator-server.ts';

describe('native', function () {
  // The first run builds native parts, which may take minutes.
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  transportContract('edge-js, the bridge, the native libraries', async () => {
    const hns = new SimulatedHns();
    const server = await serveSimulator(hns);
    return { hns, transport: await edgeTransport(server), dispose: () => server.close() };
  });
});
