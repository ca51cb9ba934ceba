import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { parseConnection } from '../../src/cli/connect/connect-target.ts';
import { judge } from '../../src/cli/demo/connect-handler.ts';
import { Fabric } from '../../src/simulator/hns/fabric.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { NodeUnderTest } from '../agent/node-under-test.ts';
import { NODE } from '../agent/objects.ts';
import { hnsPolicy } from './command-line.ts';

const folder = new URL('fixtures/', import.meta.url);
const KINDS = { Namespace: 'namespace', Node: 'node', Pod: 'pod', NetworkPolicy: 'policy' } as const;
const PLURALS = { namespaces: 'Namespace', nodes: 'Node', pods: 'Pod', networkpolicies: 'NetworkPolicy' };

// plan-golden.test.ts checks the verdicts of each fixture with plan and connect. This file checks them with the agent and the demo.
describe('pods that share an address', () => {
  const fixtures = readdirSync(folder).filter(name => name.startsWith('shared-address-') && name.endsWith('.yaml'));
  let node: NodeUnderTest;

  beforeEach(() => {
    // Sandboxes would decide before addresses do.
    node = new NodeUnderTest({}, {}, 'all', { cri: false });
  });
  afterEach(() => node.end());

  it('have fixtures', () => assert.equal(fixtures.length, 3));

  for (const fixture of fixtures) {
    it(`${fixture}: the agent without the container runtime enforces the verdicts, and a running demo returns them`, async () => {
      const input = readFileSync(new URL(fixture, folder), 'utf8');
      const objects = parseAllDocuments(input).map(document => document.toJS() as KubeObject);
      node.hostAddresses = ['10.2.0.4'];
      for (const object of objects) {
        const { value } = node.enforcer.state.load(KINDS[object.kind as keyof typeof KINDS], object);
        if (value && 'addresses' in value && 'uid' in value && value.node === NODE) node.endpoint(value.addresses);
      }
      node.sync();
      await node.settle();

      const fabric = new Fabric([node.hns]);
      const list = (plural: string) => objects.filter(({ kind }) => kind === PLURALS[plural as keyof typeof PLURALS]);
      const packets = [...input.matchAll(/^# (allowed|blocked): (\S+) (\S+)$/gm)];
      assert.ok(packets.length > 0);
      for (const [line, verdict, from, to] of packets) {
        const connection = parseConnection(from!, to!, 'tcp');
        const request = { from: from!, to: to!.replace(/:\d+$/, ''), protocol: 'TCP', port: connection.port } as const;
        const answer = judge({ server: { store: { list } }, fabric }, { onUnsupported: 'reject-item', translate: [] }, request);
        // HNS decides the verdict. The reason comes from the policies and must agree with it.
        assert.equal(answer.allowed ? 'allowed' : 'blocked', verdict, line);
        const blocked = [answer.egress, answer.ingress].filter(({ allowed }) => !allowed);
        assert.ok(
          blocked.every(({ reason }) => reason === 'disputed' || reason === 'not-granted'),
          line,
        );
      }
    });
  }

  it('a pod that lost its address has no endpoint, and connect names the pod that has it', async () => {
    const stdin = readFileSync(new URL('shared-address-successor.yaml', folder), 'utf8');
    const { status, err } = await hnsPolicy(['connect', 'shop/old', 'shop/web:80', '-f', '-'], { stdin });
    assert.deepEqual([status, err], [2, 'error: FROM shop/old: the pod is terminating and shop/new has its address, 10.2.0.50\n']);
    const { out } = await hnsPolicy(['plan', '-f', '-', '-o', 'json'], { stdin });
    assert.doesNotMatch(out, /"old"/);
  });

  it('connect --explain names the dispute', async () => {
    const stdin = readFileSync(new URL('shared-address-dispute.yaml', folder), 'utf8');
    const { out } = await hnsPolicy(['connect', '203.0.113.9', '10.2.0.50:80', '--explain', '-f', '-'], { stdin });
    assert.match(
      out,
      /ingress to shop\/new or shop\/old \(10\.2\.0\.50\): blocked, several pods of one node claim this address, so the endpoint is closed/,
    );
  });

  it('an address owned by pods of several nodes has no single verdict', async () => {
    const stdin = readFileSync(new URL('shared-address-peers.yaml', folder), 'utf8');
    const { status, err } = await hnsPolicy(['connect', '10.2.9.52', 'shop/db:80', '-f', '-'], { stdin });
    assert.deepEqual([status, err], [2, 'error: FROM 10.2.9.52: several pods have this address. Use one of shop/b2, shop/b3\n']);
  });
});
