/** Random ipBlocks near the pods' addresses, so that they contain some of them and not others. */
import fc from 'fast-check';
import type { Features } from './features.ts';

/** Pods, outside hosts and blocks share these last digits, so that blocks contain some of them and not others. */
const LAST_DIGITS = 16;

interface Block {
  readonly cidr: string;
  readonly except?: string[] | null;
}

/** Blocks of the pods' own network, and of all addresses. Host bits are zero and an except is a strict subset, as validation requires. */
export function ipBlock(features: Pick<Features, 'except' | 'ipv6Blocks'>): fc.Arbitrary<Block> {
  const v4 = block([0, 8, 24, 28, 29, 30, 31, 32], 32, features, (digit, prefix) =>
    prefix === 0 ? '0.0.0.0/0' : prefix === 8 ? '10.0.0.0/8' : `10.0.0.${digit}/${prefix}`,
  );
  const v6 = block([0, 8, 64, 124, 125, 126, 127, 128], 128, features, (digit, prefix) =>
    prefix === 0 ? '::/0' : prefix === 8 ? 'fd00::/8' : `fd00::${digit === 0 ? '' : digit.toString(16)}/${prefix}`,
  );
  return features.ipv6Blocks ? fc.oneof(v4, v4, v6) : v4;
}

function block(
  prefixes: readonly number[],
  length: number,
  features: Pick<Features, 'except' | 'ipv6Blocks'>,
  text: (digit: number, prefix: number) => string,
): fc.Arbitrary<Block> {
  const network = (digit: number, prefix: number) => {
    const size = Math.min(2 ** (length - prefix), LAST_DIGITS);
    return text(digit - (digit % size), prefix);
  };
  const place = fc.record({ digit: fc.nat(LAST_DIGITS - 1), prefix: fc.constantFrom(...prefixes) });
  if (!features.except) {
    return fc
      .tuple(place, fc.constantFrom<Omit<Block, 'cidr'>>({}, {}, { except: [] }, { except: null }))
      .map(([{ digit, prefix }, except]) => ({
        cidr: network(digit, prefix),
        ...except,
      }));
  }
  // The hole is computed from the block's own address, so it lies inside. Its prefix is longer by at least one step of the list.
  const hole = fc.record({ offset: fc.nat(LAST_DIGITS - 1), step: fc.integer({ min: 1, max: prefixes.length - 1 }) });
  return fc.tuple(place, fc.array(hole, { maxLength: 2 })).map(([{ digit, prefix }, holes]) => {
    const size = Math.min(2 ** (length - prefix), LAST_DIGITS);
    const first = digit - (digit % size);
    const except = holes.flatMap(({ offset, step }) => {
      const longer = prefixes[prefixes.indexOf(prefix) + step];
      return longer === undefined ? [] : [network(first + (offset % size), longer)];
    });
    return { cidr: network(digit, prefix), except };
  });
}
