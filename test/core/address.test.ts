import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { addressSet, canonical, cidrs4, cidrs6, formatAddress, hasAddress, parseAddress, parseCidr } from '../../src/core/address.ts';
import { subtract } from '../../src/core/interval.ts';

const V4_ALL = 2 ** 32 - 1;
const V6_ALL = (1n << 128n) - 1n;

describe('core/address', () => {
  describe('the canonical text of an address', () => {
    const rows: [given: string, canonical: string | undefined][] = [
      ['10.0.0.1', '10.0.0.1'],
      ['010.000.0.01', '10.0.0.1'], // the API server reads leading zeros as decimal
      ['255.255.255.255', '255.255.255.255'],
      ['256.0.0.1', undefined],
      ['10.0.0', undefined],
      ['10.0.0.0.1', undefined],
      ['10.0.0.-1', undefined],
      ['', undefined],
      ['any', undefined],
      ['::', '::'],
      ['::1', '::1'],
      ['FD00:0:0::1', 'fd00::1'],
      ['1:0:0:2:0:0:0:3', '1:0:0:2::3'], // the longest run of zeros is shortened
      ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'], // a single zero is kept
      ['1:0:0:2:3:0:0:4', '1::2:3:0:0:4'], // the first of two equal runs is shortened
      ['::ffff:10.0.0.1', '10.0.0.1'],
      ['64:ff9b::10.0.0.1', '64:ff9b::a00:1'],
      ['1::2::3', undefined],
      ['1:2:3:4:5:6:7', undefined],
      ['1:2:3:4:5:6:7:8:9', undefined],
      ['::1:2:3:4:5:6:7:8', undefined], // the :: would stand for zero groups
      ['fd00::g', undefined],
      ['fd00::10.0.0.1:1', undefined],
      ['10.0.0.5/24', '10.0.0.0/24'],
      ['10.0.0.0/33', undefined],
      ['10.0.0.0/', undefined],
      ['10.0.0.0/08', undefined],
      ['0.0.0.0/0', '0.0.0.0/0'],
      ['fd00::5/64', 'fd00::/64'],
      ['fd00::/129', undefined],
      ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
      ['::ffff:0:0/95', '::fffe:0:0/95'],
    ];
    for (const [given, expected] of rows) {
      it(`${JSON.stringify(given)} → ${expected ?? 'none'}`, () => assert.equal(canonical(given), expected));
    }
  });

  it('formatted text is parsed to the same address, and Node.js accepts it too', () => {
    const any = fc.oneof(
      fc.nat(V4_ALL).map(value => ({ family: 4 as const, value })),
      fc.bigInt(0n, V6_ALL).map(value => ({ family: 6 as const, value })),
      // Mostly zeros, because they cause the special cases of the notation.
      fc.array(fc.constantFrom(0, 0, 0, 1, 0xffff), { minLength: 8, maxLength: 8 }).map(groups => ({
        family: 6 as const,
        value: groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n),
      })),
    );
    fc.assert(
      fc.property(any, address => {
        const text = formatAddress(address);
        assert.notEqual(isIP(text), 0, text);
        const mapped = address.family === 6 && address.value >> 32n === 0xffffn;
        assert.deepEqual(parseAddress(text), mapped ? { family: 4, value: Number(address.value & 0xffff_ffffn) } : address);
      }),
    );
  });

  it('CIDRs cover exactly their range, with as few CIDRs as possible', () => {
    const small = fc.tuple(fc.nat(600), fc.nat(600)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(small, fc.constantFrom(0, 2 ** 31 - 300, 2 ** 32 - 601), ([low, high], base) => {
        const range = [base + low, base + high] as const;
        assert.deepEqual(addressSet(cidrs4([range])).v4, [range]);
        assert.ok(cidrs4([range]).length <= 2 * Math.ceil(Math.log2(high - low + 2)));
        const range6 = [BigInt(range[0]) << 64n, BigInt(range[1]) << 64n] as const;
        assert.deepEqual(addressSet(cidrs6([range6])).v6, [range6]);
      }),
    );
  });

  it('all addresses of a family are one block', () => {
    assert.deepEqual(cidrs4([[0, V4_ALL]]), ['0.0.0.0/0']);
    assert.deepEqual(cidrs6([[0n, V6_ALL]]), ['::/0']);
  });

  it('an except is removed exactly', () => {
    const { v4 } = addressSet(['10.0.0.0/24']);
    assert.deepEqual(cidrs4(subtract(v4, addressSet(['10.0.0.128/25', '10.0.0.1/32']).v4)), [
      '10.0.0.0/32',
      '10.0.0.2/31',
      '10.0.0.4/30',
      '10.0.0.8/29',
      '10.0.0.16/28',
      '10.0.0.32/27',
      '10.0.0.64/26',
    ]);
  });

  it('a set contains exactly its own addresses, separately for each family', () => {
    const set = addressSet(['10.0.0.0/31', 'fd00::/127', '::a00:2']);
    const held = (text: string) => hasAddress(set, parseAddress(text)!);
    assert.deepEqual(['10.0.0.1', '10.0.0.2', 'fd00::1', 'fd00::2', '::a00:2'].map(held), [true, false, true, false, true]);
    assert.throws(() => addressSet(['Any']), /not an address or CIDR: "Any"/);
    assert.equal(parseCidr('10.0.0.1'), undefined);
  });
});
