import assert from 'node:assert/strict';
import sinon from 'sinon';
import { packet } from '../../../src/simulator/hns/fabric.ts';
import { Rejection } from '../../../src/simulator/hns/hresult.ts';
import { coversTheTable, fact, factAt } from './behaviour-suite.ts';
import { acl, OUTBOUND_NAT, rejected, TestNode } from './node.ts';

const STOP_CODES = ['RPC_S_SERVER_UNAVAILABLE', 'ERROR_SERVICE_NOT_ACTIVE'] as const;

/** Waits until all pending promise callbacks have run. */
const settled = () => new Promise<void>(resolve => setImmediate(resolve));

describe('simulator/hns: the service and its faults', () => {
  for (const code of STOP_CODES) {
    fact('F1', `with ${code}, and calls succeed again after a start`, async node => {
      await node.update(acl());
      node.hns.stop(code);
      await rejected(node.enumerate('Endpoints'), code);
      await rejected(node.update(), code);
      await rejected(node.v1('GET', '/globals/version'), code);
      node.hns.start();
      assert.deepEqual((await node.endpoint()).Policies, [acl()]);
    });
  }
  fact('F1', 'its rules still filter packets', async node => {
    await node.update(acl({ Action: 'Block' }));
    node.hns.stop();
    assert.equal(node.hns.judge(node.pod, 'In', packet('10.0.0.1', '10.224.0.72', 80)).allowed, false);
  });

  fact('F2', 'including hanging calls, and older handles become invalid', async node => {
    const { result: handle } = node.hns.answer('HcnOpenEndpoint', node.pod, '');
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, hang: true });
    const lost = rejected(node.update(acl({ Id: 'lost' })), 'RPC_S_CALL_FAILED');
    await settled();
    node.hns.restart();
    await lost;
    assert.deepEqual(node.policies, []);
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', times: 1, hang: true, afterEffect: true });
    const done = rejected(node.update(acl({ Id: 'done' })), 'RPC_S_CALL_FAILED');
    await settled();
    node.hns.restart();
    await done;
    assert.deepEqual(node.policies, [acl({ Id: 'done' })]);
    assert.equal(node.hns.answer('HcnQueryEndpointProperties', handle, '').hresult, 0x800706bf);
  });

  fact('F3', 'as a planted failure', async node => {
    node.hns.faults.plant({ fail: 'HCN_E_MANAGER_STOPPED', times: 1 });
    await rejected(node.enumerate('Endpoints'), 'HCN_E_MANAGER_STOPPED');
    await node.enumerate('Endpoints');
  });

  fact('F4', 'until it is released, while other calls return', async node => {
    const other = node.hns.addEndpoint({ network: node.network, ips: ['10.224.0.73'] });
    node.hns.faults.plant({ id: node.pod, hang: true });
    const returned = sinon.spy();
    const hung = node.update(acl()).then(returned);
    await node.modify('Update', [acl()], other);
    await settled();
    assert.deepEqual([returned.called, node.hns.faults.hanging, node.policies], [false, 1, []]);
    assert.equal(node.hns.calls[0]!.hresult, undefined);
    node.hns.faults.release();
    await hung;
    assert.deepEqual([node.hns.faults.hanging, node.policies], [0, [acl()]]);
    assert.equal(node.hns.calls[0]!.hresult, 0);
  });

  fact('F5', 'delays are milliseconds of setTimeout, and those of several faults add up', async node => {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout'] });
    try {
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', delay: 1000 });
      node.hns.faults.plant({ on: 'HcnModifyEndpoint', delay: call => call.id.length * 10 });
      const call = node.update(acl());
      await clock.tickAsync(1359);
      assert.deepEqual(node.policies, []);
      await clock.tickAsync(1);
      await call;
      assert.deepEqual(node.policies, [acl()]);
    } finally {
      clock.restore();
    }
  });

  fact('F6', 'the ids of late endpoints stay taken', async node => {
    const { hns, pod, network } = node;
    await node.update(acl({ Action: 'Block' }));
    hns.restart({ late: [pod] });
    assert.deepEqual(await node.enumerate('Endpoints'), []);
    assert.deepEqual((await node.v1('GET', '/endpoints')).Output, []);
    await rejected(node.update(acl()), 'HCN_E_ENDPOINT_NOT_FOUND');
    assert.throws(() => hns.addEndpoint({ id: pod, network, ips: ['10.224.0.72'] }), new Rejection('ERROR_ALREADY_EXISTS', pod));
    assert.equal(hns.judge(pod, 'In', packet('10.0.0.1', '10.224.0.72', 80)).allowed, false);
    hns.rehydrate();
    assert.deepEqual(await node.enumerate('Endpoints'), [pod]);
    hns.restart({ lost: [pod] });
    assert.equal(hns.endpoint(pod), undefined);
  });

  fact('F7', 'ACLs only, or all policies', async node => {
    node.hns.setPolicies(node.pod, [OUTBOUND_NAT, acl()]);
    node.hns.restart();
    assert.deepEqual(node.policies, [OUTBOUND_NAT, acl()]);
    node.hns.restart({ purge: 'acls' });
    assert.deepEqual(node.policies, [OUTBOUND_NAT]);
    node.hns.restart({ purge: 'policies' });
    assert.deepEqual(node.policies, []);
  });

  fact('F8', 'only live local ones carry traffic', async node => {
    const { hns, network, pod } = node;
    const address = packet('10.0.0.1', '10.224.0.72', 80).to;
    for (const state of ['Uninitialized', 'Created', 'Detached', 'Degraded', 'Destroyed'] as const) {
      hns.addEndpoint({ network, ips: ['10.224.0.72'], state });
    }
    hns.addEndpoint({ network, ips: ['10.224.0.72'], flags: 1 });
    assert.deepEqual(hns.liveAt(address), [pod]);
    assert.equal((await node.enumerate('Endpoints')).length, 7);
    const second = hns.addEndpoint({ network, ips: ['10.224.0.72'], state: 'Attached' });
    assert.deepEqual(hns.liveAt(address), [pod, second]);
  });

  fact('F9', 'and an endpoint may change its address', async node => {
    const { hns, network, pod } = node;
    hns.removeEndpoint(pod);
    const next = hns.addEndpoint({ network, ips: ['10.224.0.72'] });
    assert.notEqual(next, pod);
    assert.deepEqual(hns.liveAt(packet('10.0.0.1', '10.224.0.72', 80).to), [next]);
    hns.setAddresses(next, ['10.224.0.99', 'fd00::63']);
    assert.deepEqual(hns.liveAt(packet('10.0.0.1', '10.224.0.72', 80).to), []);
    assert.deepEqual(hns.liveAt(packet('fd00::1', 'fd00:0::63', 80).to), [next]);
    assert.deepEqual(hns.endpoint(next)?.ips, ['10.224.0.99', 'fd00::63']);
  });

  factAt('F10', { access: 'denied' }, 'every call', async node => {
    await rejected(node.enumerate('Endpoints'), 'E_ACCESSDENIED');
    await rejected(node.update(acl()), 'E_ACCESSDENIED');
    await rejected(node.v1('GET', '/globals/version'), 'E_ACCESSDENIED');
  });
  factAt('F10', { access: 'granted' }, 'and others succeed', async node => {
    await node.update(acl());
  });

  fact('F11', 'only a read-back shows it', async node => {
    node.hns.faults.plant({ swallow: true, on: 'HcnModifyEndpoint', times: 1 });
    await node.update(acl());
    assert.deepEqual((await node.endpoint()).Policies, []);
    assert.equal(node.hns.writes[0]!.hresult, 0);
  });

  coversTheTable('F');

  it('a fault can skip calls, affect a number of calls, and be removed', async () => {
    const node = new TestNode();
    node.hns.faults.plant({ skip: 1, times: 2, fail: 'ERROR_WRONG_DISK' });
    const remove = node.hns.faults.plant({ skip: 3, fail: 'E_NOTIMPL' });
    await node.enumerate('Endpoints');
    await rejected(node.enumerate('Endpoints'), 'ERROR_WRONG_DISK');
    await rejected(node.enumerate('Networks'), 'ERROR_WRONG_DISK');
    await rejected(node.enumerate('Endpoints'), 'E_NOTIMPL');
    remove();
    await node.enumerate('Endpoints');
    node.hns.faults.plant({ fail: 'E_NOTIMPL' });
    node.hns.faults.clear();
    await node.enumerate('Endpoints');
  });

  it('the same seed selects the same calls for a probability', async () => {
    const drawn = async (seed: number) => {
      const node = new TestNode({ seed });
      node.hns.faults.plant({ probability: 0.3, fail: 'HCN_E_PORT_NOT_FOUND' });
      for (let i = 0; i < 200; i++) await node.enumerate('Endpoints').catch(() => undefined);
      return node.hns.calls.map(call => call.hresult);
    };
    const first = await drawn(7);
    assert.deepEqual(await drawn(7), first);
    assert.notDeepEqual(await drawn(8), first);
    const failures = first.filter(hresult => hresult !== 0).length;
    assert.ok(failures > 30 && failures < 90, `${failures} of 200`);
  });

  it('a race runs before the call', async () => {
    const node = new TestNode();
    node.hns.faults.plant({ on: ['HcnModifyEndpoint'], run: () => node.hns.setState(node.pod, 'Detached') });
    await rejected(node.update(acl()), 'HCN_E_ENDPOINT_NOT_ATTACHED');
  });

  it('calls are logged with bytes and result, Open only if it fails', async () => {
    const node = new TestNode();
    await node.update(acl({ Id: 'ä' }));
    await node.v1('POST', `/endpoints/${node.pod}`, {});
    await rejected(node.modify('Update', [acl()], node.network), 'HCN_E_ENDPOINT_NOT_FOUND');
    assert.deepEqual(
      node.hns.calls.map(({ number, name, id, hresult }) => [number, name, id, hresult]),
      [
        [1, 'HcnModifyEndpoint', node.pod, 0],
        [2, 'HNSCall', `POST /endpoints/${node.pod}`, 0],
        [3, 'HcnOpenEndpoint', node.network, 0x803b0002],
      ],
    );
    const [update, post, open] = node.hns.calls;
    assert.equal(update!.bytesIn, Buffer.byteLength(update!.document));
    assert.equal(update!.bytesOut, 0);
    assert.ok(post!.bytesOut > 0 && open!.bytesOut > 0);
    assert.deepEqual(node.hns.writes, [update, post]);
    node.hns.forgetCalls();
    assert.deepEqual(node.hns.calls, []);
  });
});
