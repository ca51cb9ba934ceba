import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAddress } from '../../../../src/core/address.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import type { Direction } from '../../../../src/simulator/hns/matcher.ts';
import type { NetworkType, Policy } from '../../../../src/simulator/hns/records.ts';
import type { Decision } from '../../../../src/simulator/hns/ruleset.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7 } from '../run.ts';
import { objectsOf } from './module.ts';

// A small choice of values, so that ACLs match packets and overlap.
const PEERS = ['10.0.0.1', '10.0.0.2', '10.0.0.9', 'fd00::1', 'fd00::ffff:2', '::ffff:10.0.0.1'];
const ENTRIES = [
  ...['10.0.0.1', '10.0.0.1/32', '10.0.0.0/29', '10.0.0.3/31', '10.0.0.8/29', '10.0.0.0/8', '128.0.0.0/1', '0.0.0.0/1', '0.0.0.0/0'],
  ...['fd00::1', 'fd00::/127', 'fd00::fffe:0/111', '::/0', '::ffff:10.0.0.0/125', 'peers', 'either', 'no-such-set', 'Any'],
];
const NETWORKS = ['Overlay', 'L2Bridge', 'L2Tunnel', 'NAT', 'Transparent'] as const;
const PORTS = [80, 81, 443, 65535];

const some = <T>(entries: readonly T[]) => fc.subarray([...entries], { minLength: 1, maxLength: 3 }).map(list => list.join(','));
const maybe = <T>(arbitrary: fc.Arbitrary<T>, freq = 2) => fc.option(arbitrary, { nil: undefined, freq });
const ports = some(['80', '81-443', '1-80', '443', '65535', '5000-5001', '0-79', 'abc', '90-80']);

const anyAcl = (id: fc.Arbitrary<string | undefined>): fc.Arbitrary<Policy> =>
  fc
    .record({
      Id: id,
      Action: fc.constantFrom('Allow', 'Block'),
      Direction: fc.constantFrom('In', 'Out'),
      Protocols: maybe(fc.constantFrom('6', '17', '256', '6,17', '1', '')),
      LocalAddresses: maybe(some([...ENTRIES, '10.224.0.0/16', 'fd01::/16']), 1),
      RemoteAddresses: maybe(some(ENTRIES)),
      LocalPorts: maybe(ports, 1),
      RemotePorts: maybe(ports, 1),
      RuleType: fc.constantFrom('Switch', 'Switch', 'Switch', 'Host', undefined),
      Priority: maybe(fc.constantFrom(100, 100, 200, 1000, 65000), 4),
    })
    .map(fields => ({ Type: 'ACL', Settings: JSON.parse(JSON.stringify(fields)) }));

const anyCase = fc.record({
  network: fc.constantFrom(...NETWORKS),
  others: fc.array(anyAcl(fc.constantFrom('cni', undefined)), { maxLength: 4 }),
  ours: fc.array(anyAcl(fc.nat(9).map(n => `hns-policy-agent.${n}`)), { maxLength: 6 }),
  flows: fc.array(
    fc.record({
      direction: fc.constantFrom<Direction>('In', 'Out'),
      peer: fc.constantFrom(...PEERS),
      port: fc.constantFrom(...PORTS),
      protocol: fc.constantFrom('TCP' as const, 'UDP' as const),
      sourcePort: fc.constantFrom(0, 80, 5000),
      noMatch: fc.constantFrom('' as const, 'Allow' as const, 'Block' as const),
    }),
    { minLength: 6, maxLength: 6 },
  ),
});
type Case = typeof anyCase extends fc.Arbitrary<infer T> ? T : never;

/** Positions of the switches that the command cannot know. The first combination is the command's reading of the deciding ACL. */
const OPEN = {
  noMatch: ['allow', 'deny'],
  wholeFamilyBlock: ['nothing', 'everything'],
  setSides: ['localRemote', 'sourceDestination'],
  aclsWithoutVfp: ['enforced', 'ignored'],
  hostFirewall: ['closed', 'open'],
} as const;
type Position = { readonly [Name in keyof typeof OPEN]: (typeof OPEN)[Name][number] };
const POSITIONS = Object.entries(OPEN).reduce<object[]>(
  (all, [name, values]) => all.flatMap(one => values.map(value => ({ ...one, [name]: value }))),
  [{}],
) as Position[];

const NO_MATCH = { '': ['allow', 'deny'], Allow: ['allow'], Block: ['deny'] } as const;

const REASONS: Readonly<Record<Decision['by'], readonly string[]>> = {
  acl: ['Acl'],
  'no-match': ['NoMatch', 'NoAcl'],
  'host-firewall': ['HostFirewall'],
  clash: ['Clash'],
  'neighbour-discovery': [],
};

describe('PowerShell module: Test-HnsPolicyConnection and the simulator’s verdict', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('agree on random ACLs and connections: the common verdict of all readings of HNS, otherwise Undetermined', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyCase, { minLength: 60, maxLength: 60 }), async cases => {
        const hns = new SimulatedHns();
        const own = cases.map((_, index) => ({ 4: `10.224.0.${index + 1}`, 6: `fd01::${(index + 1).toString(16)}` }) as const);
        const ids = endpoints(
          hns,
          cases,
          own.map(addresses => Object.values(addresses)),
        );
        const asked = cases.flatMap(({ flows }, index) =>
          flows.map(flow => {
            const me = own[index]![parseAddress(flow.peer)!.family];
            const [from, to] = flow.direction === 'In' ? [flow.peer, me] : [me, flow.peer];
            return { ...flow, from, to, id: ids[index]!, endpoint: cases[index]! };
          }),
        );
        const inOrder = Object.keys(NO_MATCH).flatMap(noMatch => asked.filter(one => one.noMatch === noMatch));
        const data = inOrder.map(({ from, to, port, protocol, sourcePort, noMatch }) => ({
          From: from,
          To: to,
          Port: port,
          Protocol: protocol,
          SourcePort: sourcePort,
          NoMatch: noMatch,
        }));
        const commands = Object.keys(NO_MATCH).map(
          noMatch => `$flows | Where-Object NoMatch -eq '${noMatch}' | Test-HnsPolicyConnection ${noMatch && `-NoMatch ${noMatch}`}`,
        );
        const command = `$flows = ConvertFrom-Json $data; ${commands.join('; ')}`;
        const said = await objectsOf(hns, POWERSHELL_7, command, JSON.stringify(data));
        assert.equal(said.length, inOrder.length);
        let decided = 0;
        for (const [index, one] of inOrder.entries()) {
          const expected = verdictOf(hns, one);
          const { Verdict, Reason, Acls } = said[index];
          const label = `${JSON.stringify(one)}: ${JSON.stringify(said[index])}`;
          assert.deepEqual([said[index].Endpoint, said[index].Direction], [one.id, one.direction]);
          assert.equal(Verdict, expected.verdict, label);
          if (expected.by) assert.ok(REASONS[expected.by].includes(Reason), label);
          if (expected.acl) assert.deepEqual([Acls[0].Id, Acls[0].Priority, Acls[0].Action], expected.acl, label);
          if (Reason === 'Acl') decided++;
        }
        assert.ok(decided > 0, 'the ACLs match no packet');
      }),
      // One process handles all cases. Shrinking would start a process per attempt.
      { numRuns: 1, endOnFailure: true },
    ));
});

function endpoints(hns: SimulatedHns, cases: readonly Case[], addresses: readonly (readonly string[])[]): string[] {
  const set = (Id: string, PolicyType: string, Values: string) => ({ Type: 'SetPolicy', Settings: { Id, Name: Id, PolicyType, Values } });
  const sets = [
    set('peers', 'IPSET', '10.0.0.2,10.224.0.0/26,fd00::/127'),
    set('few', 'IPSET', '10.0.0.9'),
    set('either', 'NESTEDIPSET', 'peers,few'),
  ];
  const networks = new Map<NetworkType, string>(NETWORKS.map(type => [type, hns.addNetwork({ name: type, type, policies: sets })]));
  return cases.map(({ network, others, ours }, index) => {
    const id = hns.addEndpoint({ network: networks.get(network)!, ips: addresses[index]!, policies: others });
    hns.setPolicies(id, [...ours.slice(0, 2), ...others, ...ours.slice(2)]);
    return id;
  });
}

interface Asked {
  readonly id: string;
  readonly direction: Direction;
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
  readonly sourcePort: number;
  readonly noMatch: keyof typeof NO_MATCH;
}

interface Expected {
  readonly verdict: string;
  /** The first reading's decision, if all readings agree. */
  readonly by?: Decision['by'];
  readonly acl?: readonly [id: string, priority: number, action: string];
}

/** The common verdict of all readings of HNS, otherwise Undetermined. */
function verdictOf(hns: SimulatedHns, { id, direction, from, to, port, protocol, sourcePort, noMatch }: Asked): Expected {
  const packet = { from: parseAddress(from)!, to: parseAddress(to)!, protocol, port, ...(sourcePort > 0 && { sourcePort }) };
  const allowed: readonly string[] = NO_MATCH[noMatch];
  const decisions = POSITIONS.filter(position => allowed.includes(position.noMatch)).map(position => {
    hns.configure(position);
    return hns.judge(id, direction, packet);
  });
  const verdicts = new Set(decisions.map(({ by, allowed }) => (by === 'clash' ? 'Undetermined' : allowed ? 'Allowed' : 'Blocked')));
  const verdict = verdicts.size === 1 ? [...verdicts][0]! : 'Undetermined';
  if (verdicts.size > 1) return { verdict };
  const [{ by, acl }] = decisions as [Decision];
  return { verdict, by, ...(acl && { acl: [acl.Id, acl.Priority, acl.Action] }) };
}
