/** The addresses of this machine, the own node of its pods in a NetworkPolicy. */
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { canonical } from '../../core/address.ts';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Canonical and sorted. Loopback and link-local addresses are left out, because pods never see them as a source. Empty if no interface is up. */
export function nodeAddresses(interfaces: Interfaces = networkInterfaces()): readonly string[] {
  const addresses = Object.values(interfaces).flatMap(entries =>
    (entries ?? []).filter(entry => !entry.internal).flatMap(entry => canonical(entry.address.replace(/%.*$/, '')) ?? []),
  );
  return [...new Set(addresses.filter(address => !isLinkLocal(address)))].sort();
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab][0-9a-f]:/.test(address);
}
