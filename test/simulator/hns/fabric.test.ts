import assert from 'node:assert/strict';
import { parseAddress } from '../../../src/core/address.ts';
import { Fabric, packet } from '../../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { acl } from './node.ts';

const A = '10.224.1.4';
const B = '10.224.2.4';
const OUTSIDE = '10.9.9.9';

/** Two nodes with one pod each. */
function pair() {
  const nodes = ['win1', 'win2'].map(name => new SimulatedHns({ name }));
  const networks = nodes.map(node => node.addNetwork({ name: 'azure', type: 'Overlay' }));
  const [one, two] = nodes as [SimulatedHns, SimulatedHns];
  const a = one.addEndpoint({ network: networks[0]!, ips: [A] });
  const b = two.addEndpoint({ network: networks[1]!, ips: [B, 'fd00:0:0::4'] });
  return { fabric: new Fabric(nodes), one, two, a, b, networks };
}

const blockOut = acl({ Id: 'out', Action: 'Block', Direction: 'Out', Protocols: '256' });
const blockIn = acl({ Id: 'in', Action: 'Block', Protocols: '256' });

describe('simulator/hns/fabric', () => {
  it('judges Out at the source node, then In at the destination node', () => {
    const { fabric, one, two, a, b } = pair();
    const open = fabric.connect(packet(A, B, 80));
    assert.deepEqual(
      [open.allowed, open.source?.node, open.source?.endpoint, open.destination?.node, open.destination?.endpoint],
      [true, 'win1', a, 'win2', b],
    );
    two.setPolicies(b, [blockIn]);
    const atDestination = fabric.connect(packet(A, B, 80));
    assert.deepEqual([atDestination.allowed, atDestination.source?.allowed, atDestination.destination?.acl?.Id], [false, true, 'in']);
    one.setPolicies(a, [blockOut]);
    const atSource = fabric.connect(packet(A, B, 80));
    assert.deepEqual([atSource.allowed, atSource.source?.acl?.Id, atSource.destination], [false, 'out', undefined]);
    assert.equal(fabric.connect(packet(B, A, 80)).allowed, true);
  });

  it('neighbours find each other only if ACLs let the question and the answer pass at both ends', () => {
    const { fabric, two, b } = pair();
    const [outside, pod] = [parseAddress('fd00::9')!, parseAddress('fd00::4')!];
    assert.equal(fabric.discovers(outside, pod), true);
    for (const block of [blockIn, blockOut]) {
      two.setPolicies(b, [block]);
      assert.equal(fabric.discovers(outside, pod), false);
      assert.equal(fabric.discovers(pod, outside), false);
      const { Direction } = block.Settings as { readonly Direction?: string };
      two.setPolicies(b, [block, acl({ Id: 'neighbours', Protocols: '58', Direction, Priority: 1 })]);
      assert.equal(fabric.discovers(outside, pod), true);
    }
    assert.equal(fabric.discovers(parseAddress(A)!, parseAddress(B)!), true);
  });

  it('enforces no ACL at addresses without an endpoint on a simulated node', () => {
    const { fabric, two, b } = pair();
    two.setPolicies(b, [blockIn, blockOut]);
    assert.deepEqual(fabric.connect(packet(OUTSIDE, A, 80)).source, undefined);
    assert.equal(fabric.connect(packet(OUTSIDE, B, 80)).allowed, false);
    assert.equal(fabric.connect(packet(B, OUTSIDE, 80)).allowed, false);
    assert.deepEqual(fabric.connect(packet(OUTSIDE, '10.9.9.8', 80)), { allowed: true, faults: [] });
  });

  it('finds an endpoint by any of its addresses', () => {
    const { fabric, two, b } = pair();
    two.setPolicies(b, [blockIn]);
    assert.equal(fabric.connect(packet('fd00::9', 'fd00::4', 80)).allowed, false);
  });

  it('an endpoint enforces its ACLs only while it is attached, including ACLs stored before', () => {
    const { fabric, two, b } = pair();
    two.setState(b, 'Created');
    two.setPolicies(b, [blockIn]);
    assert.equal(fabric.connect(packet(A, B, 80)).destination, undefined);
    two.setState(b, 'Attached');
    assert.equal(fabric.connect(packet(A, B, 80)).allowed, false);
  });

  it('all endpoints that share an address must allow', () => {
    const { fabric, one, networks } = pair();
    const second = one.addEndpoint({ network: networks[0]!, ips: [A] });
    one.setPolicies(second, [blockOut]);
    assert.equal(fabric.connect(packet(A, B, 80)).source?.endpoint, second);
    one.setState(second, 'Detached');
    assert.equal(fabric.connect(packet(A, B, 80)).allowed, true);
  });

  it('reports clashes on either end', () => {
    const { fabric, two, b } = pair();
    two.setPolicies(b, [acl({ Id: 'x' }), acl({ Id: 'y', Action: 'Block' })]);
    const { allowed, faults } = fabric.connect(packet(A, B, 80));
    assert.deepEqual([allowed, faults.map(fault => [fault.endpoint, fault.by])], [false, [[b, 'clash']]]);
    assert.equal(two.mistakes.length, 1);
  });

  it('a connection of a pod to itself is judged in both directions', () => {
    const { fabric, one, a } = pair();
    one.setPolicies(a, [acl({ Action: 'Block', RemoteAddresses: A })]);
    assert.equal(fabric.connect(packet(A, A, 80)).allowed, false);
  });

  it('reports changes of all nodes, including nodes added later, until the listener stops', () => {
    const { fabric, one, a } = pair();
    const seen: string[] = [];
    const stop = fabric.onChange((node, change) => seen.push(`${node.name} ${change.kind} ${change.writer} ${change.addresses.join()}`));
    const third = new SimulatedHns({ name: 'win3' });
    fabric.add(third);
    one.setPolicies(a, []);
    third.addEndpoint({ network: third.addNetwork({ name: 'n' }), ips: ['10.224.3.4'] });
    one.setAddresses(a, ['10.224.1.5']);
    one.restart({ purge: 'acls' });
    stop();
    one.setPolicies(a, []);
    assert.deepEqual(seen, [
      `win1 write outside ${A}`,
      'win3 life-cycle outside 10.224.3.4',
      `win1 life-cycle outside ${A},10.224.1.5`,
      'win1 write restart 10.224.1.5',
    ]);
  });
});
