import assert from 'node:assert/strict';
import { HnsError } from '../../../src/hns/transport/hns-error.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { transportContract } from '../../hns/transport/transport-contract.ts';
import { acl, TestNode } from './node.ts';

transportContract('the simulator in process', async () => {
  const hns = new SimulatedHns();
  return { hns, transport: hns.transport() };
});

describe('simulator/hns/in-process-transport', () => {
  it('names the native call that failed', async () => {
    const node = new TestNode();
    const failed = (call: Promise<unknown>) =>
      call.then(
        () => 'nothing',
        (error: unknown) => (error as HnsError).function,
      );
    assert.equal(await failed(node.transport.call('HcnModifyEndpoint', node.network, '{}')), 'HcnOpenEndpoint');
    assert.equal(await failed(node.transport.call('HcnModifyEndpoint', node.pod, '')), 'HcnModifyEndpoint');
    assert.equal(await failed(node.transport.call('HcnEnumerateNetworks', '', '{')), 'HcnEnumerateNetworks');
  });

  it('closes its handle even if the call fails', async () => {
    const node = new TestNode();
    await node.update(acl());
    await assert.rejects(node.update(acl({ Priority: 0 })), HnsError);
    await node.endpoint();
    // Handles are numbered. The transport has closed its three handles.
    for (const handle of ['1', '2', '3', '4']) {
      assert.equal(node.hns.answer('HcnQueryEndpointProperties', handle, '').hresult, 0x80070006);
    }
  });

  it('a call that hangs during close returns when HNS answers', async () => {
    const node = new TestNode();
    node.hns.faults.plant({ hang: true });
    const call = node.update(acl());
    await new Promise(resolve => setImmediate(resolve));
    await node.transport.close();
    node.hns.faults.clear();
    await call;
    assert.deepEqual(node.policies, [acl()]);
  });
});
