import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { connectSchema, type Explanation } from '../../../src/cli/connect/explanation-schema.ts';
import { hnsPolicy } from '../command-line.ts';
import { type ApiObject, patched } from './patched.ts';

const NAMESPACES = ['shop', 'back'].map(name => `{apiVersion: v1, kind: Namespace, metadata: {name: ${name}, labels: {team: ${name}}}}`);
const NODES = [
  '{apiVersion: v1, kind: Node, metadata: {name: win1}, status: {addresses: [{type: InternalIP, address: 10.1.0.1}]}}',
  '{apiVersion: v1, kind: Node, metadata: {name: lin1, labels: {kubernetes.io/os: linux}}, status: {addresses: [{type: InternalIP, address: 10.1.0.2}]}}',
];

function pod(namespace: string, name: string, address: string, extra = '', node = 'win1', spec = ''): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: ${namespace}${extra}}, spec: {nodeName: ${node}, containers: [{name: c, image: x, ports: [{name: pg, containerPort: 5432}]}]${spec}}, status: {phase: Running, podIPs: [{ip: ${address}}]}}`;
}

const PODS = [
  pod('shop', 'client', '10.2.0.10', ', labels: {role: client}'),
  pod('shop', 'bare', '10.2.0.11'),
  pod('shop', 'db', '10.2.0.20', ', labels: {app: db}'),
  pod('back', 'job', '10.2.0.30', ', labels: {app: web, pod-template-hash: x1}'),
  pod('shop', 'linux', '10.2.1.40', ', labels: {app: db}', 'lin1'),
  pod('shop', 'host', '10.1.0.2', ', labels: {app: web}', 'lin1', ', hostNetwork: true'),
];

function policy(name: string, spec: string, labels = '{app: db}'): string {
  return `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: ${name}, namespace: shop}, spec: {podSelector: {matchLabels: ${labels}}, ${spec}}}`;
}

/** Objects as API objects, and as the input of a command. */
function cluster(...policies: readonly string[]): ApiObject[] {
  const text = [...NAMESPACES, ...NODES, ...PODS, ...policies].join('\n---\n');
  const parsed = parseAllDocuments(text);
  return (Array.isArray(parsed) ? parsed : []).map(document => document.toJS());
}

async function connect(objects: readonly ApiObject[], from: string, to: string, ...argv: string[]) {
  const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const json = await hnsPolicy(['connect', '-f', '-', from, to, ...argv, '-o', 'json'], { stdin });
  const text = await hnsPolicy(['connect', '-f', '-', from, to, ...argv, '--explain'], { stdin });
  assert.equal(json.err, '');
  return { explanation: connectSchema.parse(JSON.parse(json.out)).connections[0]!, lines: text.out.trimEnd().split('\n') };
}

function blockedHalf({ egress, ingress }: Explanation) {
  return egress.allowed ? ingress : egress;
}

const WEB = 'ingress: [{from: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: 5432}]}]';

describe('cli/connect: why not?', () => {
  for (const [title, policies, from, to, missing, suggestion] of [
    [
      'a pod label',
      [policy('db', WEB)],
      'shop/client',
      'shop/db:5432',
      'shop/client has no label app=web',
      'If shop/client had the label app=web, spec.ingress[0] of shop/db would allow it.',
    ],
    [
      'a label of a pod without labels',
      [policy('db', WEB)],
      'shop/bare',
      'shop/db:5432',
      'shop/bare has no label app=web',
      'If shop/bare had the label app=web, spec.ingress[0] of shop/db would allow it.',
    ],
    [
      'two labels',
      [policy('db', 'ingress: [{from: [{podSelector: {matchLabels: {app: web, tier: a}}}]}]')],
      'shop/bare',
      'shop/db:1',
      'shop/bare has no label app=web',
      'If shop/bare had the label app=web and shop/bare had the label tier=a, spec.ingress[0] of shop/db would allow it.',
    ],
    [
      'a namespace label',
      [policy('db', 'ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}}]}]')],
      'back/job',
      'shop/db:5432',
      'the namespace back has no label env=prod',
      'If the namespace back had the label env=prod, spec.ingress[0] of shop/db would allow it.',
    ],
    [
      'the name label of a namespace, which nobody can change',
      [policy('db', 'ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: edge}}}]}]')],
      'back/job',
      'shop/db:5432',
      'the namespace back has no label kubernetes.io/metadata.name=edge',
      'If spec.ingress[0].from of shop/db also had {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"back"}},"podSelector":{"matchLabels":{"app":"web"}}}, it would allow it.',
    ],
    [
      'another namespace',
      [policy('db', WEB)],
      'back/job',
      'shop/db:5432',
      'the peer selects pods of the namespace shop, and back/job is in another one',
      'If spec.ingress[0].from of shop/db also had {"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"back"}},"podSelector":{"matchLabels":{"app":"web"}}}, it would allow it.',
    ],
    [
      'a port',
      [policy('db', 'ingress: [{ports: [{port: 80}, {port: 90, endPort: 99}]}]')],
      'shop/client',
      'shop/db:5432',
      'it allows TCP 80, TCP 90-99, not TCP 5432',
      'If spec.ingress[0].ports of shop/db also had {"protocol":"TCP","port":5432}, it would allow it.',
    ],
    [
      'a protocol',
      [policy('db', 'ingress: [{ports: [{port: 5432, protocol: UDP}]}]')],
      'shop/client',
      'shop/db:5432',
      'it allows UDP 5432, not TCP 5432',
      'If spec.ingress[0].ports of shop/db also had {"protocol":"TCP","port":5432}, it would allow it.',
    ],
    [
      'the other direction',
      [
        policy(
          'db',
          'policyTypes: [Ingress, Egress], egress: [{to: [{podSelector: {matchLabels: {role: client}}}], ports: [{port: 5432}]}]',
        ),
      ],
      'shop/client',
      'shop/db:5432',
      'it is a rule for egress, and this half needs one for ingress',
      'If spec.ingress of shop/db also had {"from":[{"podSelector":{"matchLabels":{"role":"client"}}}],"ports":[{"protocol":"TCP","port":5432}]}, it would allow it.',
    ],
    [
      'a pod of the host network',
      [policy('db', WEB)],
      'shop/host',
      'shop/db:5432',
      'shop/host uses the host network, so no selector matches it. Its traffic has the address of its node, 10.1.0.2',
      'If spec.ingress[0].from of shop/db also had {"ipBlock":{"cidr":"10.1.0.2/32"}}, it would allow it.',
    ],
    [
      'an address outside of the cluster',
      [policy('db', 'ingress: [{from: [{ipBlock: {cidr: 192.0.2.0/24}}]}]')],
      '198.51.100.7',
      'shop/db:5432',
      '198.51.100.7 is not in the ipBlock 192.0.2.0/24',
      'If spec.ingress[0].from of shop/db also had {"ipBlock":{"cidr":"198.51.100.7/32"}}, it would allow it.',
    ],
    [
      'a label that the peer excludes, judged by the engine of a Linux node',
      [policy('db', 'ingress: [{from: [{podSelector: {matchExpressions: [{key: role, operator: DoesNotExist}]}}]}]')],
      'shop/client',
      'shop/linux:5432',
      'shop/client has the label role=client',
      'If shop/client did not have the label role, spec.ingress[0] of shop/db would allow it.',
    ],
    [
      'any rule',
      [policy('deny', 'policyTypes: [Egress]', '{role: client}')],
      'shop/client',
      'shop/db:5432',
      undefined,
      'If spec.egress of shop/deny also had {"to":[{"podSelector":{"matchLabels":{"app":"db"}}}],"ports":[{"protocol":"TCP","port":5432}]}, it would allow it.',
    ],
  ] as const) {
    it(`names ${title}, and its suggestion allows the connection`, async () => {
      const objects = cluster(...policies);
      const { explanation, lines } = await connect(objects, from, to);
      const half = blockedHalf(explanation);
      assert.equal(half.nearest[0]?.missing[0]?.message, missing);
      assert.equal(half.suggestions[0]?.text, suggestion);
      assert.ok(lines.includes(`  ${suggestion}`), lines.join('\n'));
      assert.equal((await connect(patched(objects, half.suggestions[0]!), from, to)).explanation.allowed, true);
    });
  }

  const NAMED = policy('named', 'ingress: [{from: [{podSelector: {matchLabels: {role: client}}}], ports: [{port: pg}]}]');

  it('names the rejected item that would allow the connection, with its own message', async () => {
    const objects = cluster(NAMED);
    const { explanation, lines } = await connect(objects, 'shop/client', 'shop/db:5432');
    const [item] = explanation.ingress.rejected;
    assert.deepEqual([item?.policy, item?.path, item?.wouldAllow], ['shop/named', 'spec.ingress[0].ports[0].port', true]);
    assert.ok(lines.includes(`  rejected: shop/named: spec.ingress[0].ports[0].port: ${item?.message}`), lines.join('\n'));
    assert.equal(
      (await connect(patched(objects, explanation.ingress.suggestions[0]!), 'shop/client', 'shop/db:5432')).explanation.allowed,
      true,
    );
  });

  it('names a rejected policy that selects the pod, also where it does not decide', async () => {
    const objects = cluster(NAMED, policy('open', 'ingress: [{}]'));
    const { lines } = await connect(objects, 'shop/client', 'shop/db:5432');
    assert.ok(
      lines.some(line => line.startsWith('  rejected: shop/named: spec.ingress[0].ports[0].port: ')),
      lines.join('\n'),
    );
    const whole = await connect(cluster(NAMED), 'shop/client', 'shop/db:1', '--on-unsupported', 'reject-policy');
    assert.equal(whole.explanation.allowed, true);
    assert.deepEqual(whole.explanation.ingress.selectedBy, ['shop/named']);
    assert.ok(
      whole.lines.some(line => line.startsWith('  rejected: shop/named: ')),
      whole.lines.join('\n'),
    );
  });

  it('rejects no item where the engine of a Linux node enforces', async () => {
    const { explanation, lines } = await connect(cluster(NAMED), 'shop/client', 'shop/linux:5432');
    assert.deepEqual([explanation.allowed, explanation.ingress.rejected], [true, []]);
    assert.ok(lines.includes('  enforced by the engine of the linux node lin1'), lines.join('\n'));
  });

  it('has a reason if no rule can allow the connection', async () => {
    const closing =
      '{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: closing, namespace: shop}, spec: {podSelector: {matchExpressions: [{key: role, operator: NotIn, values: [client]}]}, ingress: [{}]}}';
    const { explanation } = await connect(cluster(closing), 'shop/client', 'shop/db:5432');
    assert.equal(explanation.ingress.noSuggestion, 'the podSelector of shop/closing is rejected, so no rule of it has an effect');
    assert.deepEqual(explanation.ingress.suggestions, []);
  });

  it('has a reason for SCTP, which Windows does not filter', async () => {
    const { explanation } = await connect(cluster(policy('db', WEB)), 'shop/client', 'shop/db:5432', '--protocol', 'sctp');
    assert.equal(explanation.ingress.noSuggestion, 'Windows does not filter SCTP, so only a rule for any port would allow it');
  });

  it('has a reason if a rule allows the connection, but the direction is closed', async () => {
    const rules = Array.from(
      { length: 10 },
      (_, index) => `{from: [{ipBlock: {cidr: 192.0.2.${index * 2}/32}}], ports: [{port: ${index * 2 + 1}}]}`,
    );
    const objects = cluster(policy('db', `ingress: [${rules.join(', ')}]`));
    const { explanation } = await connect(objects, '192.0.2.0', 'shop/db:1', '--max-acls', '6');
    assert.equal(explanation.allowed, false);
    assert.equal(
      explanation.ingress.noSuggestion,
      'a rule allows it, but the policies need more ACLs than an endpoint may have, so the direction is closed',
    );
  });

  it('explains the connection to each endpoint of a Service', async () => {
    const service =
      '{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}, spec: {clusterIP: 10.96.0.7, selector: {app: db}, ports: [{port: 5432}]}}';
    const stdin = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: cluster(policy('db', WEB), service) });
    const { status, out } = await hnsPolicy(['connect', '-f', '-', 'shop/client', 'db.shop:5432', '-o', 'json'], { stdin });
    const { allowed, connections } = connectSchema.parse(JSON.parse(out));
    assert.deepEqual([status, allowed], [1, false]);
    assert.deepEqual(connections.map(({ ingress }) => ingress.pods).sort(), [['shop/db'], ['shop/linux']]);
  });

  it('has a suggestion for each blocked half, and both together allow the connection', async () => {
    const objects = cluster(
      policy('db', WEB),
      policy('out', 'policyTypes: [Egress], egress: [{to: [{podSelector: {matchLabels: {app: api}}}]}]', '{role: client}'),
    );
    const { explanation } = await connect(objects, 'shop/client', 'shop/db:5432');
    const { egress, ingress } = explanation;
    assert.deepEqual([egress.allowed, ingress.allowed], [false, false]);
    const both = patched(patched(objects, egress.suggestions[0]!), ingress.suggestions[0]!);
    assert.equal((await connect(both, 'shop/client', 'shop/db:5432')).explanation.allowed, true);
  });

  it('names policies that select a pod of the host network without effect', async () => {
    const { lines } = await connect(cluster(policy('host', 'policyTypes: [Ingress]', '{app: web}')), 'shop/db', 'shop/host:80');
    assert.deepEqual(lines.slice(-2), [
      '  the pod uses the host network of node lin1, where no policy applies',
      '  selected by shop/host, without effect',
    ]);
  });
});
