import assert from 'node:assert/strict';
import { explain } from '../../../../src/cli/connect/explain.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import type { NetworkType, Policy } from '../../../../src/simulator/hns/records.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELLS } from '../run.ts';
import { ENGINES, session } from './module.ts';

type Fields = Readonly<Record<string, unknown>>;
const acl = (fields: Fields): Policy => ({ Type: 'ACL', Settings: { Action: 'Allow', Direction: 'In', Priority: 1000, ...fields } });

interface Fact {
  readonly acls: readonly Policy[];
  readonly type?: NetworkType;
  readonly flow?: string;
  readonly says: readonly [verdict: string, reason: string, ...acls: readonly string[]];
  readonly message?: RegExp;
}

const PEER = '10.1.2.3';
const IN_80 = (to: string) => `Test-HnsPolicyConnection -From ${PEER} -To ${to} -Port 80`;

const FACTS: Readonly<Record<string, Fact>> = {
  'no ACL in the direction: allowed on every build': {
    acls: [acl({ Direction: 'Out', Action: 'Block' })],
    says: ['Allowed', 'NoAcl'],
  },
  'the lowest priority that matches decides': {
    acls: [acl({ Id: 'late', Action: 'Block', Priority: 2000 }), acl({ Id: 'first', RemoteAddresses: '10.1.0.0/16', Protocols: '6' })],
    says: ['Allowed', 'Acl', 'first'],
    message: /^Allow by first \(priority 1000\), a foreign ACL$/,
  },
  'a foreign ACL in front of those of the agent is named': {
    acls: [acl({ Id: 'their-allow', Priority: 500 }), acl({ Id: 'hns-policy-agent.default.1', Action: 'Block', Priority: 65000 })],
    says: ['Allowed', 'Acl', 'their-allow'],
    message: /^Allow by their-allow \(priority 500\), a foreign ACL in front of those of the agent$/,
  },
  'an ACL of the agent': {
    acls: [acl({ Id: 'their-allow', Priority: 65499 }), acl({ Id: 'hns-policy-agent.default.1', Action: 'Block', Priority: 65000 })],
    says: ['Blocked', 'Acl', 'hns-policy-agent.default.1'],
    message: /^Block by hns-policy-agent\.default\.1 \(priority 65000\)$/,
  },
  'the default deny of a CNI plugin': {
    acls: [acl({ Id: '', Action: 'Block', Priority: 65500, Protocols: '256' })],
    says: ['Blocked', 'Acl', ''],
    message: /^Block by an ACL without Id \(priority 65500\), a foreign ACL$/,
  },
  'an ACL of another address, port or protocol does not match': {
    acls: [
      acl({ Id: 'address', Priority: 1, RemoteAddresses: '10.1.2.4,10.1.2.0/31' }),
      acl({ Id: 'port', Priority: 2, Protocols: '6', LocalPorts: '79,81-90' }),
      acl({ Id: 'source port', Priority: 3, Protocols: '6', RemotePorts: '80' }),
      acl({ Id: 'protocol', Priority: 4, Protocols: '17' }),
      acl({ Id: 'local', Priority: 5, LocalAddresses: PEER }),
      acl({ Id: 'rest', Action: 'Block', Priority: 65000 }),
    ],
    says: ['Blocked', 'Acl', 'rest'],
  },
  'a given source port is compared': {
    acls: [acl({ Id: 'port', Protocols: '6', RemotePorts: '5000-6000' }), acl({ Id: 'rest', Action: 'Block', Priority: 65000 })],
    flow: '-SourcePort 5500',
    says: ['Allowed', 'Acl', 'port'],
  },
  'the default source port matches no ACL with a port': {
    acls: [acl({ Id: 'port', Protocols: '6', RemotePorts: '0-65535' }), acl({ Id: 'rest', Action: 'Block', Priority: 65000 })],
    says: ['Blocked', 'Acl', 'rest'],
  },
  'no ACL matches: the verdict depends on the build': {
    acls: [acl({ RemoteAddresses: '10.9.9.9' })],
    says: ['Undetermined', 'NoMatch'],
    message: /Windows Server 2022 allows such a flow and Windows Server 2025 blocks it/,
  },
  'no ACL matches, with the default action Allow': {
    acls: [acl({ RemoteAddresses: '10.9.9.9' })],
    flow: '-NoMatch Allow',
    says: ['Allowed', 'NoMatch'],
  },
  'no ACL matches, with the default action Block': {
    acls: [acl({ RemoteAddresses: '10.9.9.9' })],
    flow: '-NoMatch Block',
    says: ['Blocked', 'NoMatch'],
  },
  'ACLs of one priority that disagree': {
    acls: [acl({ Id: 'a' }), acl({ Id: 'b', Action: 'Block' }), acl({ Id: 'c', Priority: 1001 })],
    says: ['Undetermined', 'Clash', 'a', 'b'],
    message: /priority 1000/,
  },
  'ACLs of one priority that agree, or of which only one matches': {
    acls: [acl({ Id: 'a' }), acl({ Id: 'b' }), acl({ Id: 'c', Action: 'Block', RemoteAddresses: '10.9.9.9' })],
    says: ['Allowed', 'Acl', 'a'],
  },
  'a Host rule can block what the Switch allows': {
    acls: [acl({ Id: 'switch' }), acl({ Id: 'host', Action: 'Block', RuleType: 'Host', Priority: 0 })],
    says: ['Blocked', 'Acl', 'host'],
  },
  'a Host rule cannot allow what the Switch blocks': {
    acls: [acl({ Id: 'switch', Action: 'Block', RuleType: 'Switch' }), acl({ Id: 'host', RuleType: 'Host', Priority: 0 })],
    says: ['Blocked', 'Acl', 'switch'],
  },
  'an L2Bridge network with ACLs of the agent may need a Host rule': {
    acls: [acl({ Id: 'hns-policy-agent.x' })],
    type: 'L2Bridge',
    says: ['Undetermined', 'HostFirewall', 'hns-policy-agent.x'],
  },
  'an L2Bridge network with that Host rule': {
    acls: [acl({ Id: 'hns-policy-agent.x' }), acl({ Id: 'hns-policy-agent.host', RuleType: 'Host', Priority: undefined })],
    type: 'L2Bridge',
    says: ['Allowed', 'Acl', 'hns-policy-agent.x'],
  },
  'an L2Bridge network with the ACLs of its CNI plugin only': {
    acls: [acl({ Id: 'cni' })],
    type: 'L2Bridge',
    says: ['Allowed', 'Acl', 'cni'],
  },
  'a network without VFP, where Switch rules may have no effect': {
    acls: [acl({ Id: 'block', Action: 'Block' })],
    type: 'NAT',
    says: ['Undetermined', 'SwitchRules', 'block'],
  },
  'the CIDR of a whole family, which is not any on every build': {
    acls: [acl({ Id: 'all', RemoteAddresses: '0.0.0.0/0' }), acl({ Id: 'rest', Action: 'Block', Priority: 2000 })],
    says: ['Undetermined', 'WholeFamilyBlock', 'rest', 'all'],
  },
  'the CIDR of a whole family, without an effect on the verdict': {
    acls: [acl({ Id: 'all', RemoteAddresses: '0.0.0.0/0' }), acl({ Id: 'rest', Priority: 2000 })],
    says: ['Allowed', 'Acl', 'rest'],
  },
  'a set, which has two readings': {
    acls: [acl({ Id: 'set', RemoteAddresses: 'peers' }), acl({ Id: 'rest', Action: 'Block', Priority: 2000 })],
    says: ['Undetermined', 'SetSides', 'set', 'rest'],
  },
  'a set of sets on both sides, without an effect on the verdict': {
    acls: [acl({ Id: 'set', RemoteAddresses: 'both', LocalAddresses: 'both' }), acl({ Id: 'rest', Action: 'Block', Priority: 2000 })],
    says: ['Allowed', 'Acl', 'set'],
  },
  'TierAcl policies are not evaluated': {
    acls: [{ Type: 'TierAcl', Settings: { Name: 't', Direction: 'In', Order: 1, TierAclRules: [] } }],
    says: ['Undetermined', 'TierAcl'],
  },
  'two reasons at once': {
    acls: [acl({ Id: 'all', RemoteAddresses: '0.0.0.0/0', Priority: 1 })],
    says: ['Undetermined', 'NoMatch,WholeFamilyBlock', 'all'],
  },
};

interface Found {
  readonly To: string;
  readonly Verdict: string;
  readonly Reason: string;
  readonly Message: string;
  readonly Acls: readonly { Id: string; Action: string; Direction: string; Priority: number | string | null }[];
}

/** The line for the destination, with the ACL as `hns-policy connect --explain` prints it. */
function explained({ To, Verdict, Reason, Message, Acls }: Found): string {
  const half = `ingress to ${To}: ${Verdict.toLowerCase()}, `;
  if (Reason !== 'Acl') return half + Message;
  const { Id, Action, Direction, Priority } = Acls[0]!;
  const acl = { Id, Action, Direction, ...(typeof Priority === 'number' && { Priority }) };
  const none = { pods: [], engine: { name: 'none' }, selectedBy: [], nearest: [], rejected: [], suggestions: [] } as const;
  const open = { ...none, allowed: true, reason: 'no-pod', address: PEER } as const;
  // The policies are taken to disagree, so that the line names the owner of the ACL.
  const allowed = Verdict === 'Allowed';
  const ingress = { ...none, allowed, reason: allowed ? 'not-granted' : 'not-isolated', address: To, acl } as const;
  const lines = explain(JSON.parse(JSON.stringify({ allowed, protocol: 'TCP', port: 80, egress: open, ingress })));
  const line = lines.find(one => one.startsWith('ingress'))!;
  return half + line.split(': ').at(-1)!.replace(', so the endpoint is out of sync', '');
}

describe('PowerShell module: Test-HnsPolicyConnection', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('returns the verdict of an endpoint’s ACLs on a connection, with the reason', async () => {
    for (const on of ENGINES) {
      const hns = new SimulatedHns();
      const networks = new Map<NetworkType, string>();
      const set = (Id: string, PolicyType: string, Values: string) => ({
        Type: 'SetPolicy',
        Settings: { Id, Name: Id, PolicyType, Values },
      });
      const addresses = Object.values(FACTS).map((_, index) => `10.224.0.${index + 1}`);
      const policies = [
        set('peers', 'IPSET', '10.1.2.0/24'),
        set('servers', 'IPSET', addresses.join(',')),
        set('both', 'NESTEDIPSET', 'peers,servers'),
      ];
      for (const type of ['Overlay', 'L2Bridge', 'NAT'] as const) networks.set(type, hns.addNetwork({ name: type, type, policies }));
      for (const [index, { acls, type = 'Overlay' }] of Object.values(FACTS).entries()) {
        hns.addEndpoint({ network: networks.get(type)!, ips: [addresses[index]!], policies: JSON.parse(JSON.stringify(acls)) });
      }
      const { given } = await session(
        hns,
        on,
        Object.values(FACTS).map(({ flow = '' }, index) => ({ command: `${IN_80(addresses[index]!)} ${flow}` })),
      );
      for (const [index, [what, { says, message }]] of Object.entries(FACTS).entries()) {
        const { objects, errors } = given[index]!;
        assert.deepEqual(errors, [], what);
        assert.equal(objects.length, 1, what);
        const { Verdict, Reason, Acls, Message, Explanation } = objects[0];
        assert.deepEqual([Verdict, Reason, ...Acls.map(({ Id }: { Id: string }) => Id)], says, `${what}: ${Message}`);
        if (message) assert.match(Message, message, what);
        assert.equal(Explanation, explained(objects[0]), what);
        assert.notEqual(Message, '', what);
      }
      assert.deepEqual(hns.writes, []);
    }
  });

  it('judges both local ends, addresses in any spelling, and many connections at once', async () => {
    for (const on of POWERSHELLS) {
      const hns = new SimulatedHns();
      const network = hns.addNetwork({ name: 'overlay', type: 'Overlay' });
      const client = hns.addEndpoint({
        network,
        name: 'client',
        ips: ['10.224.0.1', 'fd00::1'],
        policies: [acl({ Id: 'out', Direction: 'Out', RemoteAddresses: 'fd00::/64,10.224.0.2/31', RemotePorts: '443', Protocols: '6' })],
      });
      const server = hns.addEndpoint({
        network,
        name: 'server',
        ips: ['10.224.0.2', 'fd00::2'],
        policies: [acl({ Id: 'in', Action: 'Block', RemoteAddresses: 'fd00::1', LocalPorts: '443', Protocols: '6' })],
      });
      const twin = hns.addEndpoint({ network, name: 'twin', ips: ['10.224.0.3'], policies: [acl({ Id: 'twin' })] });
      const otherTwin = hns.addEndpoint({ network, ips: ['10.224.0.3'] });
      hns.addEndpoint({ network, ips: ['10.224.0.4'], state: 'Detached' });
      const { given } = await session(hns, on, [
        { command: 'Test-HnsPolicyConnection fd00:0:0::1 FD00::0002 443' },
        {
          command: `ConvertFrom-Json $data | ForEach-Object { $_ } | Test-HnsPolicyConnection -NoMatch Block`,
          data: JSON.stringify([
            { From: '10.224.0.1', To: '10.224.0.2', Port: 443, Protocol: 'TCP' },
            { From: '10.224.0.1', To: '10.224.0.2', Port: 443, Protocol: 'udp' },
            { From: '10.224.0.1', To: '10.224.0.2', Port: 80 },
            { From: '10.224.0.1', To: 'nowhere', Port: 80 },
            { From: '192.0.2.1', To: '10.224.0.4', Port: 80 },
            { From: '192.0.2.1', To: '::ffff:10.224.0.3', Port: 80 },
          ]),
        },
        { command: 'Test-HnsPolicyConnection 10.224.0.1 10.224.0.2 -Port 0' },
      ]);
      assert.deepEqual(given[0]!.objects[0], {
        Endpoint: client,
        Name: 'client',
        Direction: 'Out',
        From: 'fd00:0:0::1',
        To: 'FD00::0002',
        Protocol: 'TCP',
        Port: 443,
        Verdict: 'Allowed',
        Reason: 'Acl',
        Message: 'Allow by out (priority 1000), a foreign ACL',
        Acls: given[0]!.objects[0].Acls,
        Explanation: 'egress  of fd00:0:0::1: allowed, a foreign ACL decides [ACL out Allow Out priority 1000]',
      });
      assert.deepEqual(
        given[0]!.objects.map(({ Endpoint, Direction, Verdict, Acls }) => [Endpoint, Direction, Verdict, Acls[0].Id]),
        [
          [client, 'Out', 'Allowed', 'out'],
          [server, 'In', 'Blocked', 'in'],
        ],
      );
      assert.deepEqual(
        given[1]!.objects.map(({ Endpoint, Protocol, Port, Verdict, Reason }) => [Endpoint, Protocol, Port, Verdict, Reason]),
        [
          [client, 'TCP', 443, 'Allowed', 'Acl'],
          [server, 'TCP', 443, 'Blocked', 'NoMatch'],
          [client, 'UDP', 443, 'Blocked', 'NoMatch'],
          [server, 'UDP', 443, 'Blocked', 'NoMatch'],
          [client, 'TCP', 80, 'Blocked', 'NoMatch'],
          [server, 'TCP', 80, 'Blocked', 'NoMatch'],
          ...[twin, otherTwin].sort().map(id => [id, 'TCP', 80, 'Allowed', id === twin ? 'Acl' : 'NoAcl']),
        ],
      );
      assert.deepEqual(
        given[1]!.errors.map(({ id }) => id.split(',')[0]),
        ['NotAnAddress', 'EndpointNotFound'],
      );
      assert.match(given[1]!.errors[1]!.message, /192\.0\.2\.1 nor 10\.224\.0\.4/);
      assert.equal(given[2]!.errors.length, 1);
    }
  });
});
