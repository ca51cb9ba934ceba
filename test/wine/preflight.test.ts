/** The preflight and the transport that it judges, with the files of the image. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Preflight, preflightSchema } from '../../src/cli/preflight/preflight-schema.ts';
import { SimulatedContainerd } from '../../src/simulator/cri/containerd.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { NODE_PROFILES, writeService } from '../../src/simulator/node-profiles.ts';
import { ROOT } from '../native/part.ts';
import { type SimulatorServer, serveSimulator, TCP } from '../native/simulator-server.ts';
import { ContainerRuntime } from './container-runtime.ts';
import { needsWine } from './needs-wine.ts';
import { CORE_CLR, NODE, NodeImage } from './node-image.ts';
import { reach } from './reach.ts';

// No row depends on the speed of the machine.
const PREFLIGHT = ['preflight', '--node-name', 'win1', '--timeout', '10m'];
const KUBERNETES = '10.96.0.1';
const WITHOUT_DOTNET = Object.fromEntries(Object.keys(CORE_CLR).map(name => [name, '']));

describe('the image under Wine: preflight', function () {
  this.timeout(0);
  const hns = new SimulatedHns({ address: '10.0.0.4' });
  let server: SimulatorServer;
  let image: NodeImage;
  let runtime: ContainerRuntime;

  before(async function () {
    needsWine(this);
    const { network, policies, isDsr } = NODE_PROFILES.aks;
    const pods = hns.addNetwork(network);
    hns.addEndpoint({ network: pods, ips: ['10.0.1.2'], policies: policies('10.0.1.2') });
    writeService(hns, pods, { address: KUBERNETES, ports: [443], backends: ['10.9.0.100'] }, isDsr);
    server = await serveSimulator(hns, TCP);
    image = await NodeImage.start(server.path, [
      [join(ROOT, 'test/wine/pipe.mjs'), 'pipe.mjs'],
      [join(ROOT, 'test/wine/preflight-registry.mjs'), 'preflight-registry.mjs'],
    ]);
    runtime = await ContainerRuntime.start(image, new SimulatedContainerd());
  });
  after(async () => {
    hns.faults.clear();
    hns.faults.release();
    await image?.close();
    await runtime?.close();
    await server?.close();
  });

  const preflight = async (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    const { code, out, err } = await image.hnsPolicy([...PREFLIGHT, '-o', 'json', ...args], { env });
    assert.equal(err, '');
    return { code, rows: rowsOf(preflightSchema.parse(JSON.parse(out))) };
  };
  const rowsOf = ({ rows }: Preflight) => Object.fromEntries(rows.map(({ check, result, detail }) => [check, [result, detail] as const]));

  it('prints one table', async () => {
    const { code, out, err } = await image.hnsPolicy(PREFLIGHT);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, /^CHECK +RESULT +DETAIL\n/);
    console.log(out.replaceAll(/^/gm, '      '));
  });

  it('loads edge-js in a child process, and reads HNS through it', async () => {
    const { rows } = await preflight();
    assert.deepEqual(rows.transport, ['ok', 'edge-js and the bridge call HNS']);
    assert.deepEqual(rows.hns, ['ok', 'HNS 14.0']);
    assert.deepEqual(rows.dsr, ['ok', 'the load balancers of kube-proxy have IsDSR']);
    assert.equal(rows['cni-default-deny']?.[0], 'ok');
    assert.deepEqual(hns.writes, []);
  });

  it('knows the build, and reads the container runtime over the named pipe', async () => {
    // The pipe exists a little later than the process that serves it.
    await reach(
      'the runtime answers',
      async () => {
        const { rows } = await preflight();
        assert.deepEqual(rows.windows, ['warning', 'build 22000 is neither Windows Server 2022 nor 2025']);
        return rows['container-runtime']?.[0] === 'ok';
      },
      () => 'container-runtime is not ok',
    );
  });

  it('the registry of .NET Framework and of the firewall is read: right and wrong', async () => {
    const path = ['--config', 'C:\\hpc\\preflight.yaml'];
    image.write('preflight.yaml', 'metricsAddress: 0.0.0.0:9464\n');
    const absent = (await preflight(path)).rows;
    assert.equal(absent.dotnet?.[0], 'failed');
    assert.equal(absent.firewall?.[0], 'unknown');
    assert.equal((await image.wine.run(NODE, ['C:\\preflight-registry.mjs'])).code, 0);
    const { rows } = await preflight(path);
    assert.deepEqual(rows.dotnet, ['ok', '.NET Framework 4, release 528049']);
    assert.deepEqual(rows.firewall, ['ok', 'a rule allows inbound TCP 9464']);
  });

  it('a hung HNS is a failed row, and the process ends with 0, or with 1 if it is strict', async () => {
    hns.faults.plant({ on: 'HNSCall', hang: true });
    const hung = ['--transport', 'edge', '--timeout', '10s'];
    const { code, rows } = await preflight(hung);
    assert.deepEqual([code, rows.hns], [0, ['failed', 'the process that calls HNS did not answer within 4.8 s']]);
    assert.equal((await preflight([...hung, '--strict'])).code, 1);
    hns.faults.clear();
    hns.faults.release();
  });

  it('an add-on that cannot be loaded is no end of the process: auto falls back to PowerShell', async () => {
    const { code, rows } = await preflight([], WITHOUT_DOTNET);
    assert.equal(code, 0);
    // Wine's powershell.exe is a stub that ends at once.
    assert.equal(rows.transport?.[0], 'failed');
    assert.match(rows.transport![1], /edge.*PowerShell: .*PowerShell ended with status 0$/);
    const { err } = await image.hnsPolicy(['cleanup', '--dry-run'], { env: WITHOUT_DOTNET });
    assert.match(err, /^warning: HNS is called through PowerShell, because edge-js cannot be loaded: /m);
  });
});
