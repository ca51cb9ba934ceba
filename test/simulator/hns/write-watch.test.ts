import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Fabric, packet } from '../../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { WriteWatch } from '../../../src/simulator/hns/write-watch.ts';
import { acl, modifyDocument } from './node.ts';

const A = '10.224.1.4';
const B = '10.224.2.4';
const C = '10.224.2.5';
const ADDRESSES = [A, B, C, '10.9.9.9'];
const FLOWS = ADDRESSES.flatMap(from => ADDRESSES.flatMap(to => [80, 81].map(port => packet(from, to, port))));

const allowPort = (port: number) => acl({ Id: `allow-${port}`, LocalPorts: String(port) });
const allowFrom = (address: string) => acl({ Id: `from-${address}`, Protocols: '256', RemoteAddresses: address });
const blockIn = acl({ Id: 'block-in', Action: 'Block', Protocols: '256', Priority: 65000 });
const blockOut = acl({ Id: 'block-out', Action: 'Block', Protocols: '256', Priority: 65000, Direction: 'Out' });

/** Node win1 has pod A, node win2 has pods B and C. All flows between them and an outside address are watched. */
class World {
  readonly one = new SimulatedHns({ name: 'win1' });
  readonly two = new SimulatedHns({ name: 'win2' });
  readonly network = this.two.addNetwork({ name: 'azure', type: 'Overlay' });
  readonly a = this.one.addEndpoint({ network: this.one.addNetwork({ name: 'azure', type: 'Overlay' }), ips: [A] });
  readonly b = this.two.addEndpoint({ network: this.network, ips: [B] });
  readonly c = this.two.addEndpoint({ network: this.network, ips: [C] });
  readonly watch = new WriteWatch(new Fabric([this.one, this.two]), FLOWS);

  /** Writes as a caller does. */
  async update(id: string, ...policies: readonly Policy[]): Promise<void> {
    const node = id === this.a ? this.one : this.two;
    await node.transport().call('HcnModifyEndpoint', id, modifyDocument('Update', policies.length > 0 ? policies : [{}]));
  }

  /** The faults since begin, in short form. */
  settled(): string[] {
    return this.watch.settle().map(({ kind, flow, node, write, writer }) => `${kind} :${flow.port} ${node} #${write} ${writer}`);
  }
}

describe('simulator/hns/write-watch', () => {
  it('reports no fault if each change is one write', async () => {
    const world = new World();
    world.watch.begin();
    for (const list of [[allowPort(80), blockIn], [allowPort(81), blockIn], [allowPort(81), blockIn, blockOut], []]) {
      await world.update(world.b, ...list);
      assert.deepEqual(world.settled(), []);
    }
    assert.equal(world.watch.writes, 4);
  });

  it('reports no fault between two states, in any order of the endpoints', async () => {
    const world = new World();
    world.two.setPolicies(world.b, [allowFrom(A), blockIn]);
    world.watch.begin();
    await world.update(world.a, blockOut);
    await world.update(world.b, allowFrom(C), blockIn);
    await world.update(world.c, blockIn);
    assert.deepEqual(world.settled(), []);
  });

  it('finds an opening: two writes remove and restore rules', async () => {
    const world = new World();
    world.two.setPolicies(world.b, [allowFrom(A), blockIn]);
    world.watch.begin();
    await world.update(world.b);
    await world.update(world.b, allowFrom(A), blockIn);
    const faults = world.watch.end();
    // Flows to B from B itself, from C and from outside, on two ports each. A was always allowed.
    assert.equal(faults.length, 6);
    const [first] = faults;
    assert.deepEqual(
      [first!.kind, first!.node, first!.endpoints, first!.write, first!.writer],
      ['opening', 'win2', [world.b], 1, 'caller'],
    );
    assert.deepEqual(faults, world.watch.faults);
  });

  it('finds an interruption: the block is written before the allow rule', async () => {
    const world = new World();
    world.watch.begin();
    await world.update(world.b, allowPort(81), blockIn);
    await world.update(world.b, allowPort(80), allowPort(81), blockIn);
    const faults = world.settled();
    assert.deepEqual(new Set(faults), new Set(['interruption :80 win2 #1 caller']));
    assert.equal(faults.length, 4);
  });

  it('finds an opening caused by two endpoints on two nodes together', async () => {
    const world = new World();
    world.one.setPolicies(world.a, [blockOut]);
    world.watch.begin();
    await world.update(world.a);
    await world.update(world.b, blockIn);
    const [fault, ...others] = world.watch.settle().filter(({ flow }) => flow.port === 80 && flow.to.value === packet(A, B, 80).to.value);
    assert.deepEqual([fault?.kind, fault?.node, fault?.endpoints, fault?.write, others], ['opening', 'win1', [world.a], 1, []]);
  });

  it('finds the faults of a request that was applied in part', async () => {
    const world = new World();
    world.two.configure({ invalidElement: 'partial' });
    world.two.setPolicies(world.b, [blockIn]);
    world.watch.begin();
    await assert.rejects(world.update(world.b, allowPort(80), acl({ LocalPorts: 'http' }), blockIn));
    await world.update(world.b, allowPort(81), blockIn);
    assert.deepEqual(new Set(world.settled()), new Set(['opening :80 win2 #1 caller']));
  });

  it('a settled state is the state before of the next change', async () => {
    const world = new World();
    world.watch.begin();
    await world.update(world.b, blockIn);
    assert.deepEqual(world.settled(), []);
    await world.update(world.b, allowPort(80), blockIn);
    assert.deepEqual(world.settled(), []);
    await world.update(world.b, blockIn);
    assert.deepEqual(world.settled(), []);
    await world.update(world.b, allowPort(81), blockIn);
    await world.update(world.b, blockIn);
    assert.equal(world.settled()[0], 'opening :81 win2 #4 caller');
  });

  it('names the writer: caller, outside edit or restart', async () => {
    const world = new World();
    world.two.setPolicies(world.b, [blockIn]);
    world.watch.begin();
    world.two.setPolicies(world.b, []);
    await world.update(world.b, blockIn);
    assert.deepEqual(new Set(world.watch.settle().map(fault => fault.writer)), new Set(['outside']));
    world.two.restart({ purge: 'policies' });
    await world.update(world.b, blockIn);
    assert.deepEqual(new Set(world.watch.settle().map(fault => fault.writer)), new Set(['restart']));
  });

  it('a life-cycle change opens and closes flows without a fault', async () => {
    const world = new World();
    world.two.setPolicies(world.b, [blockIn]);
    world.watch.begin();
    world.two.removeEndpoint(world.b);
    const next = world.two.addEndpoint({ network: world.network, ips: [B], state: 'Created' });
    world.two.setState(next, 'AttachedSharing');
    await world.update(world.a, blockOut);
    await world.update(world.a);
    await world.two.transport().call('HcnModifyEndpoint', next, modifyDocument('Update', [blockIn]));
    const toB = world.watch.settle().filter(({ flow }) => flow.from.value !== packet(A, B, 80).from.value);
    assert.deepEqual(toB, []);
  });

  it('finds a fault before the removal of its endpoint', async () => {
    const world = new World();
    world.two.setPolicies(world.b, [blockIn]);
    world.watch.begin();
    await world.update(world.b);
    await world.update(world.b, blockIn);
    world.two.removeEndpoint(world.b);
    assert.equal(world.settled()[0], 'opening :80 win2 #1 caller');
  });

  it('judges only flows of the written endpoint', async () => {
    const world = new World();
    world.watch.begin();
    const judged: string[] = [];
    for (const node of [world.one, world.two]) {
      const { judge } = node;
      node.judge = (...args) => {
        judged.push(args[0]);
        return judge.apply(node, args);
      };
    }
    await world.update(world.c, blockIn);
    const own = FLOWS.filter(({ from, to }) => [from.value, to.value].includes(packet(C, C, 1).from.value));
    assert.ok(judged.length <= 2 * own.length, `${judged.length} judgements for ${own.length} flows`);
    await world.two.transport().call('HcnQueryEndpointProperties', world.c, '');
    assert.ok(judged.length <= 2 * own.length);
  });

  it('flows added later start with their current verdict, and watching stops at the end', async () => {
    const world = new World();
    const late = new WriteWatch(new Fabric([world.two]));
    late.begin();
    await world.update(world.b, blockIn);
    late.watch([packet(A, B, 80)]);
    await world.update(world.b);
    await world.update(world.b, blockIn);
    assert.equal(late.end().length, 1);
    await world.update(world.b);
    await world.update(world.b, blockIn);
    assert.equal(late.end().length, 0);
  });

  it('for random writes it finds the same faults as a replay of the states', async () => {
    const lists: readonly (readonly Policy[])[] = [
      [],
      [blockIn],
      [allowPort(80), blockIn],
      [allowFrom(A), blockIn],
      [blockOut],
      [blockIn, blockOut],
    ];
    const anyWrite = fc.record({ endpoint: fc.constantFrom('a', 'b', 'c'), list: fc.constantFrom(...lists) });
    await fc.assert(
      fc.asyncProperty(fc.array(anyWrite, { maxLength: 8 }), async writes => {
        const world = new World();
        const fabric = new Fabric([world.one, world.two]);
        const states = [FLOWS.map(flow => fabric.connect(flow).allowed)];
        world.watch.begin();
        for (const { endpoint, list } of writes) {
          await world.update(world[endpoint as 'a'], ...list);
          states.push(FLOWS.map(flow => fabric.connect(flow).allowed));
        }
        const wrong = new Set(world.watch.settle().map(({ kind, flow }) => `${kind} ${FLOWS.indexOf(flow)}`));
        const expected = FLOWS.flatMap((_, index) => {
          const [before, after] = [states[0]![index], states.at(-1)![index]];
          const strays = before === after && states.some(state => state[index] !== before);
          return strays ? [`${before ? 'interruption' : 'opening'} ${index}`] : [];
        });
        assert.deepEqual(wrong, new Set(expected));
      }),
      { numRuns: 150 },
    );
  });
});
