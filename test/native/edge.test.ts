import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EdgeTransport } from '../../src/hns/transport/edge.ts';
import { HnsError } from '../../src/hns/transport/hns-error.ts';
import type { HcnFunction, Transport } from '../../src/hns/transport/transport.ts';
import { needs } from '../needs.ts';
import { edgeTransport } from './edge-transport.ts';
import { DOOMED, guidOf, NAMESPACE, NETWORK, type NodeBehindAbi, nodeBehindAbi, POD } from './node-behind-abi.ts';
import { ROOT } from './part.ts';

const V2 = JSON.stringify({ SchemaVersion: { Major: 2, Minor: 0 } });
const ACL = { Type: 'ACL', Settings: { Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 65000 } };
const update = (...policies: object[]) =>
  JSON.stringify({ ResourceType: 'Policy', RequestType: 'Update', Settings: { Policies: policies } });

/** All functions, with every kind of result. */
const CALLS: readonly (readonly [HcnFunction, id: string, document: string])[] = [
  ['HcnEnumerateEndpoints', '', ''],
  ['HcnEnumerateNetworks', '', V2],
  ['HcnEnumerateNamespaces', '', V2],
  ['HcnEnumerateEndpoints', '', JSON.stringify({ SchemaVersion: { Major: 2, Minor: 0 }, Filter: '{"Name":"none"}' })],
  ['HcnQueryEndpointProperties', POD, V2],
  ['HcnQueryNetworkProperties', NETWORK.toUpperCase(), V2],
  ['HcnQueryNamespaceProperties', NAMESPACE, ''],
  ['HcnModifyEndpoint', POD, update(ACL)],
  ['HcnQueryEndpointProperties', POD, ''],
  ['HcnModifyEndpoint', POD, update({ Type: 'ACL', Settings: { ...ACL.Settings, RemoteAddresses: 'Any' } })],
  ['HcnModifyEndpoint', POD, update({ Type: 'Foo', Settings: {} })],
  ['HcnModifyEndpoint', POD, update(ACL).slice(0, -2)],
  ['HcnModifyNetwork', NETWORK, '{"Foo":1}'],
  ['HcnQueryEndpointProperties', guidOf(9), V2],
  ['HcnQueryNetworkProperties', guidOf(9), V2],
  ['HcnQueryNamespaceProperties', guidOf(9), V2],
  ['HcnModifyEndpoint', 'no GUID', update(ACL)],
  ['HNSCall', 'GET /globals/version', ''],
  ['HnsServiceProcess', '', ''],
  ['HNSCall', `GET /endpoints/${guidOf(9)}`, ''],
  ['HNSCall', `DELETE /endpoints/${DOOMED}`, ''],
];

/** The parts of a result that a caller receives. */
async function resultOf(transport: Transport, [name, id, document]: (typeof CALLS)[number]) {
  try {
    return await transport.call(name, id, document);
  } catch (error) {
    assert.ok(error instanceof HnsError, String(error));
    const { code, function: of, hresult, record } = error;
    return { code, of, hresult, record };
  }
}

describe('native: the edge transport', function () {
  // The first run builds native parts, which may take minutes.
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  let node: NodeBehindAbi;
  let edge: EdgeTransport;
  beforeEach(async () => {
    node = await nodeBehindAbi();
    edge = await edgeTransport(node.server);
  });
  afterEach(async () => {
    node.hns.faults.clear();
    await edge.close();
    await node.server.close();
  });

  it('returns the same results as the simulator in process: text, code, number, function and record', async () => {
    const other = await nodeBehindAbi();
    try {
      const inProcess = other.hns.transport();
      for (const call of CALLS) assert.deepEqual(await resultOf(edge, call), await resultOf(inProcess, call), call.join(' '));
    } finally {
      await other.server.close();
    }
  });

  it('transfers a document of a megabyte in both directions', async () => {
    const addresses = Array.from({ length: 4000 }, (_, index) => `10.${index >> 8}.${index & 255}.0/24`).join(',');
    const acls = Array.from({ length: 20 }, (_, index) => ({
      ...ACL,
      Settings: { ...ACL.Settings, Priority: 1000 + index, RemoteAddresses: addresses },
    }));
    await edge.call('HcnModifyEndpoint', POD, update(...acls));
    assert.deepEqual(JSON.parse(await edge.call('HcnQueryEndpointProperties', POD, V2)).Policies, acls);
  });

  it('serves a hundred callers at once', async () => {
    const texts = await Promise.all(Array.from({ length: 100 }, () => edge.call('HcnQueryEndpointProperties', POD, V2)));
    assert.equal(new Set(texts).size, 1);
    assert.equal(node.hns.calls.length, 100);
  });

  it('does not block the event loop or other calls while one hangs', async () => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', hang: true });
    const hung = edge.call('HcnModifyEndpoint', POD, update(ACL));
    while (node.hns.faults.hanging === 0) await new Promise(resolve => setImmediate(resolve));
    for (let i = 0; i < 50; i++) await edge.call('HcnQueryEndpointProperties', POD, V2);
    assert.deepEqual(node.hns.policiesOf(POD), []);
    node.hns.faults.release();
    assert.equal(await hung, '');
    assert.deepEqual(node.hns.policiesOf(POD), [ACL]);
  });

  it('fails at once while the maximum number of calls hang, and recovers when they return', async () => {
    const impatient = await edgeTransport(node.server, { atOnce: 3, timeoutMs: 0 });
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', hang: true });
    const hung = [1, 2, 3].map(() => impatient.call('HcnModifyEndpoint', POD, update(ACL)));
    while (node.hns.faults.hanging < 3) await new Promise(resolve => setImmediate(resolve));
    assert.equal(impatient.hung, 3);
    await assert.rejects(impatient.call('HcnEnumerateEndpoints', '', ''), { code: 'unavailable', message: /not tried/ });
    node.hns.faults.clear();
    await Promise.all(hung);
    assert.equal(impatient.hung, 0);
    await impatient.call('HcnEnumerateEndpoints', '', '');
  });

  it('reconnects to an HNS that was stopped and started', async () => {
    await edge.call('HcnEnumerateEndpoints', '', '');
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', hang: true });
    const lost = assert.rejects(edge.call('HcnModifyEndpoint', POD, update(ACL)), { code: 'unavailable', hresult: 0x800706be });
    while (node.hns.faults.hanging === 0) await new Promise(resolve => setImmediate(resolve));
    await node.server.close();
    await lost;
    await assert.rejects(edge.call('HcnEnumerateEndpoints', '', ''), { code: 'unavailable', hresult: 0x800706ba });
    node.hns.faults.clear();
    const again = await nodeBehindAbi();
    edge = await edgeTransport(again.server);
    await edge.call('HcnEnumerateEndpoints', '', '');
    await again.server.close();
  });

  it('makes no call after close', async () => {
    await edge.close();
    await assert.rejects(edge.call('HcnEnumerateEndpoints', '', ''), { code: 'unavailable', message: /the transport is closed/ });
    assert.deepEqual(node.hns.calls, []);
  });
});

describe('native: the edge transport with a missing part', () => {
  const call = (transport: Transport) => transport.call('HcnEnumerateEndpoints', '', '');
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'edge-'));
    cpSync(join(ROOT, 'src/hns'), join(folder, 'src/hns'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function transportThere(): Promise<Transport> {
    const { EdgeTransport: There } = (await import(join(folder, 'src/hns/transport/edge.ts'))) as { EdgeTransport: typeof EdgeTransport };
    return new There({ timeoutMs: 1000 });
  }

  it('reports that edge-js is not installed, with a remedy', async () => {
    const message = 'the edge transport needs the npm package edge-js, which is not installed. Fix that or set the transport to powershell';
    const transport = await transportThere();
    await assert.rejects(call(transport), { name: 'HnsError', code: 'unavailable', message });
    await assert.rejects(call(transport), { message });
  });

  it('reports the reason why an installed edge-js cannot be loaded', async () => {
    mkdirSync(join(folder, 'node_modules/edge-js'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/edge-js/index.js'), 'throw new Error("no addon for this Node\\nstack")');
    await assert.rejects(call(await transportThere()), {
      code: 'unavailable',
      message: /cannot be loaded \(no addon for this Node\)\. Fix/,
    });
  });

  it('names a missing bridge', async function () {
    this.timeout(0);
    const { server } = await nodeBehindAbi();
    try {
      await edgeTransport(server);
      const transport = new EdgeTransport({ assembly: '/nowhere/HnsPolicy.Bridge.dll', timeoutMs: 1000 });
      await assert.rejects(call(transport), { code: 'unavailable', message: /cannot load its bridge \/nowhere\/HnsPolicy\.Bridge\.dll: / });
    } finally {
      await server.close();
    }
  });
});
