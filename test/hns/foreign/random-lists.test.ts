import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAddress, parseAddress } from '../../../src/core/address.ts';
import type { Pod } from '../../../src/core/model.ts';
import type { DirectionPolicy, PodPolicy } from '../../../src/core/pod-policy.ts';
import { verdict } from '../../../src/core/verdict.ts';
import { enforceable } from '../../../src/hns/acl/enforceable.ts';
import { lower } from '../../../src/hns/acl/lower.ts';
import { priorities } from '../../../src/hns/acl/priority.ts';
import { isOurs } from '../../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { allowsMore } from '../../../src/hns/foreign/allows-more.ts';
import { foreignAcls } from '../../../src/hns/foreign/foreign-acl.ts';
import { place as placed } from '../../../src/hns/foreign/placement.ts';
import type { FlowPacket } from '../../../src/simulator/hns/matcher.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { type Decision, decide as judge, rulesetOf } from '../../../src/simulator/hns/ruleset.ts';
import { STRICT, SWITCHES, type Switches } from '../../../src/simulator/hns/switches.ts';
import { grant, isolated, pod, podPolicy } from '../acl/pod-policies.ts';
import { acl, rows, viewOf } from './acls.ts';

const SELF = '10.224.0.72';
const NODE = '10.224.0.4';
const SELF_V6 = 'fd00:1::72';
const NODE_V6 = 'fd00:1::4';
const PEERS = ['10.0.0.1', '10.0.0.9', '10.0.1.1', '198.51.100.7', 'fd00::1', 'fd00::9', '2001:db8::1', SELF, NODE, SELF_V6, NODE_V6];
const LISTS = [
  '',
  '10.0.0.1',
  '10.0.0.0/24',
  '10.0.0.9,10.0.1.0/24',
  '198.51.100.0/24',
  NODE,
  'fd00::/16',
  'fd00::1,fd00::8/125',
  '0.0.0.0/0',
  '::/0',
  'some-set',
];
const PORTS = [79, 80, 81, 8080];
const NUMBERS = [100, 299, 300, 301, 500, 999, 1000, 1001, 5000, 64999, 65000, 65001, 65499, 65500];

type Peers = 'any' | readonly string[];
const IPV4_PEERS: readonly Peers[] = ['any', ['10.0.0.1'], ['10.0.0.0/24'], ['10.0.1.0/24', '198.51.100.7']];
const IPV6_PEERS: readonly Peers[] = [['fd00::1', '10.0.0.9'], ['fd00::/64'], ['::/0']];
const ports = fc.constantFrom<Parameters<typeof grant>[1][]>('any', { TCP: [80] }, { TCP: 'any' }, { UDP: [[80, 8080]] });

function sidesWith(peers: readonly Peers[]) {
  const grants = fc.array(fc.tuple(fc.constantFrom(...peers), ports), { maxLength: 3 });
  const side: fc.Arbitrary<DirectionPolicy> = fc.oneof(
    fc.constant('open' as const),
    grants.map(list => isolated(...list.map(([who, what]) => grant(who, what)))),
  );
  return fc.record({ ingress: side, egress: side });
}

const place4 = { pod: pod([SELF]), nodeAddresses: [NODE] };
const place6 = { pod: pod([SELF, SELF_V6]), nodeAddresses: [NODE, NODE_V6] };
/** With IPv6 rejected and translated. */
const MODES = [
  { ipv6: false, place: place4, sides: sidesWith(IPV4_PEERS) },
  { ipv6: true, place: place6, sides: sidesWith([...IPV4_PEERS, ...IPV6_PEERS]) },
] as const;
const foreignAcl: fc.Arbitrary<EndpointPolicy> = fc
  .record({
    action: fc.constantFrom('Allow', 'Block'),
    direction: fc.constantFrom('In', 'Out'),
    priority: fc.constantFrom(...NUMBERS),
    remote: fc.constantFrom(...LISTS),
    local: fc.constantFrom('', '', '', SELF, SELF_V6, `${SELF},${SELF_V6}`, '192.0.2.1'),
    protocol: fc.constantFrom('', '256', '6', '17', '1', '58'),
    ports: fc.constantFrom('', '', '80', '80-8080'),
    sourcePorts: fc.constantFrom('', '', '', '50000'),
  })
  .map(({ action, direction, priority, remote, local, protocol, ports, sourcePorts }) => {
    const hasPorts = protocol === '6' || protocol === '17';
    const [near, far] = direction === 'In' ? ['LocalPorts', 'RemotePorts'] : ['RemotePorts', 'LocalPorts'];
    return acl(action, direction, priority, {
      Protocols: protocol,
      RemoteAddresses: remote,
      LocalAddresses: local,
      ...(hasPorts && { [near!]: ports, [far!]: sourcePorts }),
    });
  });
const list = fc.array(foreignAcl, { maxLength: 7 });

function decide(policies: readonly EndpointPolicy[], direction: 'In' | 'Out', packet: FlowPacket, switches: Partial<Switches>): Decision {
  const all = { ...STRICT, noMatch: 'allow' as const, ...switches };
  const ruleset = rulesetOf({ policies: policies as Policy[], native: new Set() }, 'L2Tunnel', new Map(), all);
  return judge(ruleset, direction, packet, all);
}

function packetOf(pod: Pod, direction: 'In' | 'Out', peer: string, protocol: number, port: number, sourcePort = 50_000): FlowPacket {
  const self = pod.addresses.find(own => own.includes(':') === peer.includes(':')) ?? SELF;
  const [from, to] = direction === 'In' ? [peer, self] : [self, peer];
  return { from: parseAddress(from)!, to: parseAddress(to)!, protocol, port, sourcePort };
}

const NAMES = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' } as const;

/** By the policy alone. A protocol without ports needs a grant of everything. */
function isAllowed(desired: PodPolicy, ipv6: boolean, direction: 'In' | 'Out', { from, to, protocol, port }: FlowPacket): boolean {
  if (ipv6 && protocol === 58 && from.family === 6) return true;
  const narrow = enforceable(desired, ipv6);
  const anyPort = (part: DirectionPolicy): DirectionPolicy =>
    part === 'open' ? part : { ...part, grants: part.grants.filter(({ ports: granted }) => granted === 'any') };
  const name = NAMES[protocol as keyof typeof NAMES];
  const rules = name ? narrow : { ...narrow, ingress: anyPort(narrow.ingress), egress: anyPort(narrow.egress) };
  const flow = { from, to, protocol: name ?? 'TCP', port };
  return direction === 'In' ? verdict(undefined, rules, flow).ingress.allowed : verdict(rules, undefined, flow).egress.allowed;
}

const packetsOf = (pod: Pod) =>
  (['In', 'Out'] as const).flatMap(direction =>
    PEERS.flatMap(peer =>
      [6, 17, peer.includes(':') ? 58 : 1].flatMap(protocol =>
        (protocol === 1 || protocol === 58 ? [0] : PORTS).map(port => ({
          direction,
          packet: packetOf(pod, direction, peer, protocol, port),
        })),
      ),
    ),
  );

describe('hns/foreign, on random lists', function () {
  this.timeout(600_000);

  for (const { ipv6, place, sides } of MODES) {
    const policies = sides.map(part => podPolicy({ ...place, ...part }));
    const packets = packetsOf(place.pod);
    const name = (fact: string) => `${fact} (IPv6 ${ipv6 ? 'translated' : 'rejected'})`;

    it(name('every packet that the simulator decides otherwise than the policy is in a reported conflict'), () => {
      fc.assert(
        fc.property(policies, list, fc.constantFrom(...SWITCHES.wholeFamilyBlock), (desired, foreign, wholeFamilyBlock) => {
          const view = viewOf(desired, foreign, { ipv6 });
          const all = [...foreign, ...lower(desired, { numbers: view.numbers, ipv6 }).value];
          for (const { direction, packet } of packets) {
            const { allowed } = decide(all, direction, packet, { wholeFamilyBlock });
            if (allowed === isAllowed(desired, ipv6, direction, packet)) continue;
            const code = allowed ? 'foreign-allow' : 'foreign-block';
            const word = direction === 'In' ? 'ingress' : 'egress';
            assert.ok(
              view.issues.some(issue => issue.code === code && issue.message.includes(word)),
              `${direction} ${formatAddress(packet.from)} -> ${formatAddress(packet.to)} ${packet.protocol}:${packet.port} ${code}`,
            );
          }
        }),
        { numRuns: ipv6 ? 300 : 1000 },
      );
    });

    it(name('every example of a conflict is decided otherwise than the policy, or ACLs of one priority disagree on it'), () => {
      fc.assert(
        fc.property(policies, list, (desired, foreign) => {
          const { numbers, conflicts } = placed(desired, foreignAcls(foreign, place.pod.addresses), {
            hasHostPair: false,
            allowEgressToNode: false,
            ipv6,
          });
          const all = [...foreign, ...lower(desired, { numbers, ipv6 }).value];
          for (const { effect, direction, example } of conflicts) {
            if (!example) continue;
            // A source port that no ACL names: an example holds for any.
            const packet = packetOf(place.pod, direction, example.peer, example.protocol, example.port, 40_000);
            const { allowed, by } = decide(all, direction, packet, {});
            assert.ok(by === 'clash' || allowed === (effect === 'opens'), JSON.stringify(example));
            assert.equal(isAllowed(desired, ipv6, direction, packet), effect === 'closes', JSON.stringify(example));
          }
        }),
        { numRuns: ipv6 ? 300 : 1000 },
      );
    });

    it(
      name('a list that lets a packet pass that the desired one blocks allows more, and neither the same list nor the closed one does'),
      () => {
        const closed = (part: DirectionPolicy): DirectionPolicy => (part === 'open' ? part : { ...part, grants: [] });
        fc.assert(
          fc.property(policies, policies, list, (before, desired, foreign) => {
            const { numbers } = viewOf(desired, foreign, { ipv6 });
            const wanted = [...foreign, ...lower(desired, { numbers, ipv6 }).value];
            const held = [...foreign, ...lower(before, { numbers: viewOf(before, foreign, { ipv6 }).numbers, ipv6 }).value];
            const isMore = allowsMore(held, wanted, place.pod.addresses);
            for (const { direction, packet } of packets) {
              if (isMore || (direction === 'In' ? desired.ingress : desired.egress) === 'open') continue;
              const [then, now] = [decide(held, direction, packet, {}), decide(wanted, direction, packet, {})];
              assert.ok(then.by === 'clash' || now.by === 'clash' || !then.allowed || now.allowed, `${direction} ${packet.port}`);
            }
            const shut = { ...desired, ingress: closed(desired.ingress), egress: closed(desired.egress) };
            assert.equal(allowsMore(wanted, wanted, place.pod.addresses), false);
            assert.equal(allowsMore([...foreign, ...lower(shut, { numbers, ipv6 }).value], wanted, place.pod.addresses), false);
          }),
          { numRuns: ipv6 ? 300 : 1000 },
        );
      },
    );

    it(name('no ACL of ours shares a number with a foreign one or overrules a foreign Block that its usual number does not'), () => {
      fc.assert(
        fc.property(policies, list, (desired, foreign) => {
          const view = viewOf(desired, foreign, { ipv6 });
          const ours = rows(desired, view, ipv6).map(row => row.split(' ').slice(0, 2).join(' '));
          const theirs = new Set(
            foreignAcls(foreign, place.pod.addresses).flatMap(({ directions, priority }) => directions.map(name => `${name} ${priority}`)),
          );
          assert.deepEqual(
            ours.filter(place => theirs.has(place)),
            [],
          );
          const taken = (name: 'In' | 'Out') =>
            new Set(
              foreign
                .map(({ Settings }) => Settings as { Direction: string; Priority: number })
                .flatMap(({ Direction, Priority }) => (Direction === name ? Priority : [])),
            );
          const beside = { In: priorities(taken('In')), Out: priorities(taken('Out')) };
          const usual = [...foreign, ...lower(desired, { numbers: beside, ipv6 }).value];
          const moved = [...foreign, ...lower(desired, { numbers: view.numbers, ipv6 }).value];
          for (const { direction, packet } of packets) {
            const before = decide(usual, direction, packet, {});
            if (before.by !== 'acl' || before.allowed || isOurs({ Type: 'ACL', Settings: before.acl })) continue;
            const after = decide(moved, direction, packet, {});
            assert.equal(
              after.allowed,
              false,
              JSON.stringify(packet, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
            );
          }
        }),
        { numRuns: ipv6 ? 300 : 1000 },
      );
    });
  }
});
