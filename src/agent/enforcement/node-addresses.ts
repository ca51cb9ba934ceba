/** The addresses of the machine the agent runs on: what "the pod's own node" means in a NetworkPolicy. */
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { canonical } from '../../core/address.ts';

type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

/** Canonical and sorted; without loopback and link-local, which no pod can see as a source. Empty while no interface is up. */
export function nodeAddresses(interfaces: Interfaces = networkInterfaces()): readonly string[] {
  const addresses = Object.values(interfaces).flatMap(entries =>
    (entries ?? []).filter(entry => !entry.internal).flatMap(entry => canonical(entry.address.replace(/%.*$/, '')) ?? []),
  );
  return [...new Set(addresses.filter(address => !isLinkLocal(address)))].sort();
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('169.254.') || /^fe[89ab][0-9a-f]:/.test(address);
}
