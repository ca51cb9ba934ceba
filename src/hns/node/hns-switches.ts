/**
 * The switches of HNS in the registry, which enable fixes that Windows Server 2022 ships disabled (docs/reference/windows-nodes.md §4). Their
 * effect is undocumented.
 */

/** Keys below HKLM\SYSTEM\CurrentControlSet\Services with the DWORD values that AKS sets to 1 on its 2022 images. */
export const RECOMMENDED_SWITCHES: Readonly<Record<string, readonly string[]>> = {
  'hns\\State': [
    'HnsAclUpdateChange',
    'HnsPolicyUpdateChange',
    'HNSUpdatePolicyForEndpointChange',
    'HnsNpmRefresh',
    'HNSNpmIpsetLimitChange',
    'HnsNatAllowRuleUpdateChange',
    'HNSLbNatDupRuleChange',
    'HNSFixExtensionUponRehydration',
    'FwPerfImprovementChange',
  ],
  'VfpExt\\Parameters': ['VfpEvenPodDistributionIsEnabled', 'VfpNotReuseTcpOneWayFlowIsEnabled'],
};

/** The only build that has the fixes disabled. */
const SERVER_2022 = 20348;

/** Numbers by name. */
export type RegistryValues = Readonly<Record<string, number>>;

export interface HnsSwitches {
  /**
   * `enabled`: all recommended switches are 1. `disabled`: some are not. `not-needed`: this build of Windows does not ship fixes disabled.
   * `unknown`: the registry could not be read.
   */
  readonly state: 'enabled' | 'disabled' | 'not-needed' | 'unknown';
  /** The recommended switches that are not 1, if the build needs them. */
  readonly missing: readonly string[];
  /** The values of all recommended switches that exist. */
  readonly values: RegistryValues;
}

/**
 * @param registry The values of the keys. Undefined: they could not be read.
 * @param build Of Windows, for instance 20348. Undefined: not known, or not Windows.
 */
export function hnsSwitchesOf(registry: RegistryValues | undefined, build: number | undefined): HnsSwitches {
  const names = Object.values(RECOMMENDED_SWITCHES).flat();
  if (!registry || build === undefined) return { state: 'unknown', missing: [], values: {} };
  const values = Object.fromEntries(names.flatMap(name => (Object.hasOwn(registry, name) ? [[name, registry[name]!]] : [])));
  if (build !== SERVER_2022) return { state: 'not-needed', missing: [], values };
  const missing = names.filter(name => values[name] !== 1);
  return { state: missing.length === 0 ? 'enabled' : 'disabled', missing, values };
}
