/** Policies that a tenant may write to harm the agent, as API objects. Equal arguments give equal policies. */

/** Of one policy, and of the cluster that it attacks. */
export interface Size {
  /** Of the largest policies as JSON. etcd stores 1.5 MiB. */
  readonly bytes: number;
  /** The agent's `maxPolicyEntries`. */
  readonly entries: number;
  /** The agent's `maxPolicyMatches`. */
  readonly matches: number;
  /** Pods with the label `tier=web`. */
  readonly pods: number;
}

export interface HostilePolicy {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string; readonly generation: number };
  readonly spec: object;
}

type Rule = (index: number, version: number) => object;

/** A third octet and a fourth for each index. No two blocks are adjacent. */
const block = (index: number) => `${11 + (index >> 15)}.${(index >> 7) & 255}.${(index & 127) * 2}.0/24`;
const ingress = (rules: readonly object[]) => ({ podSelector: {}, policyTypes: ['Ingress'], ingress: rules });
const odd = (index: number) => 1 + ((index * 7919) % 65_535);

/** Rules as large as the policy may be, with everything in them that is cheap to write and dear to read. */
const LARGE: Readonly<Record<string, Rule>> = {
  ports: (index, version) => ({
    from: [{ ipBlock: { cidr: block(index) } }],
    ports: Array.from({ length: 60 }, (_, n) => ({ port: odd(index * 60 + n + version) })),
  }),
  peers: (index, version) => ({
    from: Array.from({ length: 50 }, (_, n) => ({
      namespaceSelector: {},
      podSelector: { matchLabels: { app: `z-${version}-${index}-${n}` } },
    })),
  }),
  rejected: (index, version) => ({
    from: Array.from({ length: 50 }, (_, n) => ({ ipBlock: { cidr: '0.0.0.0/0', except: [block(index * 50 + n + version)] } })),
  }),
};

/** Selects half of the pods of the cluster, and no two rules select by the same selector. */
function half(index: number, version: number): object {
  const matchExpressions = [{ key: 'tier', operator: 'In', values: ['web', `v-${version}-${index}`] }];
  return { from: [{ namespaceSelector: {}, podSelector: { matchExpressions } }], ports: [{ port: odd(index) }] };
}

/** Just within the bound on entries. `share`: entries of one rule. */
const DEAR: Readonly<Record<string, { readonly share: number; readonly rule: Rule }>> = {
  everyone: { share: 6, rule: half },
  /** Each rule is rejected. */
  unsupported: {
    share: 3,
    rule: (index, version) => ({ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: [block(index + version)] } }] }),
  },
  /** Ranges of ports that all overlap. */
  ranges: {
    share: 3,
    rule: (index, version) => ({
      from: [{ ipBlock: { cidr: block(index + version) } }],
      ports: [{ port: 1 + (index % 30_000), endPort: 30_001 + (index % 30_000) }],
    }),
  },
  /** Sets of ports that cannot be merged. */
  scattered: {
    share: 22,
    rule: (index, version) => ({
      from: [{ ipBlock: { cidr: block(index) } }],
      ports: Array.from({ length: 20 }, (_, n) => ({ port: odd(index * 20 + n + version) })),
    }),
  },
};

export const KINDS = [...Object.keys(LARGE), ...Object.keys(DEAR), 'subjects', 'many'] as const;

/** @param version Each version is another policy of the same size. */
export function hostilePolicy(namespace: string, kind: string, size: Size, version = 1): HostilePolicy {
  const metadata = { name: kind, namespace, uid: `${namespace}-${kind}`, generation: version };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: specOf(kind, size, version) };
}

function specOf(kind: string, { bytes, entries, matches, pods }: Size, version: number): object {
  // Just within the bound on matches.
  if (kind === 'many') return ingress(Array.from({ length: Math.floor(matches / pods) }, (_, index) => half(index, version)));
  if (kind === 'subjects') {
    const values = Array.from({ length: Math.floor(bytes / 16) }, (_, index) => `s-${version}-${index}`.padEnd(13, 'x'));
    return { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values }] }, policyTypes: ['Ingress'], ingress: [] };
  }
  const dear = DEAR[kind];
  if (dear) return ingress(Array.from({ length: Math.floor(entries / dear.share) }, (_, index) => dear.rule(index, version)));
  const rules: object[] = [];
  for (let left = bytes; left > 0; left -= JSON.stringify(rules.at(-1)).length + 1) rules.push(LARGE[kind]!(rules.length, version));
  return ingress(rules.slice(0, -1));
}
