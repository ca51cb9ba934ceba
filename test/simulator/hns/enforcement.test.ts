import assert from 'node:assert/strict';
import { Fabric, packet } from '../../../src/simulator/hns/fabric.ts';
import type { FlowPacket } from '../../../src/simulator/hns/matcher.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { coversTheTable, fact, factAt } from './behaviour-suite.ts';
import { acl, TestNode } from './node.ts';

const POD = '10.224.0.72';
const PEER = '10.0.0.1';
const toPod = (port = 80, from = PEER, protocol: FlowPacket['protocol'] = 'TCP') => packet(from, POD, port, protocol);
const fromPod = (port = 80, to = PEER, protocol: FlowPacket['protocol'] = 'TCP') => packet(POD, to, port, protocol);
const any = (fields: Readonly<Record<string, unknown>>) => acl({ Protocols: '256', ...fields });
const BLOCK_IN = any({ Id: 'block-in', Action: 'Block', Priority: 65000 });
const BLOCK_OUT = any({ Id: 'block-out', Action: 'Block', Direction: 'Out', Priority: 65000 });
const HOST_IN = any({ Id: 'host-in', RuleType: 'Host', Priority: undefined });
const HOST_OUT = any({ Id: 'host-out', RuleType: 'Host', Priority: undefined, Direction: 'Out' });

function inbound(node: TestNode, flow: FlowPacket, ...policies: readonly Policy[]): boolean {
  node.hns.setPolicies(node.pod, policies);
  return node.hns.judge(node.pod, 'In', flow).allowed;
}

function outbound(node: TestNode, flow: FlowPacket, ...policies: readonly Policy[]): boolean {
  node.hns.setPolicies(node.pod, policies);
  return node.hns.judge(node.pod, 'Out', flow).allowed;
}

describe('simulator/hns: enforcement', () => {
  fact('E1', 'in any order of the list, and the decision names the ACL', async node => {
    const allow = any({ Id: 'allow', Priority: 1000, RemoteAddresses: PEER });
    for (const list of [
      [allow, BLOCK_IN],
      [BLOCK_IN, allow],
    ]) {
      node.hns.setPolicies(node.pod, list);
      const yes = node.hns.judge(node.pod, 'In', toPod());
      assert.deepEqual(yes, { allowed: true, by: 'acl', acl: { Id: 'allow', Priority: 1000, Action: 'Allow', RuleType: 'Switch' } });
      const no = node.hns.judge(node.pod, 'In', toPod(80, '10.0.0.2'));
      assert.deepEqual(no, { allowed: false, by: 'acl', acl: { Id: 'block-in', Priority: 65000, Action: 'Block', RuleType: 'Switch' } });
    }
    assert.equal(inbound(node, toPod(), any({ Priority: 999, Action: 'Block', Id: undefined }), allow), false);
    assert.deepEqual(node.hns.mistakes, []);
  });

  fact('E2', 'a clash blocks the packet and is recorded once', async node => {
    const rivals = [any({ Id: 'x', RemoteAddresses: '10.0.0.0/8' }), any({ Id: 'y', Action: 'Block', RemoteAddresses: '10.0.0.0/24' })];
    node.hns.setPolicies(node.pod, [...rivals, BLOCK_IN]);
    for (const _ of [1, 2]) {
      const { allowed, by, clash } = node.hns.judge(node.pod, 'In', toPod());
      assert.deepEqual([allowed, by, clash?.map(rule => rule.Id)], [false, 'clash', ['x', 'y']]);
    }
    assert.equal(node.hns.mistakes.length, 1);
    const { kind, endpoint, direction, acls } = node.hns.mistakes[0]!;
    assert.deepEqual([kind, endpoint, direction, acls.map(rule => rule.Action)], ['priority-clash', node.pod, 'In', ['Allow', 'Block']]);
  });
  fact('E2', 'ACLs of one priority do not clash if their actions agree, if one matches, or if a lower priority decides', async node => {
    const same = [any({ Id: 'x' }), any({ Id: 'y' })];
    const apart = [any({ Id: 'x', RemoteAddresses: PEER }), any({ Id: 'y', Action: 'Block', RemoteAddresses: '10.0.0.2' })];
    const below = [any({ Id: 'w', Priority: 1 }), any({ Id: 'x' }), any({ Id: 'y', Action: 'Block' })];
    for (const list of [same, apart, below]) assert.equal(inbound(node, toPod(), ...list), true);
    assert.deepEqual(node.hns.mistakes, []);
  });

  factAt('E3', { noMatch: 'allow' }, 'with and without ACLs', async node => {
    assert.equal(inbound(node, toPod()), true);
    assert.equal(inbound(node, toPod(), acl({ LocalPorts: '443' })), true);
  });
  factAt('E3', { noMatch: 'deny' }, 'an ACL blocks unmatched packets in its own direction', async node => {
    assert.equal(inbound(node, toPod()), true);
    assert.equal(inbound(node, toPod(), acl({ LocalPorts: '443' })), false);
    assert.equal(outbound(node, fromPod(), acl({ LocalPorts: '443' })), true);
    assert.equal(outbound(node, fromPod(), BLOCK_IN, acl({ Direction: 'Out', RemotePorts: '443' })), false);
  });
  factAt('E3', { noMatch: 'denyBoth' }, 'an ACL blocks unmatched packets in both directions', async node => {
    assert.equal(inbound(node, toPod()), true);
    assert.equal(outbound(node, fromPod(), acl({ LocalPorts: '443' })), false);
    assert.equal(inbound(node, toPod(), BLOCK_OUT), false);
    assert.equal(inbound(node, toPod(), { Type: 'OutBoundNAT', Settings: {} }), true);
  });

  const switchAllow = any({ Id: 'allow' });
  factAt(
    'E4',
    { hostFirewall: 'closed' },
    'an L2Bridge endpoint needs a Host rule in the direction once it has an ACL that it was not created with',
    async node => {
      assert.equal(inbound(node, toPod()), true);
      assert.equal(inbound(node, toPod(), switchAllow), false);
      assert.equal(node.hns.judge(node.pod, 'In', toPod()).by, 'host-firewall');
      assert.equal(inbound(node, toPod(), switchAllow, HOST_OUT), false);
      assert.equal(inbound(node, toPod(), switchAllow, HOST_IN), true);
      assert.equal(outbound(node, fromPod(), switchAllow, HOST_IN), false);
      assert.equal(inbound(node, toPod(), BLOCK_IN, HOST_IN), false);
      assert.equal(inbound(node, toPod(443), switchAllow, acl({ RuleType: 'Host', Priority: 0, LocalPorts: '80' })), false);
      const created = node.hns.addEndpoint({ network: node.network, ips: ['10.224.0.73'], policies: [switchAllow] });
      assert.equal(node.hns.judge(created, 'In', toPod()).allowed, true);
      node.hns.setPolicies(created, [switchAllow, BLOCK_OUT]);
      assert.equal(node.hns.judge(created, 'In', toPod()).allowed, false);
      node.hns.setPolicies(created, [switchAllow]);
      assert.equal(node.hns.judge(created, 'In', toPod()).allowed, true);
    },
    { type: 'L2Bridge' },
  );
  factAt(
    'E4',
    { hostFirewall: 'open' },
    'none is needed, but a Host Block counts',
    async node => {
      assert.equal(inbound(node, toPod(), switchAllow), true);
      const hostBlock = any({ Id: 'hb', RuleType: 'Host', Priority: undefined, Action: 'Block' });
      assert.equal(inbound(node, toPod(), switchAllow, hostBlock), false);
      assert.equal(inbound(node, toPod(), switchAllow, hostBlock, HOST_IN), false);
      assert.deepEqual(
        node.hns.mistakes[0]?.acls.map(rule => rule.RuleType),
        ['Host', 'Host'],
      );
    },
    { type: 'L2Bridge' },
  );
  fact('E4', 'an Overlay network needs no Host rule, and Host and Switch rules never clash', async node => {
    assert.equal(inbound(node, toPod(), any({ Priority: 0, Action: 'Block', LocalAddresses: '10.9.9.9' }), switchAllow), true);
    assert.equal(inbound(node, toPod(), any({ Priority: 0, Action: 'Block' }), HOST_IN), false);
    assert.deepEqual(node.hns.mistakes, []);
  });

  fact('E5', 'but packets of other flows do not', async node => {
    const fabric = new Fabric([node.hns]);
    node.hns.setPolicies(node.pod, [acl({ LocalPorts: '80' }), BLOCK_IN, BLOCK_OUT]);
    const flow: FlowPacket = { ...toPod(), sourcePort: 1234 };
    const reply: FlowPacket = { ...fromPod(1234), sourcePort: 80 };
    assert.equal(fabric.send(reply), false);
    assert.equal(fabric.send(flow), true);
    assert.equal(fabric.send(reply), true);
    assert.equal(fabric.send({ ...reply, port: 1235 }), false);
    assert.equal(fabric.send({ ...reply, protocol: 'UDP' }), false);
    assert.equal(fabric.connect(reply).allowed, false);
  });

  fact('E6', 'for addresses, ports and protocol', async node => {
    for (const empty of [undefined, '']) {
      const block = acl({ Action: 'Block', Protocols: empty, LocalAddresses: empty, RemoteAddresses: empty, LocalPorts: empty });
      assert.equal(inbound(node, toPod(), block), false);
      assert.equal(inbound(node, toPod(0, PEER, 1), block), false);
      assert.equal(inbound(node, packet('fd00::1', 'fd00::2', 53, 'UDP'), block), false);
    }
  });
  fact('E6', 'an address of one family never matches the other', async node => {
    const block = (list: string) => any({ Action: 'Block', RemoteAddresses: list });
    assert.equal(inbound(node, packet('fd00::1', 'fd00::2', 80), block('0.0.0.0/1,128.0.0.0/1')), true);
    assert.equal(inbound(node, packet('fd00::1', 'fd00::2', 80), block('fd00::/16')), false);
    assert.equal(inbound(node, toPod(), block('::/1,8000::/1')), true);
    assert.equal(inbound(node, toPod(), block('0.0.0.0/1,128.0.0.0/1')), false);
  });

  factAt('E7', { wholeFamilyBlock: 'nothing' }, 'the block matches no address', async node => {
    assert.equal(inbound(node, toPod(), any({ Action: 'Block', RemoteAddresses: '0.0.0.0/0' })), true);
    assert.equal(inbound(node, toPod(), any({ Action: 'Block', RemoteAddresses: `0.0.0.0/0,${PEER}` })), false);
  });
  factAt('E7', { wholeFamilyBlock: 'everything' }, 'the block matches its family', async node => {
    assert.equal(inbound(node, toPod(), any({ Action: 'Block', RemoteAddresses: '0.0.0.0/0' })), false);
    assert.equal(inbound(node, packet('fd00::1', 'fd00::2', 80), any({ Action: 'Block', RemoteAddresses: '0.0.0.0/0' })), true);
    assert.equal(inbound(node, packet('fd00::1', 'fd00::2', 80), any({ Action: 'Block', RemoteAddresses: '::/0' })), false);
  });

  fact('E8', 'for addresses and ports', async node => {
    const inAcl = acl({ Action: 'Block', LocalAddresses: POD, RemoteAddresses: PEER, LocalPorts: '80', RemotePorts: '1000-2000' });
    const outAcl = acl({
      Action: 'Block',
      Direction: 'Out',
      LocalAddresses: POD,
      RemoteAddresses: PEER,
      RemotePorts: '80',
      LocalPorts: '1000-2000',
    });
    const from = (flow: FlowPacket, sourcePort: number): FlowPacket => ({ ...flow, sourcePort });
    assert.equal(inbound(node, from(toPod(), 1500), inAcl), false);
    assert.equal(inbound(node, from(toPod(), 2500), inAcl), true);
    assert.equal(inbound(node, from(toPod(1500), 80), inAcl), true);
    assert.equal(inbound(node, from(packet(POD, PEER, 80), 1500), inAcl), true);
    assert.equal(inbound(node, toPod(), inAcl), true, 'a source port that is not known matches no ACL that names one');
    assert.equal(outbound(node, from(fromPod(), 1500), outAcl), false);
    assert.equal(outbound(node, from(fromPod(81), 1500), outAcl), true);
    assert.equal(outbound(node, from(packet(PEER, POD, 80), 1500), outAcl), true);
  });

  fact('E9', 'a range includes both ends', async node => {
    const blocks = (flow: FlowPacket, fields: Readonly<Record<string, unknown>>) =>
      !inbound(node, flow, acl({ Action: 'Block', ...fields }));
    for (const port of [80, 90, 443]) assert.ok(blocks(toPod(port), { LocalPorts: '80-90,443' }));
    for (const port of [79, 91, 442, 444]) assert.ok(!blocks(toPod(port), { LocalPorts: '80-90,443' }));
    assert.ok(!blocks(toPod(80, PEER, 'UDP'), { LocalPorts: '80' }));
    assert.ok(blocks(toPod(80, PEER, 'UDP'), { Protocols: '17', LocalPorts: '80' }));
    assert.ok(blocks(toPod(80, PEER, 'SCTP'), { Protocols: '132', LocalPorts: '80' }));
    assert.ok(blocks(toPod(0, PEER, 1), { Protocols: '1' }));
    assert.ok(!blocks(toPod(0, PEER, 1), { Protocols: '6' }));
    assert.ok(blocks(toPod(0, PEER, 47), { Protocols: '256' }));
    assert.ok(!blocks(toPod(80, PEER, 1), { Protocols: '256', LocalPorts: '80' }));
    assert.ok(blocks(toPod(80, PEER, 'UDP'), { Protocols: '6,17' }));
  });

  const sets = async (node: TestNode) => {
    const set = (Id: string, Values: string) => ({ Type: 'SetPolicy', Settings: { Id, Name: Id, PolicyType: 'IPSET', Values } });
    await node.modifyNetwork('Add', set('peers', PEER), set('own', POD));
  };
  factAt('E10', { setSides: 'localRemote' }, 'sets have the sides of addresses', async node => {
    await sets(node);
    assert.equal(inbound(node, toPod(), acl({ Action: 'Block', LocalAddresses: 'own', RemoteAddresses: 'peers' })), false);
    assert.equal(inbound(node, toPod(), acl({ Action: 'Block', LocalAddresses: 'peers', RemoteAddresses: 'own' })), true);
    assert.equal(
      outbound(node, fromPod(), acl({ Action: 'Block', Direction: 'Out', LocalAddresses: 'own', RemoteAddresses: 'peers' })),
      false,
    );
  });
  factAt('E10', { setSides: 'sourceDestination' }, 'Local is the source of sets in both directions, but not of addresses', async node => {
    await sets(node);
    assert.equal(inbound(node, toPod(), acl({ Action: 'Block', LocalAddresses: 'own', RemoteAddresses: 'peers' })), true);
    assert.equal(inbound(node, toPod(), acl({ Action: 'Block', LocalAddresses: 'peers', RemoteAddresses: 'own' })), false);
    assert.equal(
      outbound(node, fromPod(), acl({ Action: 'Block', Direction: 'Out', LocalAddresses: 'own', RemoteAddresses: 'peers' })),
      false,
    );
    assert.equal(inbound(node, toPod(), acl({ Action: 'Block', LocalAddresses: POD, RemoteAddresses: PEER })), false);
  });

  for (const [severalSets, blocked] of [
    ['any', true],
    ['all', false],
  ] as const) {
    factAt('E10', { severalSets }, 'several sets in one field, and a single set', async node => {
      await sets(node);
      assert.equal(inbound(node, toPod(), acl({ Action: 'Block', RemoteAddresses: 'peers,own' })), !blocked);
      assert.equal(inbound(node, toPod(), acl({ Action: 'Block', RemoteAddresses: 'peers,peers' })), false);
      assert.equal(inbound(node, toPod(), acl({ Action: 'Block', RemoteAddresses: 'peers' })), false);
      assert.equal(inbound(node, toPod(), acl({ Action: 'Block', RemoteAddresses: 'own' })), true);
    });
  }

  for (const type of ['NAT', 'Transparent', 'ICS'] as const) {
    factAt(
      'E11',
      { aclsWithoutVfp: 'enforced' },
      `${type} enforces ACLs`,
      async node => assert.equal(inbound(node, toPod(), BLOCK_IN), false),
      {
        type,
      },
    );
    factAt(
      'E11',
      { aclsWithoutVfp: 'ignored', noMatch: 'denyBoth' },
      `${type} does`,
      async node => assert.equal(inbound(node, toPod(), BLOCK_IN), true),
      { type },
    );
  }
  factAt('E11', { aclsWithoutVfp: 'ignored' }, 'Overlay enforces ACLs', async node =>
    assert.equal(inbound(node, toPod(), BLOCK_IN), false),
  );

  const V6 = 'fd00::72';
  const V6_PEER = 'fd00::9';
  const message = (icmpType: number): FlowPacket => ({ ...packet(V6_PEER, V6, 0, 58), icmpType });

  fact('E14', 'an ACL for it matches every message, and none of another protocol', async node => {
    const allow = acl({ Protocols: '58', Priority: 1 });
    for (const type of [128, 135]) assert.equal(inbound(node, message(type), allow, BLOCK_IN), true);
    assert.equal(inbound(node, packet(V6_PEER, V6, 80), allow, BLOCK_IN), false);
  });

  factAt('E15', { neighbourDiscovery: 'filtered' }, 'as to other messages', async node => {
    for (const type of [128, 133, 137]) assert.equal(inbound(node, message(type), BLOCK_IN), false);
  });
  factAt('E15', { neighbourDiscovery: 'exempt' }, 'no ACL does, but to other messages', async node => {
    for (const type of [133, 134, 135, 136, 137]) assert.equal(inbound(node, message(type), BLOCK_IN), true);
    for (const type of [128, 132, 138]) assert.equal(inbound(node, message(type), BLOCK_IN), false);
  });

  /** A Service in front of the pod, for a client on the same node. */
  function service(node: TestNode, isDsr: boolean): (clientAcl: Policy | undefined, serverAcl: Policy | undefined) => boolean {
    const client = node.hns.addEndpoint({ network: node.network, ips: ['10.224.0.73'] });
    node.hns.addLoadBalancer({ endpoints: [node.pod], vips: ['10.96.0.10'], protocol: 'TCP', port: 80, targetPort: 8080, isDsr });
    return (clientAcl, serverAcl) => {
      node.hns.setPolicies(client, clientAcl ? [clientAcl] : []);
      node.hns.setPolicies(node.pod, serverAcl ? [serverAcl] : []);
      return new Fabric([node.hns]).connect(packet('10.224.0.73', '10.96.0.10', 80)).allowed;
    };
  }
  const block = (Direction: string, RemoteAddresses: string, ports: object = {}): Policy =>
    acl({ Action: 'Block', Direction, RemoteAddresses, ...ports });

  fact('E12', 'and the port of the backend', async node => {
    const allows = service(node, true);
    assert.equal(allows(undefined, undefined), true);
    assert.equal(allows(block('Out', POD, { RemotePorts: '8080' }), undefined), false);
    assert.equal(allows(block('Out', '10.96.0.10'), undefined), true);
    assert.equal(allows(undefined, block('In', '10.224.0.73', { LocalPorts: '8080' })), false);
    assert.equal(allows(undefined, block('In', node.hns.address)), true);
  });

  fact('E13', 'so a Block of the client or of the backend has no effect', async node => {
    const allows = service(node, false);
    assert.equal(allows(undefined, undefined), true);
    assert.equal(allows(block('Out', '10.96.0.10', { RemotePorts: '80' }), undefined), false);
    assert.equal(allows(block('Out', POD), undefined), true);
    assert.equal(allows(undefined, block('In', node.hns.address, { LocalPorts: '8080' })), false);
    assert.equal(allows(undefined, block('In', '10.224.0.73')), true);
  });

  coversTheTable('E');

  it('judging an endpoint with a TierAcl is an error', () => {
    const node = new TestNode();
    assert.throws(() => inbound(node, toPod(), { Type: 'TierAcl', Settings: {} }), /does not enforce/);
  });
});
