import assert from 'node:assert/strict';
import { HnsClient } from '../../../src/hns/client.ts';
import { readOnly } from '../../../src/hns/transport/read-only.ts';
import type { HcnFunction } from '../../../src/hns/transport/transport.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';

describe('hns/read-only', () => {
  const hns = new SimulatedHns();
  const network = hns.addNetwork({ name: 'azure' });
  const endpoint = hns.addEndpoint({ network, ips: ['10.224.0.72'] });
  const transport = readOnly(hns.transport());
  beforeEach(() => hns.forgetCalls());

  it('everything can be read', async () => {
    const client = new HnsClient(transport);
    assert.deepEqual(await client.version(), { Major: 14, Minor: 0 });
    assert.equal((await client.networks()).length, 1);
    assert.equal((await client.endpointIds()).length, 1);
    assert.deepEqual(await client.policies(endpoint), []);
    assert.equal(await transport.call('HcnEnumerateNamespaces', '', ''), '[]');
  });

  for (const [name, id, document] of [
    ['HcnModifyEndpoint', endpoint, '{"ResourceType":"Policy","RequestType":"Refresh","Settings":{"Policies":[]}}'],
    ['HcnModifyNetwork', network, '{"ResourceType":"Policy","RequestType":"Refresh","Settings":{"Policies":[]}}'],
    ['HNSCall', `POST /endpoints/${endpoint}`, '{}'],
    ['HNSCall', `DELETE /endpoints/${endpoint}`, ''],
    ['HNSCall', 'GET', ''],
    ['HcnDeleteEndpoint' as HcnFunction, endpoint, ''],
  ] as const) {
    it(`${name} ${id.replace(/[0-9a-f-]{36}/, '…')} is rejected before it is made`, async () => {
      await assert.rejects(transport.call(name, id, document), { code: 'rejected', message: /: not sent, the transport is read-only$/ });
      assert.deepEqual(hns.calls, []);
    });
  }

  it('the client’s Update is among them', async () => {
    await assert.rejects(new HnsClient(transport).update(endpoint, []), { code: 'rejected' });
    assert.deepEqual(hns.writes, []);
  });
});
