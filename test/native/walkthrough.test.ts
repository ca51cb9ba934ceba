import { performThroughApi } from '../../src/cli/demo/api-actions.ts';
import { walkthrough } from '../cli/theatre.ts';
import { edgeTransport } from './edge-transport.ts';
import { serveSimulator } from './simulator-server.ts';

describe('native', function () {
  // What is built for the first time takes as long as the machine needs.
  this.timeout(0);

  walkthrough(
    'the agent on edge-js, the bridge and the native libraries',
    (theatre, action) => performThroughApi(theatre.stage.api, action),
    async hns => {
      const server = await serveSimulator(hns);
      const edge = await edgeTransport(server);
      const close = async () => {
        await edge.close();
        await server.close();
      };
      return { call: (name, id, document) => edge.call(name, id, document), close };
    },
  );
});
