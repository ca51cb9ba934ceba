/** The commands of the folder that the image is made of, started by its own node.exe. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { packaged } from '../deploy/packaged.ts';
import { ROOT } from '../native/part.ts';
import { type SimulatorServer, SOCKET_VARIABLE, serveSimulator, TCP } from '../native/simulator-server.ts';
import { needsWine } from './needs-wine.ts';
import { ADDED, CORE_CLR, NODE, NodeImage } from './node-image.ts';

const MANIFESTS = 'test/cli/fixtures';
const MANIFEST = 'default-namespace.yaml';
const ON_C = `C:\\manifests\\${MANIFEST}`;
const ACL = { Type: 'ACL', Settings: { Protocols: '6', Action: 'Allow', Direction: 'In', RuleType: 'Switch', Priority: 100 } };
const OURS = { ...ACL, Settings: { ...ACL.Settings, Id: 'hns-policy-agent.shop.web.0' } };

describe('the image under Wine: commands', function () {
  // Wine starts a program in seconds on an idle machine.
  this.timeout(0);
  const hns = new SimulatedHns();
  const network = hns.addNetwork({ name: 'azure' });
  const pod = hns.addEndpoint({ network, name: 'pod', ips: ['10.224.0.4'], policies: [OURS, ACL] });
  let server: SimulatorServer;
  let image: NodeImage;

  before(async function () {
    needsWine(this);
    server = await serveSimulator(hns, TCP);
    image = await NodeImage.start(server.path, [
      [join(ROOT, MANIFESTS), 'manifests'],
      [join(ROOT, 'test/wine/facts.mjs'), 'facts.mjs'],
      [join(ROOT, 'test/wine/registry.mjs'), 'registry.mjs'],
    ]);
  });
  after(async () => {
    await image?.close();
    await server?.close();
  });

  /** The same program on this machine. */
  const onLinux = (...args: readonly string[]) => {
    const options = { cwd: join(ROOT, MANIFESTS), encoding: 'utf8' } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(image.folder, 'dist/cli/main.js'), ...args], options);
    return { code: status, out: stdout, err: stderr };
  };

  it('the image has one file more than the package, and no other differs', async () => {
    const original = await packaged();
    const files = (folder: string) => globSync('**', { cwd: folder }).filter(path => statSync(join(folder, path)).isFile());
    const packed = new Set(files(original));
    const added = files(image.folder).filter(path => !packed.delete(path));
    assert.deepEqual([added, [...packed]], [[ADDED], []]);
    const differing = files(original).filter(path => !readFileSync(join(original, path)).equals(readFileSync(join(image.folder, path))));
    assert.deepEqual(differing, []);
  });

  it('node.exe is the tested Node on Windows, and knows the addresses of the machine', async () => {
    const { code, out, err } = await image.wine.run(NODE, ['C:\\facts.mjs']);
    assert.equal(code, 0, err);
    assert.deepEqual(JSON.parse(out), {
      platform: 'win32',
      arch: 'x64',
      version: process.version,
      folder: 'C:\\',
      addresses: Object.values(networkInterfaces())
        .flatMap(entries => entries ?? [])
        .map(({ address }) => address)
        .sort(),
    });
  });

  it('the switches of HNS are read from the registry', async () => {
    const { code, out, err } = await image.wine.run(NODE, ['C:\\registry.mjs']);
    assert.equal(code, 0, err);
    const vfp = { VfpEvenPodDistributionIsEnabled: 1 };
    assert.deepEqual(JSON.parse(out), {
      before: 'the registry key HKLM\\SYSTEM\\CurrentControlSet\\Services\\hns\\State cannot be read',
      withoutState: vfp,
      after: { HnsAclUpdateChange: 1, HnsNpmRefresh: 0, ...vfp },
    });
  });

  it('plan prints the same as on Linux', async () => {
    for (const output of ['table', 'json', 'yaml']) {
      const args = ['plan', '-f', MANIFEST, '-o', output];
      assert.deepEqual(await image.hnsPolicy(args, { folder: 'manifests' }), onLinux(...args));
    }
  });

  it('plan reads an absolute path', async () => {
    assert.equal((await image.hnsPolicy(['plan', '-f', ON_C])).out, onLinux('plan', '-f', MANIFEST).out);
  });

  it('a missing file is one error with its path', async () => {
    const expected = onLinux('plan', '-f', 'missing.yaml');
    const path = 'C:\\manifests\\missing.yaml';
    assert.deepEqual(await image.hnsPolicy(['plan', '-f', path]), { ...expected, err: expected.err.replace('missing.yaml', () => path) });
  });

  it('connect ends with 0, 1 or 2 for allowed, blocked and no verdict', async () => {
    const connect = async (from: string) => {
      const { code, out } = await image.hnsPolicy(['connect', '-f', ON_C, from, 'default/web:80']);
      return [code, out];
    };
    assert.deepEqual(await connect('default/client'), [0, '']);
    assert.deepEqual(await connect('10.9.9.9'), [1, 'TIMEOUT\n']);
    assert.deepEqual(await connect('default/absent'), [2, '']);
  });

  it('hns-policy.cmd passes the arguments and the exit status on', async () => {
    const args = ['/c', 'hns-policy', 'connect', '-f', ON_C, '10.9.9.9', 'default/web:80'];
    const { code, out } = await image.wine.run('cmd', args, { folder: 'hpc' });
    assert.deepEqual([code, out], [1, 'TIMEOUT\n']);
  });

  it('status without an agent is one error', async () => {
    const { code, err } = await image.hnsPolicy(['status', '--address', '127.0.0.1:1']);
    assert.equal(code, 1);
    assert.match(err, /^error: .*127\.0\.0\.1:1: connect ECONNREFUSED .*\n$/);
  });

  it('cleanup --dry-run lists the ACLs of the agent and writes nothing', async () => {
    const { code, out, err } = await image.hnsPolicy(['cleanup', '--dry-run', '-o', 'json']);
    assert.equal(code, 0, err);
    const [{ endpoint, result, acls, kept }] = JSON.parse(out).endpoints;
    assert.deepEqual({ endpoint, result, acls, kept }, { endpoint: pod, result: 'would-be-removed', acls: [OURS.Settings.Id], kept: 1 });
    assert.deepEqual(hns.writes, []);
  });

  it('cleanup removes exactly these', async () => {
    assert.equal((await image.hnsPolicy(['cleanup'])).code, 0);
    assert.deepEqual(hns.policiesOf(pod), [ACL]);
    assert.equal(hns.writes.length, 1);
    assert.deepEqual(await image.hnsPolicy(['cleanup']), { code: 0, out: 'nothing to remove\n', err: '' });
  });

  it('cleanup reports an HNS that does not run', async () => {
    const { code, out, err } = await image.hnsPolicy(['cleanup'], { env: { [SOCKET_VARIABLE]: '1' } });
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^error: HNS cannot be read, .*: HcnEnumerateNetworks failed: 0x800706ba RPC_S_SERVER_UNAVAILABLE\n$/);
  });

  it('on Windows the bridge for the .NET Framework is loaded, with the C++ runtime of the image and the HNS library of the system', async () => {
    const libraries = await librariesOf({});
    const addon = 'c:\\hpc\\node_modules\\edge-js\\lib\\native\\win32\\x64\\24';
    for (const library of [
      `${addon}\\edge_coreclr.node`,
      `${addon}\\vcruntime140.dll`,
      'c:\\hpc\\windows\\hnspolicy\\bin\\net472\\hnspolicy.bridge.dll',
      'c:\\windows\\system32\\computenetwork.dll',
    ])
      assert.ok(libraries.includes(library), `${library} is not among\n${libraries.join('\n')}`);
  });

  it('on Windows edge-js is left to choose, and loads the addon of the image, which needs the .NET Framework', async () => {
    const libraries = await librariesOf(Object.fromEntries(Object.keys(CORE_CLR).map(name => [name, ''])));
    assert.deepEqual(
      libraries.filter(library => library.endsWith('.node')),
      ['c:\\hpc\\node_modules\\edge-js\\lib\\native\\win32\\x64\\24\\edge_nativeclr.node'],
    );
  });

  /** Libraries that `cleanup` loads and that are not Wine's own, in lower case. */
  async function librariesOf(env: Readonly<Record<string, string>>): Promise<string[]> {
    const { err } = await image.hnsPolicy(['cleanup', '--dry-run'], { env: { ...env, WINEDEBUG: '-all,+loaddll' } });
    return [...err.matchAll(/Loaded L"(.+)" at \w+: native/g)].map(([, path]) => path!.replaceAll('\\\\', '\\').toLowerCase());
  }

  it('the powershell transport starts the Windows PowerShell of the system folder', async () => {
    // Wine's powershell.exe is a stub that ends at once.
    const { code, err } = await image.hnsPolicy(['cleanup', '--transport', 'powershell']);
    assert.equal(code, 1);
    assert.match(err, /^error: .*PowerShell ended with status 0$/m);
  });
});
