import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAddress } from '../../../src/core/address.ts';
import type { Pod } from '../../../src/core/model.ts';
import type { PodPolicy } from '../../../src/core/pod-policy.ts';
import { reject } from '../../../src/core/reject.ts';
import { EVERYTHING } from '../../../src/core/selector.ts';
import { verdict } from '../../../src/core/verdict.ts';
import { enforceable } from '../../../src/hns/acl/enforceable.ts';
import { type Translation, WINDOWS } from '../../../src/hns/windows.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { leaveAzureNpmAcls, npmAcls } from '../azure-npm-leftovers.ts';
import { FOREIGN } from '../foreign.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { NODE_ADDRESS, pod, policy } from '../objects.ts';

type Addresses = readonly [v4: string, v6: string];
const ADDRESSES: readonly Addresses[] = [
  ['10.224.0.10', 'fd00:224::10'],
  ['10.224.0.11', 'fd00:224::11'],
  ['10.224.0.12', 'fd00:224::12'],
];
const REMOTE: readonly Addresses[] = [
  ['10.224.9.1', 'fd00:224:9::1'],
  ['10.224.9.2', 'fd00:224:9::2'],
];
const APPS = ['a', 'b'];
const PORTS = [80, 81, 4711];
const HOSTS: readonly Addresses[] = [
  [NODE_ADDRESS, 'fd00:224::4'],
  ['10.224.0.5', 'fd00:224::5'],
];
const RESYNC_S = 31;
const TRANSLATIONS: Translation[] = ['named-ports', 'negative-selectors', 'except', 'ipv6'];

const app = fc.constantFrom(...APPS);
const selector = fc.oneof(
  fc.constant({}),
  app.map(name => ({ matchLabels: { app: name } })),
);
const port = fc.constantFrom(
  { port: 80 },
  { port: 81, protocol: 'UDP' },
  { port: 80, endPort: 81 },
  { port: 'http' },
  { port: 80, protocol: 'SCTP' },
);
const peer = fc.oneof(
  selector.map(podSelector => ({ podSelector })),
  fc.constant({ ipBlock: { cidr: '10.224.9.0/31' } }),
  fc.constant({ ipBlock: { cidr: 'fd00:224::10/127' } }),
  fc.constant({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.224.9.1/32'] } }),
  app.map(name => ({ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: [name] }] } })),
);
const rules = fc.array(fc.tuple(fc.array(peer, { maxLength: 2 }), fc.array(port, { maxLength: 2 })), { maxLength: 2 });
const spec = fc
  .record({ podSelector: selector, direction: fc.constantFrom('ingress', 'egress'), rules })
  .map(({ podSelector, direction, rules: all }) => ({
    podSelector,
    policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
    [direction]: all.map(([peers, ports]) => ({ [direction === 'ingress' ? 'from' : 'to']: peers, ports })),
  }));

const slot = fc.nat(ADDRESSES.length - 1);
const policyName = fc.constantFrom('p', 'q', 'r');
const event = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('policy' as const), name: policyName, spec }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('no policy' as const), name: policyName }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('label' as const), slot, app }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remote label' as const), slot: fc.nat(REMOTE.length - 1), app }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('successor' as const), slot, app, endpointFirst: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('new sandbox' as const), slot }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('edit from outside' as const), slot, keep: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('purge' as const), purge: fc.constantFrom('acls' as const, 'nothing' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('agent restart' as const), translate: fc.subarray(TRANSLATIONS) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('leftovers' as const), slot, spec, whileItRuns: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('host address' as const), index: fc.nat(HOSTS.length - 1) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('failure' as const), slot, afterEffect: fc.boolean(), times: fc.integer({ min: 1, max: 2 }) }),
  },
);
type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** The node with its pods and endpoints, and the effect of events on them. */
class History {
  readonly node: NodeUnderTest;
  readonly #endpoints: string[];
  #pods: Pod[];
  #remote: Pod[];
  readonly #policies = new Map<string, ReturnType<typeof policy>>();
  #uids = 0;
  #isIpv6Translated = false;

  constructor(switches: ConstructorParameters<typeof NodeUnderTest>[0]) {
    this.node = new NodeUnderTest(switches, {}, 'one-sided');
    this.node.hostAddresses = HOSTS[0]!;
    this.#endpoints = ADDRESSES.map(address => this.node.endpoint(address));
    this.#pods = ADDRESSES.map((address, index) =>
      pod(`local${index}`, address, { app: APPS[index % 2]! }, { ports: [{ name: 'http', protocol: 'TCP', port: 80 + index }] }),
    );
    this.#remote = REMOTE.map((address, index) => pod(`remote${index}`, address, { app: APPS[index % 2]! }, { node: 'linux1' }));
    this.#tell();
  }

  async happen(what: Event): Promise<void> {
    await this.#change(what);
    await this.node.settle();
    await this.node.pass(RESYNC_S);
    // Each planted failure costs at most one attempt.
    for (let more = 0; more < 20 && this.node.enforcer.status().state !== 'healthy'; more++) await this.node.pass(RESYNC_S);
    this.#assertEnforced(what);
  }

  #tell(): void {
    this.node.sync(...this.#pods, ...this.#remote, ...this.#policies.values());
  }

  async #change(what: Event): Promise<void> {
    const { node } = this;
    if (what.kind === 'policy') {
      const set = policy(what.name, what.spec);
      this.#policies.set(what.name, set);
      node.set(set);
    } else if (what.kind === 'no policy') {
      this.#policies.delete(what.name);
      node.delete('policy', `demo/${what.name}`);
    } else if (what.kind === 'label') this.#put(what.slot, { labels: { app: what.app } });
    else if (what.kind === 'remote label') {
      this.#remote = this.#remote.with(what.slot, { ...this.#remote[what.slot]!, labels: { app: what.app } });
      node.set(this.#remote[what.slot]!);
    } else if (what.kind === 'successor') {
      if (what.endpointFirst) this.#newEndpoint(what.slot);
      this.#put(what.slot, { uid: `uid${++this.#uids}`, labels: { app: what.app } });
      if (!what.endpointFirst) this.#newEndpoint(what.slot);
    } else if (what.kind === 'new sandbox') this.#newEndpoint(what.slot);
    else if (what.kind === 'edit from outside') {
      const endpoint = this.#endpoints[what.slot]!;
      node.hns.setPolicies(endpoint, [...FOREIGN, ...node.hns.policiesOf(endpoint).slice(FOREIGN.length).slice(0, what.keep)]);
    } else if (what.kind === 'purge') {
      node.hns.restart({ purge: what.purge });
      // Foreign policies are lost too, and their owners restore them.
      for (const endpoint of this.#endpoints)
        node.hns.setPolicies(endpoint, [...FOREIGN, ...node.hns.policiesOf(endpoint).slice(FOREIGN.length)]);
    } else if (what.kind === 'agent restart') {
      this.#isIpv6Translated = what.translate.includes('ipv6');
      await node.restart({ translate: what.translate });
      this.#tell();
    } else if (what.kind === 'leftovers') {
      const npm = pod('azure-npm-win', NODE_ADDRESS, { 'k8s-app': 'azure-npm' }, { namespace: 'kube-system', hostNetwork: true });
      if (what.whileItRuns) {
        node.set(npm);
        await node.pass(RESYNC_S);
      }
      leaveAzureNpmAcls(node.hns, this.#endpoints[what.slot]!, leftoversOf(this.#pods[what.slot]!, what.spec));
      if (what.whileItRuns) {
        await node.pass(RESYNC_S);
        node.delete('pod', 'kube-system/azure-npm-win');
      }
    } else if (what.kind === 'host address') node.hostAddresses = HOSTS[what.index]!;
    else
      node.hns.faults.plant({
        id: this.#endpoints[what.slot]!,
        fail: 'HCN_E_PORT_NOT_FOUND',
        afterEffect: what.afterEffect,
        times: what.times,
      });
  }

  #put(index: number, change: Partial<Pod>): void {
    this.#pods = this.#pods.with(index, { ...this.#pods[index]!, ...change });
    this.node.set(this.#pods[index]!);
  }

  #newEndpoint(index: number): void {
    this.node.hns.removeEndpoint(this.#endpoints[index]!);
    this.#endpoints[index] = this.node.endpoint(ADDRESSES[index]!);
  }

  /** Asserts that HNS enforces the policies on every flow, and that foreign policies are unchanged. */
  #assertEnforced(what: Event): void {
    const { cluster } = this.node.enforcer.state;
    const compiled = new Map(
      this.#pods.flatMap(({ addresses, name }) => {
        const enforced = enforceable(cluster.compile(`demo/${name}`)!.value, this.#isIpv6Translated);
        return addresses.map(address => [address, enforced] as const);
      }),
    );
    const all = [...ADDRESSES, ...REMOTE, ...HOSTS, ['203.0.113.9', '2001:db8::9']];
    for (const family of [0, 1]) {
      this.#assertFamily(
        all.map(addresses => addresses[family]!),
        compiled,
        what,
      );
    }
    for (const endpoint of this.#endpoints) assert.deepEqual(this.node.foreign(endpoint), FOREIGN);
    assert.equal(this.node.enforcer.status().state, 'healthy');
  }

  #assertFamily(all: readonly string[], compiled: ReadonlyMap<string, PodPolicy>, what: Event): void {
    for (const from of all) {
      for (const to of all.filter(address => compiled.has(from) || compiled.has(address))) {
        // Without translation, IPv6 of an isolated pod is blocked even to itself.
        if (from === to && from.includes(':') && !this.#isIpv6Translated) continue;
        for (const destination of PORTS) {
          for (const protocol of ['TCP', 'UDP'] as const) {
            const packet = { from: parseAddress(from)!, to: parseAddress(to)!, protocol, port: destination };
            const expected = verdict(compiled.get(from), compiled.get(to), packet).allowed;
            const text = `${from} → ${to}:${destination}/${protocol} after ${JSON.stringify(what)}`;
            assert.equal(this.node.allows(from, to, destination, protocol), expected, text);
          }
        }
      }
    }
  }
}

/** The part of a policy that Azure NPM can translate. */
function leftoversOf(of: Pod, spec: object): Policy[] {
  const { value } = reject(policy('left', spec), WINDOWS, 'reject-item');
  return value ? npmAcls(of, NODE_ADDRESS, [{ ...value, podSelector: EVERYTHING }]) : [];
}

describe('agent: any history', () => {
  for (const switches of [
    {},
    { updateReplaces: 'all', readBack: 'normalised', noMatch: 'denyBoth', stateInV2: 'present', sameIdUpdate: 'kept' },
  ] as const) {
    it(`ends with the policies enforced after any events in any order: ${JSON.stringify(switches)}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async events => {
          const history = new History(switches);
          try {
            for (const what of events) await history.happen(what);
          } finally {
            await history.node.end();
          }
        }),
        { numRuns: 25 },
      );
    }).timeout(120_000);
  }
});
