import assert from 'node:assert/strict';
import { KubeServer } from '../../../src/simulator/kube/server.ts';
import { Client, type Json } from './client.ts';
import { PODS, POLICIES, pod, policy } from './objects.ts';

describe('simulator/kube/validation', () => {
  let server: KubeServer;
  let client: Client;

  before(async () => {
    server = await KubeServer.start();
    client = new Client(server);
  });
  after(async () => {
    client.close();
    await server.close();
  });

  const dry = async (path: string, body: unknown) => client.post(`${path}?dryRun=All`, body);
  /** `field: message` of every cause. */
  const causes = (body: Json): string[] => (body.details?.causes ?? []).map(({ field, message }: Json) => `${field}: ${message}`);

  const ingress = (rule: object) => ({ ingress: [rule] });
  const from = (peer: object) => ingress({ from: [peer] });
  const port = (entry: object) => ingress({ ports: [entry] });
  const P = 'spec.ingress[0].ports[0]';
  const F = 'spec.ingress[0].from[0]';
  const strict = 'must be a strict subset of `cidr`';

  const refused: readonly [spec: object, ...problems: string[]][] = [
    [{ policyTypes: ['Ingress', 'Both'] }, 'spec.policyTypes[1]: Unsupported value: "Both": supported values: "Ingress", "Egress"'],
    [
      { policyTypes: ['Ingress', 'Egress', 'Ingress'] },
      'spec.policyTypes: Invalid value: ["Ingress","Egress","Ingress"]: may not specify more than two policyTypes',
    ],
    [port({ protocol: 'ICMP' }), `${P}.protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"`],
    [port({ protocol: '' }), `${P}.protocol: Unsupported value: "": supported values: "TCP", "UDP", "SCTP"`],
    [port({ port: 0 }), `${P}.port: Invalid value: 0: must be between 1 and 65535, inclusive`],
    [port({ port: 65536 }), `${P}.port: Invalid value: 65536: must be between 1 and 65535, inclusive`],
    [port({ port: '80' }), `${P}.port: Invalid value: "80": must contain at least one letter (a-z)`],
    [port({ port: 'a-name-too-long-for-it' }), `${P}.port: Invalid value: "a-name-too-long-for-it": must be no more than 15 characters`],
    [port({ port: 'a--b' }), `${P}.port: Invalid value: "a--b": must not contain consecutive hyphens`],
    [port({ port: 'Http' }), `${P}.port: Invalid value: "Http": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)`],
    [port({ port: '-a' }), `${P}.port: Invalid value: "-a": must not begin or end with a hyphen`],
    [port({ port: 80, endPort: 79 }), `${P}.endPort: Invalid value: 80: must be greater than or equal to \`port\``],
    [port({ port: 80, endPort: 65536 }), `${P}.endPort: Invalid value: 65536: must be between 1 and 65535, inclusive`],
    [port({ port: 'http', endPort: 90 }), `${P}.endPort: Invalid value: 90: may not be specified when \`port\` is non-numeric`],
    [port({ endPort: 90 }), `${P}.endPort: Invalid value: 90: may not be specified when \`port\` is not specified`],
    [from({}), `${F}: Required value: must specify a peer`],
    [from({ podSelector: null }), `${F}: Required value: must specify a peer`],
    [from({ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }), `${F}: Forbidden: may not specify both ipBlock and another peer`],
    [from({ ipBlock: {} }), `${F}.ipBlock.cidr: Required value`],
    [
      from({ ipBlock: { cidr: '10.0.0.1' } }),
      `${F}.ipBlock.cidr: Invalid value: "10.0.0.1": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
    ],
    [
      from({ ipBlock: { cidr: '10.0.0.0/8', except: ['x', '10.0.0.0/8', '11.0.0.0/16', 'fd00::/64'] } }),
      `${F}.ipBlock.except[0]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)`,
      `${F}.ipBlock.except[1]: Invalid value: "10.0.0.0/8": ${strict}`,
      `${F}.ipBlock.except[2]: Invalid value: "11.0.0.0/16": ${strict}`,
      `${F}.ipBlock.except[3]: Invalid value: "fd00::/64": ${strict}`,
    ],
    [
      from({ podSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } }),
      `${F}.podSelector.matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
    ],
    [
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] } },
      "spec.podSelector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    ],
    [
      { podSelector: { matchExpressions: [{ key: 'a', operator: 'Gt', values: ['1'] }] } },
      'spec.podSelector.matchExpressions[0].operator: Invalid value: "Gt": not a valid selector operator',
    ],
    [
      { podSelector: { matchExpressions: [{ operator: 'Exists' }] } },
      'spec.podSelector.matchExpressions[0].key: Invalid value: "": name part must be non-empty',
      "spec.podSelector.matchExpressions[0].key: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start " +
        "and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
        "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ],
    [
      { egress: [{ to: [{ namespaceSelector: { matchLabels: { a: 'not valid' } } }] }] },
      'spec.egress[0].to[0].namespaceSelector.matchLabels: Invalid value: "not valid": a valid label must be an empty string or consist of alphanumeric ' +
        "characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used " +
        "for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
  ];
  for (const [spec, ...problems] of refused) {
    it(`rejects a NetworkPolicy with ${JSON.stringify(spec)}`, async () => {
      const { status, body } = await dry(POLICIES, policy('p', spec));
      assert.deepEqual([status, body.reason], [422, 'Invalid']);
      assert.deepEqual(causes(body), problems);
      const text = problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`;
      assert.equal(body.message, `NetworkPolicy.networking.k8s.io "p" is invalid: ${text}`);
    });
  }

  const accepted: readonly [spec: object | undefined, stored: object][] = [
    [undefined, { podSelector: {}, policyTypes: ['Ingress'] }],
    [{}, { podSelector: {}, policyTypes: ['Ingress'] }],
    [
      { podSelector: null, ingress: null, egress: [], policyTypes: [] },
      { podSelector: {}, policyTypes: ['Ingress'] },
    ],
    [{ egress: [{}] }, { podSelector: {}, egress: [{}], policyTypes: ['Ingress', 'Egress'] }],
    [
      { ingress: [], policyTypes: ['Egress'] },
      { podSelector: {}, policyTypes: ['Egress'] },
    ],
    [{ policyTypes: ['Ingress', 'Ingress'] }, { podSelector: {}, policyTypes: ['Ingress', 'Ingress'] }],
    [
      {
        ingress: [
          { from: [], ports: [] },
          { from: null, ports: [{}] },
        ],
      },
      { podSelector: {}, ingress: [{}, { ports: [{ protocol: 'TCP' }] }], policyTypes: ['Ingress'] },
    ],
    [
      from({ podSelector: {}, namespaceSelector: { matchLabels: {}, matchExpressions: [] } }),
      { podSelector: {}, ingress: [{ from: [{ podSelector: {}, namespaceSelector: {} }] }], policyTypes: ['Ingress'] },
    ],
    [
      from({ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.0.0.0/9'] } }),
      {
        podSelector: {},
        ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '10.0.0.0/9'] } }] }],
        policyTypes: ['Ingress'],
      },
    ],
    [
      port({ port: 80, endPort: 80, protocol: 'SCTP' }),
      { podSelector: {}, ...port({ port: 80, endPort: 80, protocol: 'SCTP' }), policyTypes: ['Ingress'] },
    ],
    [port({ port: 'https' }), { podSelector: {}, ...port({ port: 'https', protocol: 'TCP' }), policyTypes: ['Ingress'] }],
  ];
  for (const [spec, stored] of accepted) {
    it(`stores a NetworkPolicy with ${JSON.stringify(spec)} as the API server does`, async () => {
      const { status, body } = await dry(POLICIES, { metadata: { name: 'p' }, ...(spec && { spec }) });
      assert.equal(status, 201);
      assert.deepEqual(body.spec, stored);
    });
  }

  it('rejects invalid names, labels and annotations of every kind', async () => {
    const bad = policy('Bad_Name', {});
    bad.metadata.labels = { 'a b': 'x', c: '-' };
    bad.metadata.annotations = { 'x/y/z': '' };
    const fields = causes((await dry(POLICIES, bad)).body).map(cause => cause.split(':')[0]);
    assert.deepEqual(fields, ['metadata.name', 'metadata.labels', 'metadata.labels', 'metadata.annotations']);
    const nameless = await dry('/api/v1/namespaces', { metadata: {} });
    assert.deepEqual(causes(nameless.body), ['metadata.name: Required value: name or generateName is required']);
    const dotted = await dry('/api/v1/namespaces', { metadata: { name: 'a.b' } });
    assert.match(causes(dotted.body)[0]!, /^metadata.name: Invalid value: "a.b": a lowercase RFC 1123 label must consist/);
  });

  it('rejects pods without containers, images or valid ports', async () => {
    const of = async (spec: object) => causes((await dry(PODS, pod('p', { spec }))).body);
    assert.deepEqual(await of({ containers: [] }), ['spec.containers: Required value']);
    assert.deepEqual(await of({ containers: [{ name: 'a' }, { name: 'a', image: 'i' }] }), [
      'spec.containers[0].image: Required value',
      'spec.containers[1].name: Duplicate value: "a"',
    ]);
    const ports = [{ containerPort: 0 }, { containerPort: 80, name: 'x', protocol: 'ICMP' }, { containerPort: 81, name: 'x' }];
    assert.deepEqual(await of({ containers: [{ name: 'a', image: 'i', ports }] }), [
      'spec.containers[0].ports[0].containerPort: Invalid value: 0: must be between 1 and 65535, inclusive',
      'spec.containers[0].ports[1].protocol: Unsupported value: "ICMP": supported values: "TCP", "UDP", "SCTP"',
      'spec.containers[0].ports[2].name: Duplicate value: "x"',
    ]);
    assert.equal((await of({ restartPolicy: 'Sometimes' })).length, 1);
  });

  it('allows changes of only a few fields of a pod', async () => {
    await client.post(PODS, pod('fixed'));
    const set = async (spec: object) => (await client.patch(`${PODS}/fixed`, 'strategic-merge', { spec })).status;
    assert.equal(await set({ containers: [{ name: 'main', image: 'nginx:2' }] }), 200);
    assert.equal(await set({ activeDeadlineSeconds: 5 }), 200);
    assert.equal(await set({ nodeName: 'n' }), 422);
    assert.equal(await set({ containers: [{ name: 'main', ports: [{ containerPort: 80 }] }] }), 422);
  });

  describe('of events', () => {
    const EVENTS = '/apis/events.k8s.io/v1/namespaces/default/events';
    const regarding = { kind: 'NetworkPolicy', namespace: 'default', name: 'p', apiVersion: 'networking.k8s.io/v1' };
    const event = {
      metadata: { name: 'p.1' },
      eventTime: '2026-01-02T03:04:05.123456Z',
      reportingController: 'example.com/agent',
      reportingInstance: 'node-1',
      action: 'Reject',
      reason: 'Unsupported',
      regarding,
      note: 'because',
      type: 'Warning',
    };

    it('stores one event under both of its API versions', async () => {
      assert.equal((await client.post(EVENTS, event)).status, 201);
      const core = (await client.get('/api/v1/namespaces/default/events/p.1')).body;
      assert.deepEqual([core.kind, core.apiVersion], ['Event', 'v1']);
      assert.deepEqual([core.involvedObject, core.message, core.reportingComponent], [regarding, 'because', 'example.com/agent']);
      const { items } = (await client.get(`${EVENTS}?fieldSelector=regarding.name%3Dp,reportingController%3Dexample.com/agent`)).body;
      assert.deepEqual([items.length, items[0].note], [1, 'because']);
      const found = await client.get('/api/v1/events?fieldSelector=involvedObject.kind%3DNetworkPolicy,type%3DWarning');
      assert.equal(found.body.items.length, 1);
    });

    it('allows only changes of an event’s series', async () => {
      await client.post(EVENTS, { ...event, metadata: { name: 'p.2' } });
      const series = { count: 2, lastObservedTime: '2026-01-02T03:04:06.000000Z' };
      assert.equal((await client.patch(`${EVENTS}/p.2`, 'merge', { series })).status, 200);
      const changed = await client.patch(`${EVENTS}/p.2`, 'merge', { note: 'other' });
      assert.deepEqual(causes(changed.body), ['message: Invalid value: "other": field is immutable']);
      const single = await client.patch(`${EVENTS}/p.2`, 'merge', { series: { count: 1 } });
      assert.deepEqual(causes(single.body), ['series.count: Invalid value: "": should be at least 2']);
    });

    it('creates a missing event by PUT', async () => {
      assert.equal((await client.call('PUT', `${EVENTS}/p.3`, { body: { ...event, metadata: { name: 'p.3' } } })).status, 201);
    });

    for (const [field, value, problem] of [
      ['eventTime', undefined, 'eventTime: Required value'],
      ['type', 'Error', 'type: Invalid value: "": has invalid value: Error'],
      ['reportingInstance', 'x'.repeat(129), 'reportingInstance: Invalid value: "": can have at most 128 characters'],
      ['action', '', 'action: Required value'],
      ['reason', undefined, 'reason: Required value'],
      ['note', 'x'.repeat(1025), 'message: Invalid value: "": can have at most 1024 characters'],
      ['deprecatedCount', 1, 'count: Invalid value: "": needs to be unset'],
    ] as const) {
      it(`rejects an events.k8s.io/v1 event with ${field} ${JSON.stringify(value)?.slice(0, 20)}`, async () => {
        const { status, body } = await dry(EVENTS, { ...event, metadata: { name: 'q' }, [field]: value });
        assert.deepEqual([status, causes(body)], [422, [problem]]);
      });
    }

    it('rejects an eventTime without microseconds', async () => {
      const { status, body } = await dry(EVENTS, { ...event, eventTime: '2026-01-02T03:04:05.123Z' });
      assert.equal(status, 400);
      assert.match(body.message, /parsing time "2026-01-02T03:04:05.123Z" as "2006-01-02T15:04:05.000000Z07:00"/);
    });

    it('rejects an event in another namespace than its object', async () => {
      const { body } = await dry('/api/v1/namespaces/default/events', { metadata: { name: 'q' }, involvedObject: { namespace: 'demo' } });
      assert.deepEqual(causes(body), ['involvedObject.namespace: Invalid value: "demo": does not match event.namespace']);
    });
  });
});
