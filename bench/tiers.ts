/**
 * `npm run bench:tiers [-- SIZE]` measures the cost of ClusterNetworkPolicies for one node's agent: none, 100 Admin policies that select every pod,
 * and the same with a Baseline policy. It prints figures and asserts no limit.
 */
import { ClusterState } from '../src/agent/state.ts';
import { keyOf } from '../src/core/model.ts';
import { lower } from '../src/hns/acl/lower.ts';
import { cluster, LOCAL_NODE } from './cluster.ts';

const EVENTS = 200;
const POLICIES = 100;
const RULES = 10;
const ACTIONS = ['Accept', 'Deny', 'Pass'];

const size = Number(process.argv[2] ?? 20_000);
const raw = cluster(size);
const teams = (index: number) => ({ namespaces: { matchLabels: { team: `t${index % 10}` } } });

function policy(index: number, tier: 'Admin' | 'Baseline'): object {
  const rule = (number: number) => ({
    action: ACTIONS[(index + number) % 3]!,
    protocols: [{ tcp: { destinationPort: { number: 8000 + ((index * RULES + number) % 50) } } }],
  });
  const numbers = Array.from({ length: RULES }, (_, number) => number);
  return {
    metadata: { name: `p${index}`, uid: `p${index}` },
    spec: {
      tier,
      priority: index,
      subject: { namespaces: {} },
      ingress: numbers.map(number => ({ ...rule(number), from: [teams(index + number)] })),
      egress: numbers.map(number => ({ ...rule(number), to: [{ networks: [`10.${index}.${number}.0/24`] }] })),
    },
  };
}

const admin = Array.from({ length: POLICIES }, (_, index) => policy(index, 'Admin'));
console.log(`Node ${process.version}; ${size.toLocaleString('en')} pods`);
for (const [title, policies] of [
  ['no ClusterNetworkPolicy', []],
  [`${POLICIES} Admin policies with ${2 * RULES} rules each`, admin],
  ['the same and one Baseline policy', [...admin, policy(POLICIES, 'Baseline')]],
] as const) {
  console.log(`\n${title}`);
  measure(policies);
}

function measure(policies: readonly object[]): void {
  const state = new ClusterState({ onUnsupported: 'reject-item' });
  for (const object of raw.namespaces) state.load('namespace', object);
  for (const object of raw.pods) state.load('pod', object);
  for (const object of raw.policies) state.load('policy', object);
  for (const object of policies) state.load('clusterPolicy', object);
  const local = state.cluster.podsOfNode(LOCAL_NODE).map(keyOf);
  const kept = new Map<string, { readonly compiled: unknown; readonly acls: number }>();
  // Like the agent, it lowers a compiled pod once.
  const aclsOf = (key: string): number => {
    const compiled = state.cluster.compile(key)!;
    const known = kept.get(key);
    if (known?.compiled === compiled) return known.acls;
    const acls = lower(compiled.value).value.length;
    kept.set(key, { compiled, acls });
    return acls;
  };
  const work = () => local.reduce((sum, key) => sum + aclsOf(key), 0);
  const start = performance.now();
  const acls = work();
  console.log(`  first compile and lower of all local pods     ${(performance.now() - start).toFixed(1)} ms, ${acls} ACLs`);
  const times: number[] = [];
  for (let event = 0; event < EVENTS; event++) {
    const pod = structuredClone(raw.pods[(event * 97) % size]!);
    pod.metadata.labels.changed = String(event);
    const begin = performance.now();
    state.load('pod', pod);
    work();
    times.push(performance.now() - begin);
  }
  times.sort((a, b) => a - b);
  console.log(
    `  one pod event to the new desired ACLs         median ${times[EVENTS / 2]!.toFixed(2)}, max ${times.at(-1)!.toFixed(2)} ms`,
  );
}
