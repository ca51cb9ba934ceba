import assert from 'node:assert/strict';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { admissionPolicies } from '../../scripts/admission-policy.ts';
import { rejected } from '../../src/agent/report/policy-event.ts';
import { ClusterState } from '../../src/agent/state.ts';
import { statusSchemaOf } from '../../src/agent/status/status-schema.ts';
import { printed } from '../../src/cli/io.ts';
import { planSchemaOf } from '../../src/cli/plan/plan-schema.ts';
import { planCommand } from '../../src/cli/plan.ts';
import type { Backend } from '../../src/core/backend.ts';
import type { Feature, FeatureName } from '../../src/core/feature.ts';
import { issueCodes } from '../../src/core/issue.ts';
import { WINDOWS } from '../../src/hns/windows.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import { SILENCE } from '../cli/command-line.ts';
import { admission } from '../deploy/admission-policy.ts';

const PORT_RANGE: Feature = {
  name: 'port-range' as FeatureName,
  title: '`endPort`',
  subject: 'Port ranges are',
  alternative: 'list the ports',
  entry: 'port',
  field: 'endPort',
  uses: ({ port }) => Array.isArray(port) && port[0] !== port[1],
  cel: port => `has(${port}.endPort) && ${port}.endPort != ${port}.port`,
};

const BACKEND: Backend = {
  name: 'Windows',
  features: [...WINDOWS.features, PORT_RANGE],
  support: { ...WINDOWS.support, [PORT_RANGE.name]: 'rejected' },
  translations: WINDOWS.translations,
};

const POLICY = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { namespace: 'demo', name: 'p' },
  spec: {
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [
      {
        ports: [
          { protocol: 'TCP', port: 80 },
          { protocol: 'TCP', port: 8000, endPort: 8080 },
        ],
      },
    ],
  },
};
const PATH = 'spec.ingress[0].ports[1].endPort';
const MESSAGE = 'Port ranges are not supported on Windows: this port entry allows no traffic. List the ports';
const ISSUE = { severity: 'error', code: 'unsupported-port-range', policy: 'demo/p', path: PATH, message: MESSAGE };

describe('a feature that is added to the capability table as rejected', () => {
  it('is an issue and an Event of the agent, and the port entry allows no traffic', () => {
    const state = new ClusterState({ onUnsupported: 'reject-item', backend: BACKEND });
    state.set('policy', readNetworkPolicy(POLICY).value!);
    const [finding, ...others] = state.findings();
    assert.deepEqual(others, []);
    assert.deepEqual(finding!.issues, [ISSUE]);
    assert.equal(rejected(finding!).reason, 'UnsupportedOnWindows');
    const [rule] = state.cluster.get('policy', 'demo/p')!.ingress!;
    assert.deepEqual(rule!.ports, [{ path: 'spec.ingress[0].ports[0]', protocol: 'TCP', port: [80, 80] }]);
  });

  it('is an issue of `plan`, with its exit status', async () => {
    let out = '';
    const print = (lines: readonly string[]) => {
      out += printed(lines);
    };
    const io = { ...SILENCE, out: print, stdin: async () => Buffer.from(JSON.stringify(POLICY)) };
    const status = await planCommand({ filename: ['-'], onUnsupported: 'reject-item', output: 'json', maxAcls: 1000 }, io, BACKEND);
    assert.equal(status, 2);
    const plan = JSON.parse(out);
    assert.deepEqual(plan.issues, [ISSUE]);
    assert.deepEqual(planSchemaOf(issueCodes(BACKEND.features)).parse(plan), plan);
    assert.equal(planSchemaOf(issueCodes(WINDOWS.features)).safeParse(plan).success, false);
  });

  it('is in the schema of the status', () => {
    const codes = (backend: Backend) => JSON.stringify(z.toJSONSchema(statusSchemaOf(issueCodes(backend.features))));
    assert.ok(codes(BACKEND).includes('"unsupported-port-range"'));
    assert.ok(!codes(WINDOWS).includes('"unsupported-port-range"'));
  });

  it('is in the admission policy, with its path and with the message of the agent', () => {
    const check = (backend: Backend) => admission(parseAllDocuments(admissionPolicies(backend))[0]!.toJS());
    assert.deepEqual(check(BACKEND)(POLICY), [`${MESSAGE}: ${PATH}`]);
    assert.deepEqual(check(WINDOWS)(POLICY), []);
  });

  it('is not rejected where the backend supports it, natively or by translation', () => {
    for (const support of ['native', 'translated'] as const) {
      const backend: Backend = { ...BACKEND, support: { ...BACKEND.support, [PORT_RANGE.name]: support } };
      const state = new ClusterState({ onUnsupported: 'reject-item', backend });
      state.set('policy', readNetworkPolicy(POLICY).value!);
      assert.deepEqual(
        state.findings().map(({ translated, issues }) => [translated, issues]),
        support === 'native' ? [] : [[['port-range'], []]],
      );
      assert.equal(admissionPolicies(backend), admissionPolicies(WINDOWS));
    }
  });
});
