/** The simulated containerd on a named pipe, run by node.exe under Wine. HTTP requests to the port in CRI_PORT drive it: see `cri.test.ts`. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { SimulatedCriServer } from '../../src/simulator/cri/server.ts';

const containerd = new SimulatedContainerd({ version: '2.0.4' });
const cri = await SimulatedCriServer.start(containerd);

/** By path: what the kubelet would ask containerd for, or a restart. */
const requests: Readonly<Record<string, (name: string) => unknown>> = {
  '/run': name =>
    containerd.runSandbox(
      { namespace: 'demo', name, uid: `uid-of-${name}` },
      { setUpNetwork: () => ({ networkNamespace: '00000000-0000-0000-0000-000000000001', addresses: ['10.88.0.1'] }) },
    ),
  '/run-host-process': name =>
    containerd.runSandbox({ namespace: 'demo', name, uid: `uid-of-${name}`, hostProcess: true }, { setUpNetwork }),
  '/remove': id => containerd.removeSandbox(id),
  '/stop-runtime': () => cri.stop(),
  '/start-runtime': () => cri.start(),
  '/endpoint': () => cri.endpoint,
};

function setUpNetwork(): never {
  throw new Error('a HostProcess pod has no network of its own');
}

const http = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  response.end(JSON.stringify((await requests[pathname]!(searchParams.get('of') ?? '')) ?? null));
});
http.listen(Number(process.env.CRI_PORT), '127.0.0.1');
await once(http, 'listening');
