/** deploy/examples/block-metadata-endpoints.yaml against the simulator. docs/metadata-endpoints.md explains its limits. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { addressSet, parseAddress } from '../../src/core/address.ts';
import { subtract } from '../../src/core/interval.ts';
import { NODE_PROFILES, type NodeProfile } from '../../src/simulator/node-profiles.ts';
import { profiledNodes } from '../agreement/profiles.ts';
import type { RawCluster, RawPolicy } from '../oracle/raw.ts';
import { load } from '../oracle/world.ts';
import { DEPLOY } from './kustomize.ts';

const BLOCKED = ['169.254.169.254', '168.63.129.16'];
const NEIGHBOURS = [
  '169.254.169.253',
  '169.254.169.255',
  '168.63.129.15',
  '168.63.129.17',
  '10.0.0.11',
  '8.8.8.8',
  '0.0.0.1',
  '255.255.255.254',
];
const POD = '10.0.0.10';

const policy = parse(readFileSync(join(DEPLOY, 'examples/block-metadata-endpoints.yaml'), 'utf8')) as RawPolicy;
const CLUSTER: Omit<RawCluster, 'policies'> = {
  namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }],
  nodes: [
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' }, status: { addresses: [{ type: 'InternalIP', address: '10.9.0.1' }] } },
  ],
  pods: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'shop', uid: 'uid-web' },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }] },
      status: { phase: 'Running', podIPs: [{ ip: POD }] },
    },
  ],
};

/** The addresses that the pod reaches on TCP 443, which no CNI plugin blocks. */
async function reached(policies: readonly RawPolicy[], profile: NodeProfile): Promise<string[]> {
  const raw: RawCluster = { ...CLUSTER, policies };
  const world = load(raw, { mode: 'reject-item', translate: [] });
  assert.deepEqual([...world.rejected], []);
  const { allows } = await profiledNodes(raw, world, profile, []);
  return [...BLOCKED, ...NEIGHBOURS].filter(to => allows({ from: POD, to, protocol: 'TCP', port: 443 }));
}

describe('deploy/examples/block-metadata-endpoints.yaml', () => {
  it('lists exactly the blocks around the two addresses', () => {
    const blocks = policy.spec.egress![0]!.to!.map(({ ipBlock }) => ipBlock!.cidr);
    const expected = subtract(addressSet(['0.0.0.0/0']).v4, addressSet(BLOCKED).v4);
    assert.deepEqual(addressSet(blocks).v4, expected);
    assert.ok(BLOCKED.every(address => parseAddress(address)?.family === 4));
  });

  for (const [name, profile] of Object.entries(NODE_PROFILES)) {
    it(`blocks both addresses and no other, with the profile ${name}`, async () => {
      const namespaced = { ...policy, metadata: { ...policy.metadata, namespace: 'shop', uid: 'uid-policy' } };
      assert.deepEqual(await reached([namespaced], profile), NEIGHBOURS);
      assert.deepEqual(await reached([], profile), [...BLOCKED, ...NEIGHBOURS]);
    });
  }

  it('a policy that allows any peer opens them again', async () => {
    const namespaced = { ...policy, metadata: { ...policy.metadata, namespace: 'shop', uid: 'uid-policy' } };
    const open: RawPolicy = {
      ...namespaced,
      metadata: { name: 'open', namespace: 'shop', uid: 'uid-open' },
      spec: { podSelector: {}, egress: [{}], policyTypes: ['Egress'] },
    };
    assert.deepEqual(await reached([namespaced, open], NODE_PROFILES.aks), [...BLOCKED, ...NEIGHBOURS]);
  });
});
