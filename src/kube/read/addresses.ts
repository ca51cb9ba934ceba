import { formatAddress, parseAddress } from '../../core/address.ts';
import { invalid, type Place } from './place.ts';

/** Adds the canonical text of an address to a list, unless the list has it. Invalid addresses are reported. */
export function addAddress(addresses: string[], raw: unknown, place: Place): void {
  const address = typeof raw === 'string' ? parseAddress(raw) : undefined;
  if (!address) {
    invalid(place, raw, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)');
    return;
  }
  const canonical = formatAddress(address);
  // Keeps the original text if it is canonical: a formatted string is a tree of pieces, which costs memory at 100,000 pods.
  if (!addresses.includes(canonical)) addresses.push(canonical === raw ? raw : canonical);
}
