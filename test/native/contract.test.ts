import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { transportContract } from '../hns/transport/transport-contract.ts';
import { needs } from '../needs.ts';
import { edgeTransport } from './edge-transport.ts';
import { serveSimulator } from './simulator-server.ts';

describe('native', function () {
  // What is built for the first time takes as long as the machine needs.
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
