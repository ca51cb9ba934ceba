import assert from 'node:assert/strict';
import type { KubeServer } from '../../src/simulator/kube/server.ts';
import { Client, type Json } from '../simulator/kube/client.ts';
import { PLAIN, startKubeServer } from './start.ts';

const ADMISSION = '/apis/admissionregistration.k8s.io/v1';
const MONITORING = '/apis/monitoring.coreos.com/v1';

describe('kube-server/cluster kinds', () => {
  let server: KubeServer;
  let client: Client;

  beforeEach(async () => {
    server = await startKubeServer();
    client = new Client(server);
  });
  afterEach(async () => {
    client.close();
    await server.close();
  });

  const problems = ({ status, body }: { status: number; body: Json }): string[] => {
    assert.equal(status, 422, body.message);
    return body.details.causes.map(({ field, message }: Json) => `${field}: ${message}`);
  };

  describe('validating admission policies', () => {
    const rule = { apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['networkpolicies'] };
    const policy = (spec: object) => ({
      metadata: { name: 'windows' },
      spec: { matchConstraints: { resourceRules: [rule] }, validations: [{ expression: 'true' }], ...spec },
    });
    const binding = (spec: object) => ({
      metadata: { name: 'windows' },
      spec: { policyName: 'windows', validationActions: ['Warn'], ...spec },
    });

    it('get the defaults of the API server', async () => {
      const { body } = await client.post(`${ADMISSION}/validatingadmissionpolicies`, policy({}));
      assert.deepEqual([body.spec.failurePolicy, body.metadata.generation, body.status], ['Fail', 1, {}]);
      assert.deepEqual(body.spec.matchConstraints, {
        ...{ matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
        resourceRules: [{ ...rule, scope: '*' }],
      });
    });

    it('are stored but not evaluated: this one would reject every policy', async () => {
      await client.post(`${ADMISSION}/validatingadmissionpolicies`, policy({ validations: [{ expression: 'false' }] }));
      await client.post(`${ADMISSION}/validatingadmissionpolicybindings`, binding({ validationActions: ['Deny'] }));
      const path = '/apis/networking.k8s.io/v1/namespaces/default/networkpolicies';
      assert.equal((await client.post(path, { metadata: { name: 'p' } })).status, 201);
    });

    const V = 'spec.validations[0]';
    const both = 'validations or auditAnnotations must contain at least one item';
    for (const [spec, ...expected] of [
      [{ failurePolicy: 'Warn' }, 'spec.failurePolicy: Unsupported value: "Warn": supported values: "Fail", "Ignore"'],
      [{ matchConstraints: undefined }, 'spec.matchConstraints: Required value'],
      [{ matchConstraints: {} }, 'spec.matchConstraints.resourceRules: Required value'],
      [
        { matchConstraints: { resourceRules: [{ ...rule, operations: ['*', 'READ'], apiGroups: [] }] } },
        `spec.matchConstraints.resourceRules[0].operations: Invalid value: ["*","READ"]: if '*' is present, must not specify other operations`,
        'spec.matchConstraints.resourceRules[0].apiGroups: Required value',
        'spec.matchConstraints.resourceRules[0].operations[1]: Unsupported value: "READ": supported values: "*", "CONNECT", "CREATE", "DELETE", "UPDATE"',
      ],
      [{ validations: [] }, `spec.validations: Required value: ${both}`, `spec.auditAnnotations: Required value: ${both}`],
      [
        { validations: [{ message: ' ', messageExpression: ' ', reason: 'Because' }] },
        `${V}.expression: Required value: expression is not specified`,
        `${V}.messageExpression: Invalid value: " ": must be non-empty if specified`,
        `${V}.message: Invalid value: " ": message must be non-empty if specified`,
        `${V}.reason: Unsupported value: "Because": supported values: "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"`,
      ],
      [
        { validations: [{ expression: 'true', message: 'a\nb' }] },
        `${V}.message: Invalid value: "a\\nb": message must not contain line breaks`,
      ],
      [
        { variables: [{ name: 'a-b', expression: '' }] },
        'spec.variables[0].name: Invalid value: "a-b": name is not a valid CEL identifier',
        'spec.variables[0].expression: Required value: expression is not specified',
      ],
      [
        {
          matchConditions: [
            { name: 'a', expression: 'true' },
            { name: 'a', expression: 'true' },
          ],
        },
        'spec.matchConditions[1].name: Duplicate value: "a"',
      ],
    ] as const) {
      it(`are rejected with ${JSON.stringify(spec)}`, async () => {
        assert.deepEqual(problems(await client.post(`${ADMISSION}/validatingadmissionpolicies`, policy(spec))), expected);
      });
    }

    for (const [spec, ...expected] of [
      [{ policyName: '' }, 'spec.policyName: Required value'],
      [{ validationActions: [] }, 'spec.validationActions: Required value: at least one validation action is required'],
      [
        { validationActions: ['Deny', 'Warn', 'Warn'] },
        'spec.validationActions[2]: Duplicate value: "Warn"',
        'spec.validationActions: Invalid value: ["Deny","Warn","Warn"]: must not contain both Deny and Warn (repeating the same validation failure ' +
          'information in the API response and headers serves no purpose)',
      ],
      [{ validationActions: ['Log'] }, 'spec.validationActions[0]: Unsupported value: "Log": supported values: "Audit", "Deny", "Warn"'],
      [{ paramRef: {} }, 'spec.paramRef: Required value: one of name or selector must be specified'],
    ] as const) {
      it(`have no binding with ${JSON.stringify(spec)}`, async () => {
        assert.deepEqual(problems(await client.post(`${ADMISSION}/validatingadmissionpolicybindings`, binding(spec))), expected);
      });
    }
  });

  describe('custom resources of the Prometheus Operator', () => {
    const path = (plural: string) => `${MONITORING}/namespaces/kube-system/${plural}`;
    const podMonitor = {
      metadata: { name: 'agent' },
      spec: { selector: { matchLabels: { app: 'agent' } }, podMetricsEndpoints: [{ port: 'metrics' }] },
    };

    it('are validated by their definitions', async () => {
      assert.equal((await client.post(path('podmonitors'), podMonitor)).status, 201);
      assert.deepEqual(problems(await client.post(path('podmonitors'), { metadata: { name: 'x' }, spec: {} })), [
        'spec.selector: Required value',
        'spec.podMetricsEndpoints: Required value',
      ]);
      assert.deepEqual(problems(await client.post(path('servicemonitors'), { metadata: { name: 'x' } })), ['spec: Required value']);
      const rules = { groups: [{ rules: [{ alert: 'Down' }] }] };
      assert.deepEqual(problems(await client.post(path('prometheusrules'), { metadata: { name: 'x' }, spec: rules })), [
        'spec.groups[0].name: Required value',
        'spec.groups[0].rules[0].expr: Required value',
      ]);
      const typo = { metadata: { name: 'x' }, spec: { ...podMonitor.spec, podMetricsEndpoint: [] } };
      assert.match(
        (await client.post(`${path('podmonitors')}?fieldValidation=Strict`, typo)).body.message,
        /unknown field "spec\.podMetricsEndpoint"/,
      );
    });

    it('have no strategic merge, but the other merges', async () => {
      await client.post(path('podmonitors'), podMonitor);
      const change = { spec: { jobLabel: 'app' } };
      assert.equal((await client.patch(`${path('podmonitors')}/agent`, 'strategic-merge', change)).status, 415);
      const { body } = await client.patch(`${path('podmonitors')}/agent`, 'merge', change);
      assert.deepEqual([body.spec.jobLabel, body.metadata.generation], ['app', 2]);
    });

    it('are unknown to a server without their definitions', async () => {
      const bare = await startKubeServer({ extensions: PLAIN });
      const user = new Client(bare);
      assert.equal((await user.get(path('podmonitors'))).status, 404);
      assert.equal((await user.get(MONITORING)).status, 404);
      const groups = (await user.get('/apis')).body.groups.map(({ name }: Json) => name);
      assert.ok(!groups.includes('monitoring.coreos.com'));
      assert.ok(!Object.keys((await user.get('/openapi/v3')).body.paths).includes('apis/monitoring.coreos.com/v1'));
      user.close();
      await bare.close();
    });
  });
});
