/**
 * The types of HNS networks (docs/reference/hns-api.md §2.7): which of them carry pods, and which rules take effect on them. HNS may print
 * their names in any case.
 */

export interface NetworkType {
  /** HNS's documented spelling. */
  readonly name: string;
  /** CNI plugins attach the pods of a Windows node to it. The container runtime uses NAT. */
  readonly carriesPods: boolean;
  /** VFP enforces Switch rules on this network. */
  readonly switchEnforced: boolean;
  /** An endpoint with Switch rules also needs an allowing Host rule in each direction. */
  readonly needsHostPair: boolean;
}

const TYPES = [
  { name: 'L2Bridge', carriesPods: true, switchEnforced: true, needsHostPair: true },
  { name: 'L2Tunnel', carriesPods: true, switchEnforced: true, needsHostPair: false },
  { name: 'Overlay', carriesPods: true, switchEnforced: true, needsHostPair: false },
  { name: 'Transparent', carriesPods: true, switchEnforced: false, needsHostPair: false },
  { name: 'NAT', carriesPods: false, switchEnforced: false, needsHostPair: false },
  { name: 'ICS', carriesPods: false, switchEnforced: false, needsHostPair: false },
  { name: 'Private', carriesPods: false, switchEnforced: false, needsHostPair: false },
  { name: 'Internal', carriesPods: false, switchEnforced: false, needsHostPair: false },
  { name: 'Mirrored', carriesPods: false, switchEnforced: false, needsHostPair: false },
  { name: 'Infiniband', carriesPods: false, switchEnforced: false, needsHostPair: false },
  { name: 'ConstrainedICS', carriesPods: false, switchEnforced: false, needsHostPair: false },
] as const satisfies readonly NetworkType[];

export type NetworkTypeName = (typeof TYPES)[number]['name'];

export const NETWORK_TYPES: readonly (NetworkType & { readonly name: NetworkTypeName })[] = TYPES;
export const NETWORK_TYPE_NAMES: readonly NetworkTypeName[] = TYPES.map(({ name }) => name);
export const POD_NETWORK_TYPES: readonly NetworkTypeName[] = TYPES.filter(({ carriesPods }) => carriesPods).map(({ name }) => name);

/** @param name In any case. @returns undefined for an undocumented type. */
export function networkType(name: string): (typeof NETWORK_TYPES)[number] | undefined {
  return NETWORK_TYPES.find(type => type.name.toLowerCase() === name.toLowerCase());
}

/** HNS omits `Type` for NAT (docs/reference/hns-api.md §2.7). @returns The documented spelling, if there is one. */
export function typeOf(network: { readonly Type?: string }): string {
  const name = network.Type ?? 'NAT';
  return networkType(name)?.name ?? name;
}
