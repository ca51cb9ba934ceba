import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { admissionPolicy, MAX_INDEXED } from '../../scripts/admission-policy.ts';
import { rejectedBy } from '../../src/core/backend.ts';
import { unsupportedCode } from '../../src/core/feature.ts';
import { type OnUnsupported, reject } from '../../src/core/reject.ts';
import { WINDOWS } from '../../src/hns/windows.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import { NETWORK_POLICIES } from '../../src/simulator/kube/kinds.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { StatusError } from '../../src/simulator/kube/status.ts';
import { Store } from '../../src/simulator/kube/store.ts';
import { create, update } from '../../src/simulator/kube/write.ts';
import { needs } from '../needs.ts';
import { EVERY } from '../oracle/features.ts';
import { policy } from '../oracle/policy.arbitrary.ts';
import { admission } from './admission-policy.ts';
import { only, render, renderWith } from './kustomize.ts';

const COMMITTED = 'deploy/components/admission/validating-admission-policy.yaml';

/** The object that admission policies receive: with defaults, without nulls and empty lists. @throws StatusError 422 */
function stored(raw: unknown): KubeObject {
  const store = new Store();
  const namespace = (raw as KubeObject).metadata.namespace ?? 'default';
  store.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  const { name } = (raw as KubeObject).metadata;
  const place = { resource: NETWORK_POLICIES, namespace, name: name!, subresource: undefined };
  const object = { ...NAMED, ...(raw as object), metadata: { name: name!, namespace } };
  const options = { dryRun: false, fieldValidation: 'Ignore', fieldManager: 'test', force: false, warn: () => {} } as const;
  try {
    return create(store, place, object, options);
  } catch (error) {
    const causes = error instanceof StatusError ? (error.status.details?.causes ?? []) : [];
    if (causes.length === 0 || !causes.every(({ message }) => message.includes('must not have '))) throw error;
    // Servers before Kubernetes 1.36 accept such addresses, and a later one keeps them in stored objects.
    store.seed([structuredClone(object)]);
    return update(store, place, object, options).object;
  }
}

const NAMED = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };

const network = (spec: object) => stored({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec });

/** `path: sentence` of each use that the agent rejects. Equal entries of one list are listed once, with the path of the first. A long list has `*` for the index. */
function rejected(object: KubeObject, mode: OnUnsupported): string[] {
  const { value } = readNetworkPolicy(object);
  assert.ok(value);
  return [...new Set(reject(value, WINDOWS, mode).issues.map(({ path, message }) => `${firstOfEqual(object, path)}: ${message}`))].sort();
}

/** The path with each index replaced by that of the first element that equals the one it points to, or by `*` in a long list. */
function firstOfEqual(object: KubeObject, path: string): string {
  let value: unknown = object;
  return path
    .split('.')
    .map(step => {
      const { field, index } = /^(?<field>\w+)(?:\[(?<index>\d+)\])?$/.exec(step)!.groups!;
      value = (value as Record<string, unknown>)[field!];
      if (index === undefined) return field;
      const list = value as unknown[];
      value = list[Number(index)];
      return `${field}[${list.length > MAX_INDEXED ? '*' : list.findIndex(item => isDeepStrictEqual(item, value))}]`;
    })
    .join('.');
}

/** Splits the messages into the form of `rejected`. */
function said(messages: readonly string[] | undefined): string[] {
  const sentences = (messages ?? []).flatMap(message => {
    const [paths, ...sentence] = message.split(': ');
    return paths!.split(', ').map(path => `${path}: ${sentence.join(': ')}`);
  });
  return [...new Set(sentences)].sort();
}

describe('deploy: the admission policy', () => {
  let objects: KubeObject[];
  before(function () {
    needs(this, 'kubectl');
    objects = render('overlays/generic');
  });

  const judge = (rendered = objects) => admission(only(rendered, 'ValidatingAdmissionPolicy'));
  const modes: readonly (readonly [OnUnsupported, () => KubeObject[]])[] = [
    ['reject-item', () => objects],
    ['reject-policy', () => renderWith('generic', 'reject-policy')],
  ];

  it('warns about each use that Windows rejects, with its path and the agent’s message', () => {
    const messages = judge()(
      network({
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [
          { ports: [{ port: 80 }, { port: 'http' }, { port: 7, protocol: 'SCTP' }] },
          { from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] } }], ports: [{ port: 'dns' }] },
        ],
        egress: [{ to: [{ ipBlock: { cidr: 'fd00::/8' } }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] }],
      }),
    );
    assert.deepEqual(messages, [
      'spec.ingress[0].ports[2].protocol: SCTP is not supported on Windows: this port entry allows no traffic',
      'spec.ingress[0].ports[1].port, spec.ingress[1].ports[0].port: ' +
        'Named ports are not supported on Windows: this port entry allows no traffic',
      'spec.ingress[1].from[0].podSelector.matchExpressions[0].operator: ' +
        'The selector operators NotIn and DoesNotExist are not supported on Windows: this peer allows no traffic',
      'spec.egress[0].to[0].ipBlock.cidr: IPv6 blocks are not supported on Windows: this peer allows no traffic',
      'spec.egress[0].to[1].ipBlock.except: ipBlock.except is not supported on Windows: this peer allows no traffic',
    ]);
  });

  for (const [mode, rendered] of modes) {
    it(`agrees with the agent on every fixture, ${mode}`, () => {
      const check = judge(rendered());
      const fixtures = globSync(['test/**/fixtures/**/*.yaml', 'deploy/examples/*.yaml']);
      const codes = new Set<string>();
      let count = 0;
      for (const fixture of fixtures) {
        for (const document of parseAllDocuments(readFileSync(fixture, 'utf8'))) {
          const raw = document.toJS() as KubeObject | null;
          if (raw?.kind !== 'NetworkPolicy') continue;
          const object = stored(raw);
          assert.deepEqual(said(check(object)), rejected(object, mode), `${fixture}: ${raw.metadata.name}`);
          for (const { code } of reject(readNetworkPolicy(object).value!, WINDOWS, mode).issues) codes.add(code);
          count++;
        }
      }
      assert.ok(count > 20);
      assert.deepEqual([...codes].sort(), rejectedBy(WINDOWS).map(unsupportedCode).sort());
    });

    it(`agrees with the agent on random policies, ${mode}`, () => {
      const check = judge(rendered());
      fc.assert(
        fc.property(policy(EVERY), make => {
          let object: KubeObject;
          try {
            object = stored(make(1));
          } catch (error) {
            // Admission policies only receive objects that the API server accepts.
            if (error instanceof StatusError) return;
            throw error;
          }
          assert.deepEqual(said(check(object)), rejected(object, mode));
        }),
        { numRuns: 1000 },
      );
    });
  }

  it('recognises an IPv4 block that is written as an IPv6 one', () => {
    const check = judge();
    for (const cidr of [
      '::ffff:10.0.0.0/104',
      '::FFFF:a00:0/104',
      '0:0:0:0:0:ffff:a00:1/128',
      '::/0',
      '::ffff:1:2:3/128',
      '::ffff:0:0/95',
    ]) {
      const object = network({ ingress: [{ from: [{ ipBlock: { cidr } }] }] });
      assert.deepEqual(said(check(object)), rejected(object, 'reject-item'), cidr);
    }
  });

  it('has one path without an index for a long list', () => {
    const ports = Array.from({ length: MAX_INDEXED + 1 }, (_, i) => ({ port: `name-${i}` }));
    const from = Array.from({ length: MAX_INDEXED + 1 }, (_, i) => ({ ipBlock: { cidr: `10.0.0.${i}/31`, except: [`10.0.0.${i}/32`] } }));
    const matchExpressions = Array.from({ length: MAX_INDEXED + 1 }, (_, i) => ({ key: `k${i}`, operator: 'Exists' }));
    matchExpressions[7]!.operator = 'DoesNotExist';
    const requirements = { podSelector: { matchExpressions }, namespaceSelector: { matchExpressions } };
    for (const spec of [
      { ingress: [{ ports }] },
      { ingress: [{ from }] },
      { ingress: [{ from: [requirements] }] },
      { ingress: [{ from: Array.from({ length: MAX_INDEXED + 1 }, (_, i) => (i < 3 ? requirements : { podSelector: {} })) }] },
      { podSelector: { matchExpressions } },
      { ingress: ports.map(port => ({ ports: [port] })) },
    ]) {
      const object = network(spec);
      const expected = rejected(object, 'reject-item');
      assert.ok(expected.every(line => line.includes('[*]')));
      assert.deepEqual(said(judge()(object)), expected);
    }
  });

  it('omits the paths if the message would be too long', () => {
    const ingress = Array.from({ length: 300 }, (_, i) => ({ ports: [{ port: `name-${i}` }] }));
    assert.deepEqual(judge()(network({ ingress })), ['Named ports are not supported on Windows']);
  });

  it('is generated from the capability table (UPDATE_GOLDEN=1 writes it)', () => {
    const current = admissionPolicy(WINDOWS);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(COMMITTED, current);
    assert.equal(readFileSync(COMMITTED, 'utf8'), current);
  });

  it('checks new policies and changes of spec, but not changes of labels', () => {
    const bad = network({ ingress: [{ ports: [{ port: 'http' }] }] });
    const worse = network({ ingress: [{ ports: [{ port: 'https' }] }] });
    assert.equal(judge()({ ...bad, metadata: { ...bad.metadata, labels: { a: 'b' } } }, bad), undefined);
    assert.equal(judge()(worse, bad)?.length, 1);
    const { matchConstraints, failurePolicy } = only(objects, 'ValidatingAdmissionPolicy').spec;
    assert.deepEqual(matchConstraints, {
      resourceRules: [
        {
          apiGroups: ['networking.k8s.io'],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['networkpolicies'],
          scope: '*',
        },
      ],
    });
    assert.equal(failurePolicy, 'Ignore');
  });

  it('warns and audits; with the component admission-deny it denies and audits', () => {
    const actions = (rendered: readonly KubeObject[]) => only(rendered, 'ValidatingAdmissionPolicyBinding').spec;
    assert.deepEqual(actions(objects), { policyName: 'hns-policy-agent', validationActions: ['Warn', 'Audit'] });
    assert.deepEqual(actions(renderWith('generic', 'admission-deny')).validationActions, ['Deny', 'Audit']);
    assert.equal(only(objects, 'ValidatingAdmissionPolicy').metadata.name, 'hns-policy-agent');
  });

  it('an admission policy that differs from the agent is detected', () => {
    const policy = structuredClone(only(objects, 'ValidatingAdmissionPolicy'));
    policy.spec.validations[1].messageExpression = policy.spec.validations[1].messageExpression.replace('Named ports', 'names');
    const object = network({ ingress: [{ ports: [{ port: 'http' }] }] });
    assert.notDeepEqual(said(admission(policy)(object)), rejected(object, 'reject-item'));
  });
});
