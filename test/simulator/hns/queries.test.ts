import assert from 'node:assert/strict';
import { coversTheTable, fact, factAt } from './behaviour-suite.ts';
import { acl, filter, modifyDocument, rejected } from './node.ts';

const V1 = { SchemaVersion: { Major: 1, Minor: 0 } };
const V2 = { SchemaVersion: { Major: 2, Minor: 0 } };

describe('simulator/hns: the boundary', () => {
  fact('A4', 'a failure has a code, a record and no result, and a success has no record', async ({ hns, pod }) => {
    const failed = hns.answer('HcnEnumerateEndpoints', '', '{');
    assert.deepEqual(failed, {
      hresult: 0x803b001b,
      record: '{"Success":false,"Error":"Invalid JSON document string. ","ErrorCode":2151350299}',
      result: '',
    });
    const opened = hns.answer('HcnOpenEndpoint', pod, '');
    assert.deepEqual([opened.hresult, opened.record], [0, '']);
  });

  fact('A5', 'without a match the result is []', async node => {
    assert.equal(await node.transport.call('HcnEnumerateNamespaces', '', ''), '[]');
  });

  fact('A6', 'each Open returns a new handle, which works until it is closed', async ({ hns, pod }) => {
    const first = hns.answer('HcnOpenEndpoint', pod, '').result;
    const second = hns.answer('HcnOpenEndpoint', pod, '').result;
    assert.notEqual(first, second);
    assert.equal(hns.answer('HcnCloseEndpoint', first, '').hresult, 0);
    assert.equal(hns.answer('HcnQueryEndpointProperties', second, '').hresult, 0);
    assert.notEqual(hns.answer('HcnQueryEndpointProperties', first, '').hresult, 0);
  });
  for (const [position, code] of [
    ['E_HANDLE', 0x80070006],
    ['E_INVALIDARG', 0x80070057],
  ] as const) {
    factAt('A6', { badHandle: position }, 'closed, bogus and NULL handles, and those of another kind, are errors', async ({ hns, pod }) => {
      const { result } = hns.answer('HcnOpenEndpoint', pod, '');
      hns.answer('HcnCloseEndpoint', result, '');
      for (const handle of [result, '4711', '0', '']) {
        assert.equal(hns.answer('HcnModifyEndpoint', handle, modifyDocument('Update', [acl()])).hresult, code);
        assert.equal(hns.answer('HcnCloseEndpoint', handle, '').hresult, code);
      }
      assert.equal(hns.answer('HcnQueryNetworkProperties', hns.answer('HcnOpenEndpoint', pod, '').result, '').hresult, code);
    });
  }

  for (const [position, code] of [
    ['HCN_E_OBJECT_USED_AFTER_UNLOAD', 0x803b0031],
    ['HCN_E_ENDPOINT_NOT_FOUND', 0x803b0002],
  ] as const) {
    factAt(
      'A7',
      { staleHandle: position },
      'the handle stays stale even if an object with the same id is created',
      async ({ hns, pod, network }) => {
        const { result } = hns.answer('HcnOpenEndpoint', pod, '');
        hns.removeEndpoint(pod);
        assert.equal(hns.answer('HcnQueryEndpointProperties', result, '').hresult, code);
        hns.addEndpoint({ id: pod, network, ips: ['10.224.0.72'] });
        assert.equal(hns.answer('HcnQueryEndpointProperties', result, '').hresult, code);
      },
    );
  }

  fact('A8', 'a thousand open handles do no harm', async ({ hns, pod, transport }) => {
    for (let i = 0; i < 1000; i++) hns.answer('HcnOpenEndpoint', pod, '');
    assert.notEqual(await transport.call('HcnQueryEndpointProperties', pod, ''), '');
  });

  fact('A9', 'after a hundred concurrent Updates the policies are those of one Update', async node => {
    const lists = Array.from({ length: 100 }, (_, i) => [acl({ Id: `${i}-in` }), acl({ Id: `${i}-out`, Direction: 'Out' })]);
    await Promise.all(lists.map(list => node.update(...list)));
    assert.ok(lists.some(list => JSON.stringify(list) === JSON.stringify(node.policies)));
    assert.equal(node.hns.writes.length, 100);
  });

  for (const [position, list, document] of [
    ['mixed', 'upper', 'lower'],
    ['upper', 'upper', 'upper'],
    ['lower', 'lower', 'lower'],
  ] as const) {
    const inCase = (id: string, letters: 'upper' | 'lower') => (letters === 'upper' ? id.toUpperCase() : id.toLowerCase());
    factAt('A10', { guidCase: position }, `lists are in ${list} case, documents in ${document}`, async node => {
      assert.equal(await node.transport.call('HcnEnumerateEndpoints', '', ''), JSON.stringify([inCase(node.pod, list)]));
      const { ID, HostComputeNetwork } = await node.endpoint();
      assert.deepEqual([ID, HostComputeNetwork], [inCase(node.pod, document), inCase(node.network, document)]);
    });
  }
  fact('A10', 'ids are found in any case', async node => {
    for (const id of [node.pod.toUpperCase(), node.pod.toLowerCase()]) {
      await node.modify('Update', [acl()], id);
      assert.deepEqual(await node.enumerate('Endpoints', filter({ ID: id })), [node.pod]);
      assert.equal(node.hns.endpoint(id)?.id, node.pod);
    }
  });

  fact('A11', 'an empty query gives v2 documents', async node => {
    assert.ok('HostComputeNetwork' in (await node.endpoint()));
  });

  coversTheTable('A');
});

describe('simulator/hns: queries', () => {
  fact('Q1', 'the array has only ids', async node => {
    assert.deepEqual(await node.enumerate('Endpoints'), [node.pod]);
    assert.deepEqual(await node.enumerate('Networks'), [node.network]);
    const namespace = node.hns.addNamespace();
    assert.deepEqual(await node.enumerate('Namespaces'), [namespace]);
  });

  fact('Q2', 'several keys are ANDed, {} matches every object, and no match is []', async node => {
    const { hns, network, pod } = node;
    const other = hns.addNetwork({ name: 'other' });
    const attached = hns.addEndpoint({ name: 'l1vh', network: other, ips: ['10.224.0.73'], state: 'Attached' });
    const matches = (keys: unknown) => node.enumerate('Endpoints', filter(keys));
    assert.deepEqual(await matches({}), [pod, attached]);
    assert.deepEqual(await matches({ ID: attached }), [attached]);
    assert.deepEqual(await matches({ Name: 'pod' }), [pod]);
    assert.deepEqual(await matches({ VirtualNetwork: network.toUpperCase() }), [pod]);
    assert.deepEqual(await matches({ VirtualNetworkName: 'other' }), [attached]);
    assert.deepEqual(await matches({ State: 3 }), [pod]);
    assert.deepEqual(await matches({ State: 2 }), [attached]);
    assert.deepEqual(await matches({ State: 2, VirtualNetworkName: 'azure' }), []);
    assert.deepEqual(await node.enumerate('Networks', filter({ Name: 'other' })), [other]);
  });
  fact('Q2', 'a query for one object ignores the filter', async node => {
    assert.equal((await node.endpoint(node.pod, filter({ Name: 'somebody else' }))).ID, node.pod);
  });
  factAt('Q2', { unknownFilterKey: 'refuse' }, 'v2 names are rejected', async node => {
    await rejected(node.enumerate('Endpoints', filter({ HostComputeNetwork: node.network })), 'HCN_E_INVALID_JSON');
  });
  factAt('Q2', { unknownFilterKey: 'no-match' }, 'v2 names match no object', async node => {
    assert.deepEqual(await node.enumerate('Endpoints', filter({ HostComputeNetwork: node.network })), []);
  });

  fact('Q3', 'malformed text, unknown fields and wrong types', async ({ transport, pod }) => {
    for (const query of ['{', '[]', '"x"', '{"State":3}', '{"Flags":"Much"}', '{"Filter":{"Name":"pod"}}', '{"SchemaVersion":2}']) {
      await rejected(transport.call('HcnEnumerateEndpoints', '', query), 'HCN_E_INVALID_JSON');
      await rejected(transport.call('HcnQueryEndpointProperties', pod, query), 'HCN_E_INVALID_JSON');
    }
  });

  fact('Q4', 'malformed text, and values of the wrong type', async ({ transport }) => {
    for (const text of ['{', '3', '{"State":"3"}', '{"Name":1}']) {
      await rejected(transport.call('HcnEnumerateEndpoints', '', JSON.stringify({ Filter: text })), 'HCN_E_INVALID_JSON');
    }
  });

  fact('Q5', 'v2 has HostComputeNetwork and policies with Settings, v1 has VirtualNetwork and flat policies', async node => {
    await node.update(acl({ LocalPorts: '80' }));
    const v2 = await node.endpoint(node.pod, V2);
    assert.equal(v2.HostComputeNetwork, node.network);
    assert.deepEqual(v2.Policies, [acl({ LocalPorts: '80' })]);
    assert.deepEqual(v2.IpConfigurations, [{ IpAddress: '10.224.0.72', PrefixLength: 24 }]);
    const v1 = await node.endpoint(node.pod, V1);
    assert.deepEqual([v1.VirtualNetwork, v1.State, v1.IPAddress], [node.network, 3, '10.224.0.72']);
    assert.equal(v1.Policies[0]!.LocalPorts, '80');
    await rejected(node.endpoint(node.pod, { SchemaVersion: { Major: 3, Minor: 0 } }), 'E_INVALIDARG');
  });
  for (const [position, key] of [
    ['v2', 'HostComputeNetwork'],
    ['v1', 'VirtualNetwork'],
  ] as const) {
    factAt('Q5', { unversionedQuery: position }, 'a query without SchemaVersion', async node => {
      assert.ok(key in (await node.endpoint(node.pod, { Flags: 0 })));
    });
  }
  for (const [position, value] of [
    ['absent', undefined],
    ['present', 3],
  ] as const) {
    factAt('Q5', { stateInV2: position }, 'State in a v2 document', async node => {
      assert.equal((await node.endpoint(node.pod, V2)).State, value);
    });
  }

  fact('Q6', 'names and numbers of the flag', async node => {
    for (const Flags of ['Detailed', 1]) assert.ok('Health' in (await node.endpoint(node.pod, { ...V2, Flags })));
    for (const Flags of ['None', 0]) assert.ok(!('Health' in (await node.endpoint(node.pod, { ...V2, Flags }))));
  });

  fact('Q7', 'other networks have a Type', async ({ hns, transport, network }) => {
    const typeOf = async (id: string) => JSON.parse(await transport.call('HcnQueryNetworkProperties', id, '')).Type;
    assert.equal(await typeOf(network), 'Overlay');
    assert.equal(await typeOf(hns.addNetwork({ name: 'nat', type: 'NAT' })), undefined);
  });

  fact('Q8', 'also if it is deleted between Open and Query', async node => {
    const { hns, pod, transport } = node;
    const [listed] = await node.enumerate('Endpoints');
    hns.faults.plant({ on: 'HcnOpenEndpoint', times: 1, run: () => hns.removeEndpoint(pod) });
    await rejected(transport.call('HcnQueryEndpointProperties', listed!, ''), 'HCN_E_ENDPOINT_NOT_FOUND');
    const second = hns.addEndpoint({ network: node.network, ips: ['10.224.0.72'] });
    hns.faults.plant({ on: 'HcnQueryEndpointProperties', times: 1, run: () => hns.removeEndpoint(second) });
    await rejected(transport.call('HcnQueryEndpointProperties', second, ''), 'HCN_E_OBJECT_USED_AFTER_UNLOAD');
  });

  fact('Q1', 'a namespace lists its endpoints', async ({ hns, network, transport }) => {
    const namespace = hns.addNamespace();
    const endpoint = hns.addEndpoint({ network, ips: ['10.224.0.80'], namespace });
    const { Resources } = JSON.parse(await transport.call('HcnQueryNamespaceProperties', namespace, ''));
    assert.deepEqual(Resources, [{ Type: 'Endpoint', Data: { Id: endpoint } }]);
    await rejected(transport.call('HcnQueryNamespaceProperties', network, ''), 'ERROR_NOT_FOUND');
  });

  coversTheTable('Q');
});
