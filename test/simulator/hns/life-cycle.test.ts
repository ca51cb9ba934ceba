import assert from 'node:assert/strict';
import { type Hresult, hresultOf } from '../../../src/simulator/hns/hresult.ts';
import type { NativeFunction } from '../../../src/simulator/hns/native.ts';
import { coversTheTable, fact, factAt } from './behaviour-suite.ts';
import { acl, OUTBOUND_NAT, rejected, type TestNode } from './node.ts';

const ID = '5e1f7e57-0000-4000-8000-00000000000a';
const OTHER_ID = '5e1f7e57-0000-4000-8000-00000000000b';
const ZERO = '00000000-0000-0000-0000-000000000000';

const SCHEMA = { SchemaVersion: { Major: 2, Minor: 0 } };
const NETWORK = {
  Name: 'made',
  Type: 'L2Bridge',
  Ipams: [
    { Type: 'Static', Subnets: [{ IpAddressPrefix: '10.9.0.0/24', Routes: [{ NextHop: '10.9.0.1', DestinationPrefix: '0.0.0.0/0' }] }] },
  ],
  Flags: 8,
  ...SCHEMA,
};
const ENDPOINT = { Name: 'made', IpConfigurations: [{ IpAddress: '10.224.0.99', PrefixLength: 16 }], ...SCHEMA };

/** @returns The call's result. For Create it is a handle. */
function call(node: TestNode, name: NativeFunction, target: string, document: unknown = ''): string {
  const { hresult, result } = node.hns.answer(name, target, document === '' ? '' : JSON.stringify(document));
  assert.equal(hresult.toString(16), '0', name);
  return result;
}

function fails(node: TestNode, code: Hresult, name: NativeFunction, target: string, document: unknown = ''): void {
  const answer = node.hns.answer(name, target, document === '' ? '' : JSON.stringify(document));
  assert.deepEqual([answer.hresult.toString(16), answer.result], [hresultOf(code).toString(16), ''], name);
}

function createEndpoint(node: TestNode, fields: Readonly<Record<string, unknown>> = {}, id = ID): string {
  return call(node, 'HcnCreateEndpoint', `${call(node, 'HcnOpenNetwork', node.network)} ${id}`, { ...ENDPOINT, ...fields });
}

describe('simulator/hns: creating and removing objects', () => {
  fact('C1', 'for a network, an endpoint and a namespace', async node => {
    const network = call(node, 'HcnCreateNetwork', ID, NETWORK);
    const document = JSON.parse(call(node, 'HcnQueryNetworkProperties', network));
    assert.deepEqual([document.ID, document.Name, document.Type], [ID, 'made', 'L2Bridge']);
    const endpoint = call(node, 'HcnCreateEndpoint', `${network} ${ID.toUpperCase()}`, {
      ...ENDPOINT,
      HostComputeNetwork: ID.toUpperCase(),
      IpConfigurations: [{ IpAddress: '10.9.0.4', PrefixLength: 24 }],
    });
    assert.deepEqual(JSON.parse(call(node, 'HcnQueryEndpointProperties', endpoint)).IpConfigurations, [
      { IpAddress: '10.9.0.4', PrefixLength: 24 },
    ]);
    const namespace = call(node, 'HcnCreateNamespace', ID, { Type: 'Host', NamespaceId: 7, ...SCHEMA });
    const { Type, NamespaceId } = JSON.parse(call(node, 'HcnQueryNamespaceProperties', namespace));
    assert.deepEqual([Type, NamespaceId], ['Host', 7]);
    assert.deepEqual(node.hns.writes, []);
  });
  fact('C1', 'HNS chooses the id for the zero GUID, and a taken id is rejected', async node => {
    call(node, 'HcnCreateNamespace', ZERO, SCHEMA);
    call(node, 'HcnCreateNamespace', ZERO, SCHEMA);
    assert.equal((await node.enumerate('Namespaces')).length, 2);
    createEndpoint(node);
    const network = call(node, 'HcnOpenNetwork', node.network);
    fails(node, 'ERROR_ALREADY_EXISTS', 'HcnCreateEndpoint', `${network} ${ID}`, ENDPOINT);
  });
  fact('C1', 'create calls are logged as changes, with the id of the new object', async node => {
    const network = call(node, 'HcnOpenNetwork', node.network);
    await node.hns.serve('HcnCreateEndpoint', `${network} ${ID.toUpperCase()}`, JSON.stringify(ENDPOINT));
    await node.hns.serve('HcnDeleteEndpoint', ID.toUpperCase(), '');
    assert.deepEqual(
      node.hns.writes.map(({ name, id, hresult }) => [name, id, hresult]),
      [
        ['HcnCreateEndpoint', ID, 0],
        ['HcnDeleteEndpoint', ID, 0],
      ],
    );
  });

  fact('C2', 'for every kind of object', async node => {
    const { SchemaVersion: _, ...unversioned } = NETWORK;
    fails(node, 'HCN_E_REQUEST_UNSUPPORTED', 'HcnCreateNetwork', ID, unversioned);
    fails(node, 'HCN_E_REQUEST_UNSUPPORTED', 'HcnCreateNamespace', ID, { SchemaVersion: { Major: 1, Minor: 0 } });
  });

  fact('C3', 'in documents and in requests to a namespace', async node => {
    fails(node, 'HCN_E_INVALID_JSON', 'HcnCreateNetwork', ID, { ...NETWORK, Foo: 1 });
    fails(node, 'HCN_E_INVALID_JSON', 'HcnCreateNetwork', ID, { ...NETWORK, Type: 'Bridge' });
    fails(node, 'HCN_E_INVALID_JSON', 'HcnCreateNamespace', ID, { ...SCHEMA, NamespaceId: 'two' });
    const network = call(node, 'HcnOpenNetwork', node.network);
    fails(node, 'HCN_E_INVALID_JSON', 'HcnCreateEndpoint', `${network} ${ID}`, { ...ENDPOINT, HostComputeNamespace: OTHER_ID });
    const namespace = call(node, 'HcnCreateNamespace', ID, SCHEMA);
    fails(node, 'HCN_E_INVALID_JSON', 'HcnModifyNamespace', namespace, { RequestType: 'Add', Foo: 1 });
    assert.deepEqual([node.hns.endpoints().length, (await node.enumerate('Networks')).length], [1, 1]);
  });

  fact('C4', 'and an invalid subnet is rejected', async node => {
    fails(node, 'HCN_E_NETWORK_ALREADY_EXISTS', 'HcnCreateNetwork', ID, { ...NETWORK, Name: 'azure' });
    const Ipams = [{ Subnets: [{ IpAddressPrefix: '10.9.0.0' }] }];
    fails(node, 'HCN_E_INVALID_SUBNET', 'HcnCreateNetwork', ID, { ...NETWORK, Ipams });
  });
  fact('C4', 'the policies of a network are checked as those of an Add', async node => {
    const set = { Type: 'SetPolicy', Settings: { Id: 's', Name: 's', PolicyType: 'IPSET', Values: '10.0.0.1' } };
    const adapter = { Type: 'NetAdapterName', Settings: { NetworkAdapterName: 'Ethernet' } };
    const network = call(node, 'HcnCreateNetwork', ID, { ...NETWORK, Policies: [adapter, set] });
    assert.deepEqual(JSON.parse(call(node, 'HcnQueryNetworkProperties', network)).Policies, [adapter, set]);
    fails(node, 'HCN_E_POLICY_ALREADY_EXISTS', 'HcnCreateNetwork', OTHER_ID, { ...NETWORK, Name: 'two', Policies: [set, set] });
  });

  fact('C5', 'an ACL that a Modify would reject is rejected, and no endpoint is created', async node => {
    createEndpoint(node, { Policies: [OUTBOUND_NAT, acl()].map(({ Type, Settings }) => ({ Type, Settings })) });
    assert.equal(node.hns.endpoint(ID)?.state, 'Created');
    assert.deepEqual(
      node.hns.policiesOf(ID).map(({ Type }) => Type),
      ['OutBoundNAT', 'ACL'],
    );
    const network = call(node, 'HcnOpenNetwork', node.network);
    const bad = { ...ENDPOINT, Policies: [acl({ RemoteAddresses: 'Any' })] };
    fails(node, 'HCN_E_INVALID_POLICY', 'HcnCreateEndpoint', `${network} ${OTHER_ID}`, bad);
    assert.equal(node.hns.endpoint(OTHER_ID), undefined);
  });
  fact('C5', 'an endpoint needs an open network handle and the id of that network', async node => {
    fails(node, 'E_HANDLE', 'HcnCreateEndpoint', `0 ${ID}`, ENDPOINT);
    const network = call(node, 'HcnOpenNetwork', node.network);
    fails(node, 'HCN_E_INVALID_ENDPOINT', 'HcnCreateEndpoint', `${network} ${ID}`, { ...ENDPOINT, HostComputeNetwork: OTHER_ID });
  });

  fact('C6', 'and so is an invalid or missing address', async node => {
    const network = call(node, 'HcnOpenNetwork', node.network);
    for (const IpConfigurations of [[{ IpAddress: '10.9.0.4' }], [{ IpAddress: 'pod' }], [{}], []]) {
      fails(node, 'HCN_E_INVALID_IP', 'HcnCreateEndpoint', `${network} ${ID}`, { ...ENDPOINT, IpConfigurations });
    }
  });

  factAt('C7', { namespaceCompartment: 'refuse' }, 'CreateWithCompartment is an unknown field', async node => {
    fails(node, 'HCN_E_INVALID_JSON', 'HcnCreateNamespace', ID, { CreateWithCompartment: true, ...SCHEMA });
  });
  factAt('C7', { namespaceCompartment: 'accept' }, 'CreateWithCompartment is a known field', async node => {
    call(node, 'HcnCreateNamespace', ID, { CreateWithCompartment: true, ...SCHEMA });
  });
  fact('C7', 'ReadyOnCreate needs HNS 15.2', async node => {
    fails(node, 'HCN_E_INVALID_JSON', 'HcnCreateNamespace', ID, { ReadyOnCreate: true, ...SCHEMA });
    node.hns.version = { Major: 15, Minor: 2 };
    call(node, 'HcnCreateNamespace', ID, { ReadyOnCreate: true, ...SCHEMA });
  });

  const member = (RequestType: string, EndpointId = ID) => ({ ResourceType: 'Endpoint', RequestType, Settings: { EndpointId } });
  fact('C8', 'until it is removed from the namespace', async node => {
    createEndpoint(node);
    const namespace = call(node, 'HcnCreateNamespace', ID, SCHEMA);
    const second = call(node, 'HcnCreateNamespace', OTHER_ID, SCHEMA);
    call(node, 'HcnModifyNamespace', namespace, member('Add'));
    assert.deepEqual([node.hns.endpoint(ID)?.state, node.hns.endpoint(ID)?.namespace], ['AttachedSharing', ID]);
    assert.deepEqual(JSON.parse(call(node, 'HcnQueryNamespaceProperties', namespace)).Resources, [{ Type: 'Endpoint', Data: { Id: ID } }]);
    fails(node, 'HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS', 'HcnModifyNamespace', second, member('Add'));
    fails(node, 'HCN_E_ENDPOINT_NOT_ATTACHED', 'HcnModifyNamespace', second, member('Remove'));
    call(node, 'HcnModifyNamespace', namespace, member('Remove'));
    assert.deepEqual([node.hns.endpoint(ID)?.live, node.hns.endpoint(ID)?.namespace], [false, undefined]);
  });
  fact('C8', 'containers and other requests are not simulated', async node => {
    createEndpoint(node);
    const namespace = call(node, 'HcnCreateNamespace', ID, SCHEMA);
    fails(node, 'HCN_E_REQUEST_UNSUPPORTED', 'HcnModifyNamespace', namespace, { ...member('Add'), ResourceType: 'Container' });
    fails(node, 'HCN_E_REQUEST_UNSUPPORTED', 'HcnModifyNamespace', namespace, member('Update'));
    fails(node, 'HCN_E_ENDPOINT_NOT_FOUND', 'HcnModifyNamespace', namespace, member('Add', OTHER_ID));
  });

  fact('C9', 'and handles of the deleted object become stale', async node => {
    const handle = createEndpoint(node);
    const namespace = call(node, 'HcnCreateNamespace', ID, SCHEMA);
    call(node, 'HcnDeleteEndpoint', ID.toUpperCase());
    call(node, 'HcnDeleteNamespace', ID);
    call(node, 'HcnDeleteNetwork', node.network);
    fails(node, 'HCN_E_OBJECT_USED_AFTER_UNLOAD', 'HcnQueryEndpointProperties', handle);
    fails(node, 'HCN_E_OBJECT_USED_AFTER_UNLOAD', 'HcnQueryNamespaceProperties', namespace);
    fails(node, 'HCN_E_ENDPOINT_NOT_FOUND', 'HcnDeleteEndpoint', ID);
    fails(node, 'ERROR_NOT_FOUND', 'HcnDeleteNamespace', ID);
    fails(node, 'HCN_E_NETWORK_NOT_FOUND', 'HcnDeleteNetwork', node.network);
    await rejected(node.endpoint(), 'HCN_E_ENDPOINT_NOT_FOUND');
  });

  coversTheTable('C');
});
