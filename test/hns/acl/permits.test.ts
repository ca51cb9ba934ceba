import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type AddressSet, formatAddress, hasAddress, parseAddress } from '../../../src/core/address.ts';
import { contains, type Interval } from '../../../src/core/interval.ts';
import type { Protocol } from '../../../src/core/model.ts';
import type { DirectionPolicy, Grant, PodPolicy } from '../../../src/core/pod-policy.ts';
import { verdict } from '../../../src/core/verdict.ts';
import { areasOf } from '../../../src/hns/acl/area.ts';
import { enforceable } from '../../../src/hns/acl/enforceable.ts';
import { lower } from '../../../src/hns/acl/lower.ts';
import { merge } from '../../../src/hns/acl/merge.ts';
import { peerNumbers } from '../../../src/hns/acl/peer-numbers.ts';
import { aclsOf, permitsOf } from '../../../src/hns/acl/permits.ts';
import { sharesOf } from '../../../src/hns/acl/shares.ts';
import { judge, type TestPacket } from './judge.ts';
import { grant, isolated, podPolicy } from './pod-policies.ts';

const LIMITS = { maxAcls: 1000, maxEntries: 4000 };

/** `6 80,443 from 10.0.0.1` */
function lines(...grants: readonly Grant[]): string[] {
  return permitsOf(grants, 4, LIMITS)!.map(({ protocol, ports, addresses }) => `${protocol} ${ports} from ${addresses}`);
}

describe('hns/permits', () => {
  it('no grant, no permit', () => {
    assert.deepEqual(lines(), []);
  });

  it('grants of the same ports unite their peers', () => {
    assert.deepEqual(lines(grant(['10.0.0.1'], { TCP: [80] }), grant(['10.0.0.9', '10.0.0.0'], { TCP: [80] })), [
      'TCP 80 from 10.0.0.0/31,10.0.0.9',
    ]);
  });

  it('grants of the same peers unite their ports', () => {
    assert.deepEqual(lines(grant(['10.0.0.1'], { TCP: [443] }), grant(['10.0.0.1'], { TCP: [80, 81] })), ['TCP 80-81,443 from 10.0.0.1']);
  });

  it('a rule with several protocols gives one permit for each', () => {
    assert.deepEqual(lines(grant(['10.0.0.1'], { UDP: [53], TCP: [53] })), ['TCP 53 from 10.0.0.1', 'UDP 53 from 10.0.0.1']);
  });

  it('every port of one protocol does not mean every protocol', () => {
    assert.deepEqual(lines(grant('any', { TCP: 'any' })), ['TCP any from any']);
    assert.deepEqual(lines(grant('any', 'any')), ['any any from any']);
  });

  it('a grant for any peer on any port covers every other grant', () => {
    assert.deepEqual(
      lines(grant(['10.0.0.1'], { TCP: [80] }), grant('any', 'any'), grant(['10.0.0.2'], 'any'), grant('any', { UDP: 'any' })),
      ['any any from any'],
    );
  });

  it('a grant that a wider one covers is dropped', () => {
    assert.deepEqual(lines(grant(['10.0.0.1'], 'any'), grant(['10.0.0.1'], { TCP: [80], UDP: 'any' })), ['any any from 10.0.0.1']);
    assert.deepEqual(lines(grant('any', { TCP: [80] }), grant(['10.0.0.1'], { TCP: [80] })), ['TCP 80 from any']);
    assert.deepEqual(lines(grant(['10.0.0.1'], { TCP: 'any' }), grant(['10.0.0.1'], { TCP: [80] })), ['TCP any from 10.0.0.1']);
  });

  it('a port with more peers than the range around it does not cut the range in two', () => {
    assert.deepEqual(lines(grant(['10.0.0.1'], { TCP: [[1000, 2000]] }), grant(['10.0.0.7'], { TCP: [1500] })), [
      'TCP 1000-2000 from 10.0.0.1',
      'TCP 1500 from 10.0.0.7',
    ]);
  });

  it('a block is not cut into pieces around an address that another permit names', () => {
    assert.deepEqual(lines(grant(['10.1.2.3', '172.16.0.1'], 'any'), grant(['10.0.0.0/8'], { TCP: [80] })), [
      'any any from 10.1.2.3,172.16.0.1',
      'TCP 80 from 10.0.0.0/8',
    ]);
  });

  it('peers that overlap on different ports make no third permit', () => {
    assert.deepEqual(lines(grant(['10.0.0.1', '10.0.0.5'], { TCP: [80] }), grant(['10.0.0.5', '10.0.0.9'], { TCP: [443] })), [
      'TCP 80 from 10.0.0.1,10.0.0.5',
      'TCP 443 from 10.0.0.5,10.0.0.9',
    ]);
  });

  it('the whole IPv4 space is two halves, even if it results from merging', () => {
    assert.deepEqual(lines(grant(['0.0.0.0/0'], { TCP: [80] })), ['TCP 80 from 0.0.0.0/1,128.0.0.0/1']);
    assert.deepEqual(lines(grant(['128.0.0.0/1'], 'any'), grant(['0.0.0.0/2'], 'any'), grant(['64.0.0.0/2'], 'any')), [
      'any any from 0.0.0.0/1,128.0.0.0/1',
    ]);
    assert.deepEqual(lines(grant(['0.0.0.0/1'], 'any'), grant(['128.0.0.0/1'], { TCP: [80] })), [
      'any any from 0.0.0.0/1',
      'TCP 80 from 128.0.0.0/1',
    ]);
  });

  it('IPv6 peers and SCTP are left out, without a replacement', () => {
    assert.deepEqual(lines(grant(['fd00::/8'], 'any'), grant('any', { SCTP: [80] }), grant(['fd00::1'], { TCP: [80] })), []);
    assert.deepEqual(lines(grant(['fd00::1', '10.0.0.1'], { SCTP: 'any', TCP: [80] })), ['TCP 80 from 10.0.0.1']);
  });

  it('a permit names its policy if only that policy grants all of it', () => {
    const sources = (...grants: readonly Grant[]) => permitsOf(grants, 4, LIMITS)!.map(({ source }) => source);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a')), ['demo/a']);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a'), grant(['10.0.0.2'], { TCP: [80] }, 'demo/a')), ['demo/a']);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a'), grant(['10.0.0.2'], { TCP: [80] }, 'demo/b')), [undefined]);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a'), grant(['10.0.0.1'], { TCP: [80] }, 'demo/b')), [undefined]);
    assert.deepEqual(sources(grant('any', 'any', 'demo/a'), grant(['10.0.0.1'], { TCP: [80] }, 'demo/b')), ['demo/a']);
    assert.deepEqual(sources(grant('any', { TCP: [80] }, 'demo/a'), grant(['10.0.0.1'], { TCP: [80] }, 'demo/b')), ['demo/a']);
  });

  describe('cases in which merging costs more', () => {
    const pairs = (count: number, portOf: (pair: number) => number): Grant[] => {
      const ports = Array.from({ length: count }, (): number[] => []);
      let pair = 0;
      for (let i = 0; i < count; i++) {
        for (let j = i + 1; j < count; j++, pair++) for (const member of [i, j]) ports[member]!.push(portOf(pair));
      }
      return ports.map((list, i) => grant([`10.0.${i >> 7}.${(i & 127) * 2}`], { TCP: list }));
    };
    /** Checks the verdict for each peer on its own ports, and on the ports that only other peers have. */
    const assertExact = (grants: readonly Grant[]): void => {
      const { value, issues } = lower(podPolicy({ ingress: isolated(...grants), nodeAddresses: [] }), { maxAcls: 5000 });
      assert.deepEqual(issues, []);
      for (const { peers } of grants.slice(0, 12)) {
        const peer = formatAddress({ family: 4, value: (peers as AddressSet).v4[0]![0] });
        for (const port of [1000, 1002, 1004, 1006, 1100, 1500]) {
          const packet = { peer, name: 'TCP', protocol: 6, port };
          assert.equal(judge(value, 'In', packet), grants.some(one => granted(one, packet)) ? 'Allow' : 'Block', JSON.stringify(packet));
        }
      }
    };

    it('the grants are not merged: 20 peers, of which each pair shares a port, give 20 permits, not 190', () => {
      const grants = pairs(20, pair => 1000 + 2 * pair);
      assert.equal(lines(...grants).length, 20);
      assertExact(grants);
    });

    it('the work stops at its bounds, and the result is still exact', () => {
      const grants = pairs(100, pair => 1000 + 2 * pair);
      assert.equal(merge(areasOf(sharesOf(grants, peerNumbers(4, grants)).TCP)), undefined);
      assert.equal(lines(...grants).length, 100);
      assertExact(grants);
    });

    it('grants of the same peers or ports are still joined', () => {
      const grants = pairs(100, pair => 1000 + 2 * pair);
      assert.equal(lines(...grants, ...grants, grant(['10.0.0.0'], { TCP: [999] })).length, 100);
    });

    it('a policy of 1,000 rules with 60 ports each fits into 1,000 ACLs, but not with one more rule', () => {
      const rules = (count: number) =>
        Array.from({ length: count }, (_, i) =>
          grant([`10.1.${i >> 8}.${i & 255}`], { TCP: Array.from({ length: 60 }, (_, k) => 1 + ((i * 61 + k * k * 7919) % 65_535)) }),
        );
      assert.equal(permitsOf(rules(1000), 4, LIMITS)?.length, 1000);
      assert.equal(permitsOf(rules(1001), 4, LIMITS), undefined);
    });
  });

  it('2,000 policies with the same peers and ports give one permit', () => {
    const peers = grant(
      Array.from({ length: 2000 }, (_, i) => `10.0.${i >> 7}.${(i & 127) * 2}`),
      'any',
    ).peers;
    const grants = Array.from({ length: 2000 }, (_, i) => ({ ...grant(['10.9.9.9'], { TCP: [80] }, `demo/p${i}`), peers }));
    const permits = permitsOf(grants, 4, LIMITS)!;
    assert.deepEqual(
      permits.map(({ protocol, ports, addresses, source }) => [protocol, ports, addresses.length, source]),
      [['TCP', ['80'], 2000, undefined]],
    );
  });
});

// A few values with common edges, so that random grants overlap, touch and cover each other.
const BLOCKS = [
  '0.0.0.0/0',
  '0.0.0.0/1',
  '128.0.0.0/1',
  '10.0.0.0/8',
  '10.0.0.0/30',
  '10.0.0.0',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.4',
  'fd00::/8',
];
const PEERS = [
  '0.0.0.0',
  '9.255.255.255',
  '10.0.0.0',
  '10.0.0.1',
  '10.0.0.2',
  '10.0.0.3',
  '10.0.0.4',
  '127.0.0.1',
  '128.0.0.0',
  '255.255.255.255',
];
const RANGES: readonly Interval<number>[] = [
  [1, 65535],
  [1, 80],
  [80, 80],
  [81, 90],
  [85, 443],
  [443, 443],
  [65535, 65535],
];
const PORTS = [1, 79, 80, 81, 85, 91, 443, 444, 65535];
const PROTOCOLS = [
  ['TCP', 6],
  ['UDP', 17],
  ['SCTP', 132],
  ['ICMP', 1],
] as const;

const anyRanges = fc.oneof(fc.constant('any' as const), fc.subarray([...RANGES], { minLength: 1, maxLength: 3 }));
const anyPorts = fc.oneof(
  fc.constant('any' as const),
  fc.record({ TCP: anyRanges, UDP: anyRanges, SCTP: anyRanges }, { requiredKeys: [] }).filter(ports => Object.keys(ports).length > 0),
);
const anyPeers = fc.oneof(
  { weight: 1, arbitrary: fc.constant('any' as const) },
  { weight: 6, arbitrary: fc.subarray(BLOCKS, { minLength: 1, maxLength: 4 }) },
);
const anyGrant = fc.tuple(anyPeers, anyPorts).map(([peers, ports]) => grant(peers, ports));
const anyGrants = fc.array(anyGrant, { maxLength: 7 });

function* packets(): Generator<TestPacket & { readonly name: string }> {
  for (const peer of [...PEERS, 'fd00::1', 'fe80::1']) {
    for (const [name, protocol] of PROTOCOLS) for (const port of PORTS) yield { peer, name, protocol, port };
  }
}

/** Computed from the grants alone. Only a grant for any peer allows IPv6, and only a grant for every protocol allows SCTP and ICMP. */
function granted({ peers, ports }: Grant, packet: TestPacket & { readonly name: string }): boolean {
  const address = parseAddress(packet.peer)!;
  if (peers !== 'any' && (address.family === 6 || !hasAddress(peers, address))) return false;
  if (ports === 'any') return true;
  return (packet.name === 'TCP' || packet.name === 'UDP') && contains(ports[packet.name] ?? [], packet.port);
}

/** The verdict of the core. Only an ACL for every protocol matches SCTP. */
function coreAllows(policy: PodPolicy, side: 'ingress' | 'egress', { peer, name, port }: TestPacket & { readonly name: string }): boolean {
  const [other, own] = [parseAddress(peer)!, parseAddress('10.224.0.72')!];
  const grants = (direction: DirectionPolicy): DirectionPolicy =>
    direction === 'open' ? 'open' : { ...direction, grants: direction.grants.filter(({ ports }) => name !== 'SCTP' || ports === 'any') };
  const judged = { ...enforceable(policy), [side]: grants(enforceable(policy)[side]) };
  const packet = { from: side === 'ingress' ? other : own, to: side === 'ingress' ? own : other, protocol: name as Protocol, port };
  return (side === 'ingress' ? verdict(undefined, judged, packet) : verdict(judged, undefined, packet)).allowed;
}

describe('hns/permits, of random grants', () => {
  it('the ACLs allow what the grants allow and block the rest, in both directions and with lists of any maximum length', () => {
    fc.assert(
      fc.property(
        anyGrants,
        fc.constantFrom('In' as const, 'Out' as const),
        fc.constantFrom(1, 2, 3, 4, 5, 4000),
        (grants, direction, maxEntries) => {
          const side = direction === 'In' ? 'ingress' : 'egress';
          const policy = podPolicy({ [side]: isolated(...grants), nodeAddresses: [] });
          const { value } = lower(policy, { maxEntries });
          for (const packet of packets()) {
            const expected = grants.some(one => granted(one, packet)) ? 'Allow' : 'Block';
            assert.equal(judge(value, direction, packet), expected, JSON.stringify(packet));
            if (packet.name !== 'ICMP') assert.equal(coreAllows(policy, side, packet), expected === 'Allow', JSON.stringify(packet));
          }
          const contents = value.map(({ Settings: { Id: _, ...content } }) => JSON.stringify(content));
          assert.equal(new Set(contents).size, contents.length);
          for (const { Settings } of value) {
            for (const list of [Settings.RemoteAddresses, Settings.LocalPorts, Settings.RemotePorts]) {
              assert.notEqual(list, '');
              assert.ok((list?.split(',').length ?? 0) <= maxEntries);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('equal meaning gives equal permits, for any order and division of the grants', () => {
    const shuffled = anyGrants.chain(grants => {
      const pieces = grants.flatMap(inPieces);
      return fc.tuple(fc.constant(grants), fc.shuffledSubarray(pieces, { minLength: pieces.length }), fc.subarray(grants));
    });
    fc.assert(
      fc.property(shuffled, ([grants, pieces, again]) => {
        assert.deepEqual(meaningOf([...pieces, ...again]), meaningOf(grants));
      }),
      { numRuns: 500 },
    );
  });

  it('never need more ACLs than the single grants', () => {
    fc.assert(
      fc.property(anyGrants, fc.integer({ min: 1, max: 5 }), (grants, maxEntries) => {
        const limits = { maxAcls: 10_000, maxEntries };
        const alone = grants.map(one => aclsOf(permitsOf([one], 4, limits)!, limits));
        assert.ok(aclsOf(permitsOf(grants, 4, limits)!, limits) <= alone.reduce((sum, count) => sum + count, 0));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Does not choose between merging and joining, because that choice depends on the division of the grants. */
function meaningOf(grants: readonly Grant[]) {
  const { everyPort, TCP, UDP } = sharesOf(grants, peerNumbers(4, grants));
  return { everyPort, TCP: merge(areasOf(TCP)), UDP: merge(areasOf(UDP)) };
}

/** Divides a grant into one for each address range and protocol, with port ranges divided further. */
function inPieces({ peers, ports, ...rest }: Grant): Grant[] {
  const peerParts: Grant['peers'][] =
    peers === 'any'
      ? ['any']
      : [
          ...peers.v4.map(range => ({ v4: cutOff([range]), v6: [] })),
          ...peers.v4.map(range => ({ v4: [range], v6: [] })),
          { v4: [], v6: peers.v6 },
        ];
  const portParts: Grant['ports'][] =
    ports === 'any'
      ? ['any']
      : Object.entries(ports).flatMap(([protocol, ranges]) =>
          ranges.flatMap(range => [{ [protocol]: [range] }, { [protocol]: cutOff([range]) }]),
        );
  return peerParts.flatMap(some => portParts.map(part => ({ ...rest, peers: some, ports: part })));
}

/** The same range without its last member, unless it has only one. */
function cutOff([[first, last]]: readonly [Interval<number>]): Interval<number>[] {
  return [[first, Math.max(first, last - 1)]];
}
