import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { parseAllDocuments } from 'yaml';
import { type OnUnsupported, supported } from '../../src/hns/supported.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import { NETWORK_POLICIES } from '../../src/simulator/kube/kinds.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { StatusError } from '../../src/simulator/kube/status.ts';
import { Store } from '../../src/simulator/kube/store.ts';
import { create } from '../../src/simulator/kube/write.ts';
import { needs } from '../needs.ts';
import { EVERY, policy } from '../oracle/policy.arbitrary.ts';
import { admission } from './admission-policy.ts';
import { only, render, renderWith } from './kustomize.ts';

/** As the API server has it when it asks its admission policies: defaults filled in, nulls and empty lists gone. @throws StatusError 422 */
function stored(raw: unknown): KubeObject {
  const store = new Store();
  const namespace = (raw as KubeObject).metadata.namespace ?? 'default';
  store.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  return create(
    store,
    { resource: NETWORK_POLICIES, namespace, name: undefined, subresource: undefined },
    { ...(raw as object), metadata: { name: (raw as KubeObject).metadata.name, namespace } },
    { dryRun: false, fieldValidation: 'Ignore', fieldManager: 'test', force: false, warn: () => {} },
  );
}

const network = (spec: object) => stored({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec });

/** `path: sentence` of each thing that the agent refuses; equal entries of one list are named by the first, each once. */
function refused(object: KubeObject, mode: OnUnsupported): string[] {
  const { value } = readNetworkPolicy(object);
  assert.ok(value);
  return [...new Set(supported(value, mode).issues.map(({ path, message }) => `${firstOfEqual(object, path)}: ${message}`))].sort();
}

/** The path with each index replaced by that of the first element that equals the one it points to. */
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
      return `${field}[${list.findIndex(item => isDeepStrictEqual(item, value))}]`;
    })
    .join('.');
}

/** The messages taken apart into what `refused` gives. */
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

  it('says each thing that Windows refuses with its path and in the agent’s words', () => {
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
      'spec.ingress[1].from[0].podSelector.matchExpressions[0].operator: ' +
        'the selector operators NotIn and DoesNotExist are not supported on Windows: this peer allows nothing',
      'spec.ingress[0].ports[1].port, spec.ingress[1].ports[0].port: ' +
        'named ports are not supported on Windows: this port entry allows nothing',
      'spec.ingress[0].ports[2].protocol: SCTP is not supported on Windows: this port entry allows nothing',
      'spec.egress[0].to[1].ipBlock.except: except is not supported on Windows: this peer allows nothing',
      'spec.egress[0].to[0].ipBlock.cidr: IPv6 is not supported on Windows: this peer allows nothing',
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
          assert.deepEqual(said(check(object)), refused(object, mode), `${fixture}: ${raw.metadata.name}`);
          for (const { code } of supported(readNetworkPolicy(object).value!, mode).issues) codes.add(code);
          count++;
        }
      }
      assert.ok(count > 20);
      // Each code there is.
      assert.equal(codes.size, 5);
    });

    it(`agrees with the agent on random policies, ${mode}`, () => {
      const check = judge(rendered());
      fc.assert(
        fc.property(policy(EVERY), make => {
          let object: KubeObject;
          try {
            object = stored(make(1));
          } catch (error) {
            // What no API server takes reaches no admission policy.
            if (error instanceof StatusError) return;
            throw error;
          }
          assert.deepEqual(said(check(object)), refused(object, mode));
        }),
        { numRuns: 1000 },
      );
    });
  }

  it('takes an IPv4 block that is written as an IPv6 one for what it is', () => {
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
      assert.deepEqual(said(check(object)), refused(object, 'reject-item'), cidr);
    }
  });

  it('says the sentence without the paths where they are more than a message may hold', () => {
    const ports = Array.from({ length: 300 }, (_, i) => ({ port: `name-${i}` }));
    assert.deepEqual(judge()(network({ ingress: [{ ports }] })), ['named ports are not supported on Windows']);
  });

  it('looks at new policies and at changes of spec, not at those of labels', () => {
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

  it('a policy that says otherwise than the agent is seen', () => {
    const policy = structuredClone(only(objects, 'ValidatingAdmissionPolicy'));
    policy.spec.validations[2].messageExpression = policy.spec.validations[2].messageExpression.replace('named ports', 'names');
    const object = network({ ingress: [{ ports: [{ port: 'http' }] }] });
    assert.notDeepEqual(said(admission(policy)(object)), refused(object, 'reject-item'));
  });
});
