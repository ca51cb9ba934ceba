import assert from 'node:assert/strict';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { admissionPolicies, MAX_ENTRIES, TOO_LARGE } from '../../scripts/admission-policy.ts';
import { rejectedBy } from '../../src/core/backend.ts';
import { unsupportedCode } from '../../src/core/feature.ts';
import { type OnUnsupported, reject } from '../../src/core/reject.ts';
import { TRANSLATION_NAMES, WINDOWS, windows } from '../../src/hns/windows.ts';
import { readNetworkPolicy } from '../../src/kube/read/policy.ts';
import { NETWORK_POLICIES } from '../../src/simulator/kube/kinds.ts';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { StatusError } from '../../src/simulator/kube/status.ts';
import { Store } from '../../src/simulator/kube/store.ts';
import { create, update } from '../../src/simulator/kube/write.ts';
import { needs } from '../needs.ts';
import { EVERY } from '../oracle/features.ts';
import { policy } from '../oracle/policy.arbitrary.ts';
import { admission, evaluation } from './admission-policy.ts';
import { named, render, renderOwn, renderWith } from './kustomize.ts';

const COMMITTED = 'deploy/components/admission/validating-admission-policy.yaml';

/** The object that admission policies receive: with defaults, without nulls and empty lists. @throws StatusError 422 */
function stored(raw: unknown): KubeObject {
  const store = new Store();
  const namespace = (raw as KubeObject).metadata.namespace ?? 'default';
  store.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }]);
  const { name } = (raw as KubeObject).metadata;
  const place = { resource: NETWORK_POLICIES, namespace, name: name!, subresource: undefined };
  const object = { ...NAMED, ...(raw as object), metadata: { name: name!, namespace } };
  try {
    return create(store, place, object, WRITE);
  } catch (error) {
    const causes = error instanceof StatusError ? (error.status.details?.causes ?? []) : [];
    if (causes.length === 0 || !causes.every(({ message }) => message.includes('must not have '))) throw error;
    // Servers before Kubernetes 1.36 accept such addresses, and a later one keeps them in stored objects.
    store.seed([structuredClone(object)]);
    return update(store, place, object, WRITE).object;
  }
}

const WRITE = { dryRun: false, fieldValidation: 'Ignore', fieldManager: 'test', force: false, warn: () => {} } as const;
const NAMED = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' };

const network = (spec: object) => stored({ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'p' }, spec });

/** `sentence: path` of each use that the agent rejects. */
function rejected(object: KubeObject, mode: OnUnsupported, backend = WINDOWS): string[] {
  const { value } = readNetworkPolicy(object);
  assert.ok(value);
  return reject(value, backend, mode, Number.POSITIVE_INFINITY)
    .issues.map(({ path, message }) => `${message}: ${path}`)
    .sort();
}

/** The policy after each change: the spec or the metadata of the first object is replaced. */
function writes(spec: object, ...changes: readonly { readonly spec?: object; readonly metadata?: object }[]): KubeObject[] {
  const store = new Store();
  store.seed([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } }]);
  const place = { resource: NETWORK_POLICIES, namespace: 'default', name: 'p', subresource: undefined };
  const objects = [create(store, place, { ...NAMED, metadata: { name: 'p' }, spec: { podSelector: {}, ...spec } }, WRITE)];
  for (const change of changes) {
    const last = objects.at(-1)!;
    const next = {
      ...last,
      ...(change.spec && { spec: { podSelector: {}, ...change.spec } }),
      metadata: { ...last.metadata, ...change.metadata },
    };
    objects.push(update(store, place, next, WRITE).object);
  }
  return objects;
}

/** The text of the Warning header: k/k plugin/policy/validating/dispatcher.go. */
function warningOf(name: string, message: string): string {
  return `Validation failed for ValidatingAdmissionPolicy '${name}' with binding '${name}': ${message}`;
}

/** Splits the messages into the form of `rejected`. */
function said(messages: readonly string[] | undefined): string[] {
  return (messages ?? [])
    .flatMap(message => {
      const [, sentence, paths] = /^(.*): (.*)$/.exec(message)!;
      return paths!.split(', ').map(path => `${sentence}: ${path}`);
    })
    .sort();
}

/** A rule with some of the features. */
const ruleWithFeature = fc.constantFrom(
  { ports: [{ port: 'http' }] },
  { ports: [{ port: 80, protocol: 'SCTP' }] },
  { from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] } }] },
  { from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }] },
  { from: [{ ipBlock: { cidr: 'fd00::/8', except: ['fd00::/16'] } }] },
);

describe('deploy: the admission policies', () => {
  let objects: KubeObject[];
  before(function () {
    needs(this, 'kubectl');
    objects = render('overlays/generic');
  });

  const first = (rendered = objects) => named(rendered, 'ValidatingAdmissionPolicy', 'hns-policy-agent');
  const second = (rendered = objects) => named(rendered, 'ValidatingAdmissionPolicy', 'hns-policy-agent-large');
  const judge = (rendered = objects) => admission(first(rendered));
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
      'SCTP is not supported on Windows: this port entry allows no traffic. Use TCP or UDP: spec.ingress[0].ports[2].protocol',
      'Named ports are not supported on Windows: this port entry allows no traffic. Set translate: named-ports, or write the port number: ' +
        'spec.ingress[0].ports[1].port, spec.ingress[1].ports[0].port',
      'NotIn and DoesNotExist are not supported on Windows: this peer allows no traffic. Set translate: negative-selectors, or use In or Exists: ' +
        'spec.ingress[1].from[0].podSelector.matchExpressions[0].operator',
      'IPv6 blocks are not supported on Windows: this peer allows no traffic. Set translate: ipv6, or use IPv4 blocks: ' +
        'spec.egress[0].to[0].ipBlock.cidr',
      'ipBlock.except is not supported on Windows: this peer allows no traffic. Set translate: except, or list the blocks around it: ' +
        'spec.egress[0].to[1].ipBlock.except',
    ]);
  });

  it('shows the whole sentence of each warning if the API server cuts it to 256 characters', () => {
    const negative = { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] };
    const ingress = Array.from({ length: 20 }, (_, i) => ({
      from: [{ podSelector: negative }, { ipBlock: { cidr: `fd00:${i}::/32`, except: [`fd00:${i}:1::/48`] } }],
      ports: [{ port: 'http', protocol: 'SCTP' }],
    }));
    for (const [mode, rendered] of modes) {
      const object = network({ podSelector: negative, ingress });
      const messages = judge(rendered())(object)!;
      assert.ok(messages.length >= 6 && messages.join('').length > 4096);
      const sentences = new Set(
        reject(readNetworkPolicy(object).value!, WINDOWS, mode, Number.POSITIVE_INFINITY).issues.map(({ message }) => message),
      );
      for (const message of [...messages, TOO_LARGE]) {
        const cut = warningOf('hns-policy-agent', message).slice(0, 256);
        assert.ok(message === TOO_LARGE ? cut.endsWith(message) : [...sentences].some(sentence => cut.includes(`${sentence}: spec.`)), cut);
      }
    }
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
          for (const { code } of reject(readNetworkPolicy(object).value!, WINDOWS, mode, Number.POSITIVE_INFINITY).issues) codes.add(code);
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
        { numRuns: 1500 },
      );
    });

    it(`agrees with the agent on random policies with many rules, or has the one warning, ${mode}`, () => {
      const check = judge(rendered());
      const checkLarge = admission(second(rendered()));
      const few = fc.array(policy(EVERY), { minLength: 2, maxLength: 12 });
      const lots = fc.array(policy(EVERY), { minLength: 60, maxLength: 80, size: 'max' });
      let small = 0;
      let large = 0;
      fc.assert(
        fc.property(fc.oneof(few, lots), makes => {
          const raws = makes.map(make => make(1));
          const rules = (direction: 'ingress' | 'egress') => raws.flatMap(({ spec }) => spec?.[direction] ?? []);
          let object: KubeObject;
          try {
            object = stored({
              ...raws[0],
              spec: { ...raws[0]!.spec, policyTypes: ['Ingress', 'Egress'], ingress: rules('ingress'), egress: rules('egress') },
            });
          } catch (error) {
            if (error instanceof StatusError) return;
            throw error;
          }
          const messages = check(object);
          if (messages === undefined) {
            large++;
            assert.deepEqual(checkLarge(object), [TOO_LARGE]);
            return;
          }
          small++;
          assert.equal(checkLarge(object), undefined);
          const sentences = (lines: readonly string[]) => [...new Set(lines.map(line => line.replace(/: spec\..*$/, '')))].sort();
          // A message over 5 KiB has no effect and no paths.
          const short = messages.filter(message => message.includes(': spec.'));
          const expected = rejected(object, mode).filter(line =>
            short.some(message => line.startsWith(message.replace(/: spec\..*$/, ''))),
          );
          assert.deepEqual(said(short), expected);
          if (short.length === messages.length) assert.deepEqual(sentences(messages), sentences(rejected(object, mode)));
        }),
        { numRuns: 150 },
      );
      assert.ok(small > 10 && large > 10, `${small} small and ${large} large policies`);
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

  it('omits the paths if the message would be too long', () => {
    const matchExpressions = Array.from({ length: MAX_ENTRIES }, (_, i) => ({ key: `k${i}`, operator: 'DoesNotExist' }));
    const ingress = [{ from: [{ namespaceSelector: { matchExpressions } }] }];
    assert.deepEqual(judge()(network({ ingress })), ['NotIn and DoesNotExist are not supported on Windows']);
  });

  it('is generated from the capability table (UPDATE_GOLDEN=1 writes it)', () => {
    const current = admissionPolicies(WINDOWS);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(COMMITTED, current);
    assert.equal(readFileSync(COMMITTED, 'utf8'), current);
  });

  it('checks new policies and changes of spec, but not changes of labels', () => {
    for (const [check, size] of [
      [judge(), 1],
      [admission(second()), MAX_ENTRIES + 1],
    ] as const) {
      const policy = (port: string) => ({ ingress: [{ ports: Array.from({ length: size }, () => ({ port })) }] });
      const [bad, worse, labelled] = writes(policy('http'), { spec: policy('https') }, { metadata: { labels: { a: 'b' } } });
      assert.equal(check(labelled!, worse), undefined);
      assert.equal(check(worse!, bad)?.length, 1);
    }
    for (const { spec } of [first(), second()]) {
      assert.deepEqual(spec.matchConstraints, {
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
      assert.equal(spec.failurePolicy, 'Ignore');
    }
  });

  it('warn and audit. With the component admission-deny the first one denies and audits', () => {
    const actions = (rendered: readonly KubeObject[], name = 'hns-policy-agent') =>
      named(rendered, 'ValidatingAdmissionPolicyBinding', name).spec;
    assert.deepEqual(actions(objects), { policyName: 'hns-policy-agent', validationActions: ['Warn', 'Audit'] });
    const denying = renderWith('generic', 'admission-deny');
    assert.deepEqual(actions(denying).validationActions, ['Deny', 'Audit']);
    assert.deepEqual(actions(denying, 'hns-policy-agent-large'), {
      policyName: 'hns-policy-agent-large',
      validationActions: ['Warn', 'Audit'],
    });
  });

  it('with the component translate only warn about SCTP', () => {
    const rendered = renderWith('generic', 'translate');
    const check = judge(rendered);
    const spec = {
      podSelector: { matchExpressions: [{ key: 'a', operator: 'DoesNotExist' }] },
      ingress: [{ ports: [{ port: 'http' }, { port: 7, protocol: 'SCTP' }] }],
      egress: [{ to: [{ ipBlock: { cidr: 'fd00::/8', except: ['fd00::/16'] } }] }],
    };
    const object = network(spec);
    assert.deepEqual(said(check(object)), rejected(object, 'reject-item', windows(TRANSLATION_NAMES)));
    assert.deepEqual(check(network({ ...spec, ingress: [] })), []);
  });

  it('with some features in the variable translate agree with an agent of the same setting', () => {
    for (const name of TRANSLATION_NAMES) {
      const policy = structuredClone(first());
      const variable = policy.spec.variables.find((each: { name: string }) => each.name === 'translate');
      variable.expression = `['${name}']`;
      const check = admission(policy);
      fc.assert(
        fc.property(fc.array(ruleWithFeature, { maxLength: 3 }), ingress => {
          const object = network({ ingress });
          assert.deepEqual(said(check(object)), rejected(object, 'reject-item', windows([name])));
        }),
        { numRuns: 100 },
      );
    }
  });

  for (const [component, kind] of [
    ['admission-deny', 'ValidatingAdmissionPolicyBinding'],
    ['reject-policy', 'ValidatingAdmissionPolicy'],
    ['translate', 'ValidatingAdmissionPolicy'],
  ] as const) {
    it(`kustomize rejects ${component} without the component admission, and names the missing object`, () => {
      const own = (components: readonly string[]) =>
        renderOwn(
          stringify({
            namespace: 'policies',
            resources: ['../hns-policy-agent/deploy/base'],
            components: components.map(name => `../hns-policy-agent/deploy/components/${name}`),
          }),
        );
      assert.throws(() => own([component]), new RegExp(`no matches for Id ${kind}.*/hns-policy-agent`));
      assert.throws(() => own([component, 'admission']), new RegExp(`no matches for Id ${kind}.*/hns-policy-agent`));
      assert.ok(own(['admission', component]).length > 0);
    });
  }

  it('an admission policy that differs from the agent is detected', () => {
    const policy = structuredClone(first());
    policy.spec.validations[1].messageExpression = policy.spec.validations[1].messageExpression.replace('Named ports', 'names');
    const object = network({ ingress: [{ ports: [{ port: 'http' }] }] });
    assert.notDeepEqual(said(admission(policy)(object)), rejected(object, 'reject-item'));
  });

  describe('cost', () => {
    const many = <T>(length: number, make: (i: number) => T) => Array.from({ length }, (_, i) => make(i));
    const negative = (length: number) => ({
      matchExpressions: many(length, i => ({ key: `k${i}`, operator: 'NotIn', values: ['a', 'b'] })),
    });
    const sctp = { port: 'http', protocol: 'SCTP' };
    const ipv6 = { ipBlock: { cidr: 'fd00::/8', except: ['fd00::/16'] } };
    /** Policies of `n` entries, most of which are rejected. */
    const shapes: readonly (readonly [string, (n: number) => object])[] = [
      ['ports of one rule', n => ({ ingress: [{ ports: many(n, () => sctp) }] })],
      ['equal ports', n => ({ ingress: [{ ports: many(n, () => ({ port: 80 })) }] })],
      ['peers of one rule', n => ({ egress: [{ to: many(n, () => ipv6) }] })],
      ['peers with selectors', n => ({ ingress: [{ from: many(n, () => ({ podSelector: negative(1) })) }] })],
      ['rules', n => ({ ingress: many(n, () => ({ ports: [sctp] })) })],
      ['empty rules', n => ({ ingress: many(n, () => ({})) })],
      ['rules in both directions', n => ({ ingress: many(n / 2, () => ({ from: [ipv6] })), egress: many(n / 2, () => ({ to: [ipv6] })) })],
      ['rules without a rejected use', n => ({ ingress: many(n, i => ({ ports: [{ port: i + 1 }] })) })],
      ['requirements of one peer', n => ({ ingress: [{ from: [{ podSelector: negative(n / 2), namespaceSelector: negative(n / 2) }] }] })],
      ['requirements of the subject', n => ({ podSelector: negative(n), ingress: [] })],
      [
        'values',
        n => ({
          ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'a', operator: 'NotIn', values: many(n, i => `v${i}`) }] } }] }],
        }),
      ],
      [
        'blocks in except',
        n => ({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: many(n, i => `10.${i % 256}.0.0/16`) } }] }] }),
      ],
    ];
    /** Rules, peers, ports, requirements, their values and the blocks of `except`. */
    const size = ({ spec }: KubeObject): number =>
      [...(spec.ingress ?? []), ...(spec.egress ?? []), ...(spec.podSelector.matchExpressions ?? [])].reduce(
        (sum: number, item) => sum + 1 + listed(item),
        0,
      );
    const listed = (value: unknown): number => {
      if (typeof value !== 'object' || value === null) return 0;
      const below = Object.values(value).reduce((sum: number, item) => sum + listed(item), 0);
      return below + (Array.isArray(value) ? value.length : 0);
    };

    /** Nodes of the expressions that are evaluated once for each policy. */
    const FIXED = 500;

    for (const [shape, make] of shapes) {
      it(`${shape}: at most 20 visits and 120 nodes of an expression for each entry of a policy`, () => {
        for (const n of [10, 50, MAX_ENTRIES, 2000]) {
          const object = network(make(n));
          for (const policy of [first(), second()]) {
            const { count, conditions } = evaluation(policy)(object);
            const { visits, nodes } = count ?? conditions;
            assert.ok(visits <= 20 * size(object), `${n}: ${visits} visits for ${size(object)} entries`);
            assert.ok(nodes <= FIXED + 120 * size(object), `${n}: ${nodes} nodes for ${size(object)} entries`);
          }
        }
      });
    }

    it('beyond the limit no expression but the conditions is evaluated, and they visit a constant number of entries', () => {
      for (const [shape, make] of shapes) {
        if (shape === 'values' || shape === 'blocks in except') continue;
        const [some, more] = [1000, 4000].map(n => evaluation(first())(network(make(n))));
        assert.deepEqual([some!.messages, more!.messages], [undefined, undefined], shape);
        assert.deepEqual(some!.conditions, more!.conditions, shape);
        assert.ok(some!.conditions.visits <= 10 * MAX_ENTRIES, shape);
      }
    });

    it('exactly one of the two policies matches a write', () => {
      for (const [shape, make] of shapes) {
        for (const n of [2, MAX_ENTRIES - 2, MAX_ENTRIES, MAX_ENTRIES + 2, 1000]) {
          const object = network(make(n));
          const matched = [first(), second()].map(policy => evaluation(policy)(object).messages !== undefined);
          assert.deepEqual(matched.toSorted(), [false, true], `${shape}: ${n}`);
        }
      }
    });

    it('a policy beyond the limit gets one warning that refers to the agent’s Event', () => {
      const object = network({ ingress: many(MAX_ENTRIES + 1, () => ({ ports: [sctp] })) });
      assert.deepEqual(admission(second())(object), [TOO_LARGE]);
      assert.match(TOO_LARGE, /report rejections as Events/);
    });

    it('a quadratic expression is counted as quadratic', () => {
      const policy = structuredClone(first());
      policy.spec.variables.push({
        name: 'quadratic',
        expression: 'variables.ingress.map(r, r.entry.ports.filter(p, r.entry.ports.exists(o, o == p && o.port == 7)))',
      });
      const { count } = evaluation(policy)(network({ ingress: [{ ports: many(MAX_ENTRIES - 1, () => sctp) }] }));
      assert.ok(count!.visits > MAX_ENTRIES ** 2);
    });
  });
});
