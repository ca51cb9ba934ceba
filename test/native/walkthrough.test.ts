import assert from 'node:assert/strict';
import { performThroughApi } from '../../src/cli/demo/api-actions.ts';
import { STEPS } from '../../src/cli/demo/walkthrough.ts';
import type { Transport } from '../../src/hns/transport/transport.ts';
import type { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { type Perform, Theatre, walkthrough } from '../cli/theatre.ts';
import { needs } from '../needs.ts';
import { edgeTransport } from './edge-transport.ts';
import { serveSimulator } from './simulator-server.ts';

const perform: Perform = (theatre, action) => performThroughApi(theatre.stage.api, action);

async function throughEdge(hns: SimulatedHns): Promise<Transport> {
  const server = await serveSimulator(hns);
  const edge = await edgeTransport(server, { timeoutMs: 1000 });
  const close = async () => {
    hns.faults.clear();
    await edge.close();
    await server.close();
  };
  return { call: (name, id, document) => edge.call(name, id, document), close };
}

describe('native', function () {
  // The first run builds native parts, which may take minutes.
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  walkthrough('the agent on edge-js, the bridge and the native libraries', perform, throughEdge);

  describe('the walkthrough, with a native call that never returns', () => {
    const theatre = new Theatre(throughEdge, { hnsTimeoutSeconds: 1 });
    before(() => theatre.open());
    after(() => theatre.close());

    for (const [index, { title, actions, connects }] of STEPS.entries()) {
      it(`applies every change: ${title}`, async () => {
        if (index === 1) theatre.stage.hns.faults.plant({ on: 'HcnModifyEndpoint', hang: true, times: 1 });
        for (const action of actions) await perform(theatre, action);
        await theatre.settle(status => connects.every(({ from, port, allowed }) => status.get(`${from} ${port}`) === (allowed ? 0 : 1)));
      });
    }

    it('has a call that hangs until the end', () => {
      assert.equal(theatre.stage.hns.faults.hanging, 1);
    });
  });
});
