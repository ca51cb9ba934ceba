import assert from 'node:assert/strict';
import { explain } from '../../../src/cli/connect/explain.ts';
import { judge } from '../../../src/cli/demo/connect-handler.ts';
import { Fabric } from '../../../src/simulator/hns/fabric.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';

const pod = (name: string, ip: string, labels: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels },
  spec: { nodeName: 'win1', containers: [{ name: 'c', image: 'x' }] },
  status: { phase: 'Running', podIPs: [{ ip }] },
});

const OBJECTS: Readonly<Record<string, readonly object[]>> = {
  namespaces: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }],
  nodes: [{ apiVersion: 'v1', kind: 'Node', metadata: { name: 'win1', labels: { 'kubernetes.io/os': 'windows' } } }],
  pods: [pod('client', '10.2.0.10', { role: 'client' }), pod('db', '10.2.0.20', { app: 'db' })],
  networkpolicies: [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'db', namespace: 'shop' },
      spec: {
        podSelector: { matchLabels: { app: 'db' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { role: 'client' } } }], ports: [{ port: 80 }] }],
      },
    },
  ],
};

/** The explanation of a running demo whose endpoints have these ACLs. */
function explained(port: number, client: readonly Policy[], db: readonly Policy[]) {
  const hns = new SimulatedHns();
  const network = hns.addNetwork({ name: 'overlay', type: 'Overlay' });
  hns.addEndpoint({ network, ips: ['10.2.0.10'], policies: client });
  hns.addEndpoint({ network, ips: ['10.2.0.20'], policies: db });
  const server = { store: { list: (plural: string) => OBJECTS[plural] ?? [] } };
  return judge(
    { server, fabric: new Fabric([hns]) },
    { onUnsupported: 'reject-item', translate: [] },
    { from: 'shop/client', to: 'shop/db', protocol: 'TCP', port },
  );
}

const acl = (fields: object): Policy => ({ Type: 'ACL', Settings: { Direction: 'In', Priority: 500, ...fields } });

describe('cli/connect: the ACLs that HNS has', () => {
  it('names a foreign ACL that blocks what the policies allow, and the reason why no policy helps', () => {
    const explanation = explained(80, [], [acl({ Id: 'theirs', Action: 'Block' })]);
    const { ingress } = explanation;
    assert.deepEqual([ingress.allowed, ingress.reason, ingress.acl?.Id], [false, 'granted', 'theirs']);
    assert.equal(ingress.noSuggestion, 'the policies already allow it, and they cannot change a foreign ACL. Its owner must remove it');
    assert.deepEqual(explain(explanation).slice(-4), [
      'ingress to shop/db (10.2.0.20): blocked, although shop/db spec.ingress[0] allows it: a foreign ACL decides [ACL theirs Block In priority 500]',
      '  enforced by hns-policy-agent on node win1',
      '  selected by shop/db',
      '  No suggestion: the policies already allow it, and they cannot change a foreign ACL. Its owner must remove it.',
    ]);
  });

  it('names a foreign ACL that allows what the policies deny', () => {
    const { allowed, ingress } = explained(81, [], [acl({ Id: 'theirs', Action: 'Allow' })]);
    assert.deepEqual([allowed, ingress.reason, ingress.acl?.Id, ingress.suggestions], [true, 'not-granted', 'theirs', []]);
  });

  it('explains the destination by its policies if the source blocks, because HNS has not been asked there', () => {
    const block = acl({ Id: 'hns-policy-agent.default.1', Action: 'Block', Direction: 'Out' });
    const { egress, ingress } = explained(81, [block], []);
    assert.equal(egress.noSuggestion, 'the policies already allow it, but the endpoint is out of sync with them');
    assert.deepEqual([ingress.allowed, ingress.reason, ingress.acl], [false, 'not-granted', undefined]);
    assert.equal(
      ingress.suggestions[0]?.text,
      'If spec.ingress[0].ports of shop/db also had {"protocol":"TCP","port":81}, it would allow it.',
    );
  });
});
