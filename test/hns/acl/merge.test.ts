import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasAddress, parseAddress } from '../../../src/core/address.ts';
import { contains, type Interval } from '../../../src/core/interval.ts';
import type { Grant } from '../../../src/core/pod-policy.ts';
import { lower } from '../../../src/hns/acl/lower.ts';
import { merge } from '../../../src/hns/acl/merge.ts';
import { judge, type TestPacket } from './judge.ts';
import { grant, isolated, podPolicy } from './pod-policies.ts';

/** `6 80,443 from 10.0.0.1` */
function lines(...grants: readonly Grant[]): string[] {
  return merge(grants).map(({ protocol, ports, addresses }) => `${protocol} ${ports} from ${addresses}`);
}

describe('hns/merge', () => {
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

  it('a rule of several protocols is one permit each', () => {
    assert.deepEqual(lines(grant(['10.0.0.1'], { UDP: [53], TCP: [53] })), ['TCP 53 from 10.0.0.1', 'UDP 53 from 10.0.0.1']);
  });

  it('every port of a protocol is not every protocol', () => {
    assert.deepEqual(lines(grant('any', { TCP: 'any' })), ['TCP any from any']);
    assert.deepEqual(lines(grant('any', 'any')), ['any any from any']);
  });

  it('anyone on anything swallows every other grant', () => {
    assert.deepEqual(
      lines(grant(['10.0.0.1'], { TCP: [80] }), grant('any', 'any'), grant(['10.0.0.2'], 'any'), grant('any', { UDP: 'any' })),
      ['any any from any'],
    );
  });

  it('what a wider grant covers is dropped', () => {
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

  it('the whole IPv4 space is two halves, also where it only comes about by merging', () => {
    assert.deepEqual(lines(grant(['0.0.0.0/0'], { TCP: [80] })), ['TCP 80 from 0.0.0.0/1,128.0.0.0/1']);
    assert.deepEqual(lines(grant(['128.0.0.0/1'], 'any'), grant(['0.0.0.0/2'], 'any'), grant(['64.0.0.0/2'], 'any')), [
      'any any from 0.0.0.0/1,128.0.0.0/1',
    ]);
    assert.deepEqual(lines(grant(['0.0.0.0/1'], 'any'), grant(['128.0.0.0/1'], { TCP: [80] })), [
      'any any from 0.0.0.0/1',
      'TCP 80 from 128.0.0.0/1',
    ]);
  });

  it('IPv6 peers and SCTP are left out, and nothing takes their place', () => {
    assert.deepEqual(lines(grant(['fd00::/8'], 'any'), grant('any', { SCTP: [80] }), grant(['fd00::1'], { TCP: [80] })), []);
    assert.deepEqual(lines(grant(['fd00::1', '10.0.0.1'], { SCTP: 'any', TCP: [80] })), ['TCP 80 from 10.0.0.1']);
  });

  it('a permit names its policy where that one alone grants all of it', () => {
    const sources = (...grants: readonly Grant[]) => merge(grants).map(({ source }) => source);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a')), ['demo/a']);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a'), grant(['10.0.0.2'], { TCP: [80] }, 'demo/a')), ['demo/a']);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a'), grant(['10.0.0.2'], { TCP: [80] }, 'demo/b')), [undefined]);
    assert.deepEqual(sources(grant(['10.0.0.1'], { TCP: [80] }, 'demo/a'), grant(['10.0.0.1'], { TCP: [80] }, 'demo/b')), [undefined]);
    assert.deepEqual(sources(grant('any', 'any', 'demo/a'), grant(['10.0.0.1'], { TCP: [80] }, 'demo/b')), ['demo/a']);
    assert.deepEqual(sources(grant('any', { TCP: [80] }, 'demo/a'), grant(['10.0.0.1'], { TCP: [80] }, 'demo/b')), ['demo/a']);
  });
});

// Few values that meet each other's edges, so that random grants overlap, touch and cover.
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

/** From the grants alone. An IPv6 peer is let in by nothing but a grant to anyone, SCTP and ICMP by nothing but one of every protocol. */
function granted({ peers, ports }: Grant, packet: TestPacket & { readonly name: string }): boolean {
  const address = parseAddress(packet.peer)!;
  if (peers !== 'any' && (address.family === 6 || !hasAddress(peers, address))) return false;
  if (ports === 'any') return true;
  return (packet.name === 'TCP' || packet.name === 'UDP') && contains(ports[packet.name] ?? [], packet.port);
}

describe('hns/merge, on random grants', () => {
  it('the ACLs allow what the grants allow and block the rest, in both directions and however short their lists must be', () => {
    fc.assert(
      fc.property(
        anyGrants,
        fc.constantFrom('In' as const, 'Out' as const),
        fc.constantFrom(1, 2, 4000),
        (grants, direction, maxEntries) => {
          const side = direction === 'In' ? 'ingress' : 'egress';
          const policy = podPolicy({ [side]: isolated(...grants), nodeAddresses: [] });
          const { value } = lower(policy, { maxEntries });
          for (const packet of packets()) {
            const expected = grants.some(one => granted(one, packet)) ? 'Allow' : 'Block';
            assert.equal(judge(value, direction, packet), expected, JSON.stringify(packet));
          }
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

  it('the same meaning gives the same permits, in whatever order and pieces it was granted', () => {
    const shuffled = anyGrants.chain(grants => {
      const pieces = grants.flatMap(inPieces);
      return fc.tuple(fc.constant(grants), fc.shuffledSubarray(pieces, { minLength: pieces.length }), fc.subarray(grants));
    });
    fc.assert(
      fc.property(shuffled, ([grants, pieces, again]) => {
        assert.deepEqual(merge([...pieces, ...again]), merge(grants));
      }),
      { numRuns: 500 },
    );
  });
});

/** A grant as several: one an address range and protocol, ranges of ports cut where they can be. */
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
