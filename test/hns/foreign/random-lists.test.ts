import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatAddress, parseAddress } from '../../../src/core/address.ts';
import type { DirectionPolicy, PodPolicy } from '../../../src/core/pod-policy.ts';
import { verdict } from '../../../src/core/verdict.ts';
import { ipv4Only } from '../../../src/hns/acl/ipv4-only.ts';
import { lower } from '../../../src/hns/acl/lower.ts';
import { priorities } from '../../../src/hns/acl/priority.ts';
import { isOurs } from '../../../src/hns/document/owner.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { allowsMore } from '../../../src/hns/foreign/allows-more.ts';
import { foreignAcls } from '../../../src/hns/foreign/foreign-acl.ts';
import { place } from '../../../src/hns/foreign/placement.ts';
import type { FlowPacket } from '../../../src/simulator/hns/matcher.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { type Decision, decide as judge, rulesetOf } from '../../../src/simulator/hns/ruleset.ts';
import { STRICT, SWITCHES, type Switches } from '../../../src/simulator/hns/switches.ts';
import { grant, isolated, podPolicy } from '../acl/pod-policies.ts';
import { acl, rows, viewOf } from './acls.ts';

const SELF = '10.224.0.72';
const NODE = '10.224.0.4';
const PEERS = ['10.0.0.1', '10.0.0.9', '10.0.1.1', '198.51.100.7', 'fd00::1', SELF, NODE];
const LISTS = ['', '10.0.0.1', '10.0.0.0/24', '10.0.0.9,10.0.1.0/24', '198.51.100.0/24', NODE, 'fd00::/16', '0.0.0.0/0', 'some-set'];
const PORTS = [79, 80, 81, 8080];
const NUMBERS = [100, 299, 300, 301, 500, 999, 1000, 1001, 5000, 64999, 65000, 65001, 65499, 65500];

const peers = fc.constantFrom<('any' | readonly string[])[]>('any', ['10.0.0.1'], ['10.0.0.0/24'], ['10.0.1.0/24', '198.51.100.7']);
const ports = fc.constantFrom<Parameters<typeof grant>[1][]>('any', { TCP: [80] }, { TCP: 'any' }, { UDP: [[80, 8080]] });
const side: fc.Arbitrary<DirectionPolicy> = fc.oneof(
  fc.constant('open' as const),
  fc.array(fc.tuple(peers, ports), { maxLength: 3 }).map(grants => isolated(...grants.map(([who, what]) => grant(who, what)))),
);
const policy: fc.Arbitrary<PodPolicy> = fc.record({ ingress: side, egress: side }).map(sides => podPolicy(sides));
const foreignAcl: fc.Arbitrary<EndpointPolicy> = fc
  .record({
    action: fc.constantFrom('Allow', 'Block'),
    direction: fc.constantFrom('In', 'Out'),
    priority: fc.constantFrom(...NUMBERS),
    remote: fc.constantFrom(...LISTS),
    local: fc.constantFrom('', '', '', SELF, '192.0.2.1'),
    protocol: fc.constantFrom('', '256', '6', '17', '1'),
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

function packetOf(direction: 'In' | 'Out', peer: string, protocol: number, port: number, sourcePort = 50_000): FlowPacket {
  const [from, to] = direction === 'In' ? [peer, SELF] : [SELF, peer];
  return { from: parseAddress(from)!, to: parseAddress(to)!, protocol, port, sourcePort };
}

const NAMES = { 6: 'TCP', 17: 'UDP', 132: 'SCTP' } as const;

/** By the policy alone. A protocol without ports needs a grant of everything. */
function isAllowed(desired: PodPolicy, direction: 'In' | 'Out', { from, to, protocol, port }: FlowPacket): boolean {
  const narrow = ipv4Only(desired);
  const anyPort = (part: DirectionPolicy): DirectionPolicy =>
    part === 'open' ? part : { ...part, grants: part.grants.filter(({ ports: granted }) => granted === 'any') };
  const name = NAMES[protocol as keyof typeof NAMES];
  const rules = name ? narrow : { ...narrow, ingress: anyPort(narrow.ingress), egress: anyPort(narrow.egress) };
  const flow = { from, to, protocol: name ?? 'TCP', port };
  return direction === 'In' ? verdict(undefined, rules, flow).ingress.allowed : verdict(rules, undefined, flow).egress.allowed;
}

const PACKETS = (['In', 'Out'] as const).flatMap(direction =>
  PEERS.flatMap(peer =>
    [6, 17, 1].flatMap(protocol =>
      (protocol === 1 ? [0] : PORTS).map(port => ({ direction, packet: packetOf(direction, peer, protocol, port) })),
    ),
  ),
);

describe('hns/foreign, on random lists', function () {
  this.timeout(600_000);

  it('every packet that the simulator decides otherwise than the policy is in a reported conflict', () => {
    fc.assert(
      fc.property(policy, list, fc.constantFrom(...SWITCHES.wholeFamilyBlock), (desired, foreign, wholeFamilyBlock) => {
        const view = viewOf(desired, foreign);
        const all = [...foreign, ...lower(desired, { numbers: view.numbers }).value];
        for (const { direction, packet } of PACKETS) {
          const { allowed } = decide(all, direction, packet, { wholeFamilyBlock });
          if (allowed === isAllowed(desired, direction, packet)) continue;
          const code = allowed ? 'foreign-allow' : 'foreign-block';
          const word = direction === 'In' ? 'ingress' : 'egress';
          assert.ok(
            view.issues.some(issue => issue.code === code && issue.message.includes(word)),
            `${direction} ${formatAddress(packet.from)} -> ${formatAddress(packet.to)} ${packet.protocol}:${packet.port} ${code}`,
          );
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('every example of a conflict is decided otherwise than the policy, or ACLs of one priority disagree on it', () => {
    fc.assert(
      fc.property(policy, list, (desired, foreign) => {
        const { numbers, conflicts } = place(desired, foreignAcls(foreign, [SELF]), { hasHostPair: false, allowEgressToNode: false });
        const all = [...foreign, ...lower(desired, { numbers }).value];
        for (const { effect, direction, example } of conflicts) {
          if (!example) continue;
          // A source port that no ACL names: an example holds for any.
          const packet = packetOf(direction, example.peer, example.protocol, example.port, 40_000);
          const { allowed, by } = decide(all, direction, packet, {});
          assert.ok(by === 'clash' || allowed === (effect === 'opens'), JSON.stringify(example));
          assert.equal(isAllowed(desired, direction, packet), effect === 'closes', JSON.stringify(example));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('a list that lets a packet pass that the desired one blocks allows more, and neither the same list nor the closed one does', () => {
    const closed = (part: DirectionPolicy): DirectionPolicy => (part === 'open' ? part : { ...part, grants: [] });
    fc.assert(
      fc.property(policy, policy, list, (before, desired, foreign) => {
        const { numbers } = viewOf(desired, foreign);
        const wanted = [...foreign, ...lower(desired, { numbers }).value];
        const held = [...foreign, ...lower(before, { numbers: viewOf(before, foreign).numbers }).value];
        const isMore = allowsMore(held, wanted, [SELF]);
        for (const { direction, packet } of PACKETS) {
          if (isMore || (direction === 'In' ? desired.ingress : desired.egress) === 'open') continue;
          const [then, now] = [decide(held, direction, packet, {}), decide(wanted, direction, packet, {})];
          assert.ok(then.by === 'clash' || now.by === 'clash' || !then.allowed || now.allowed, `${direction} ${packet.port}`);
        }
        const shut = { ...desired, ingress: closed(desired.ingress), egress: closed(desired.egress) };
        assert.equal(allowsMore(wanted, wanted, [SELF]), false);
        assert.equal(allowsMore([...foreign, ...lower(shut, { numbers }).value], wanted, [SELF]), false);
      }),
      { numRuns: 1000 },
    );
  });

  it('no ACL of ours shares a number with a foreign one or overrules a foreign Block that its usual number does not', () => {
    fc.assert(
      fc.property(policy, list, (desired, foreign) => {
        const view = viewOf(desired, foreign);
        const ours = rows(desired, view).map(row => row.split(' ').slice(0, 2).join(' '));
        const theirs = new Set(
          foreignAcls(foreign, [SELF]).flatMap(({ directions, priority }) => directions.map(name => `${name} ${priority}`)),
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
        const usual = [...foreign, ...lower(desired, { numbers: beside }).value];
        const placed = [...foreign, ...lower(desired, { numbers: view.numbers }).value];
        for (const { direction, packet } of PACKETS) {
          const before = decide(usual, direction, packet, {});
          if (before.by !== 'acl' || before.allowed || isOurs({ Type: 'ACL', Settings: before.acl })) continue;
          const after = decide(placed, direction, packet, {});
          assert.equal(
            after.allowed,
            false,
            JSON.stringify(packet, (_, value) => (typeof value === 'bigint' ? String(value) : value)),
          );
        }
      }),
      { numRuns: 1000 },
    );
  });
});
