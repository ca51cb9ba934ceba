/**
 * Generates the ValidatingAdmissionPolicy of deploy/components/admission from the capability table. It warns about unsupported features in the
 * words of src/core/reject.ts. The CEL is that of Kubernetes 1.30.
 */
import { stringify } from 'yaml';
import { type Backend, rejectedBy } from '../src/core/backend.ts';
import type { Feature } from '../src/core/feature.ts';
import { CLOSES, itemOnly, notSupported, WHOLE_POLICY } from '../src/core/reject.ts';

/**
 * The macros of CEL give no index, and indexOf reads the list from its start, so its cost grows with the square of the length. In longer lists
 * the index is `*`. The tests cannot count the cost as the API server does (docs/install.md).
 */
export const MAX_INDEXED = 64;

const HEADER = `
 Generated from src/core/feature.ts and src/hns/windows.ts by scripts/admission-policy.ts. UPDATE_GOLDEN=1 writes it.
 The policy only warns early: the agent rejects the same uses again. So failurePolicy is Ignore, and a policy that costs more than the API server
 allows to evaluate still enters the cluster, where it isolates pods.
 indexOf names the first of equal entries. A path has * for an index in a list of more than ${MAX_INDEXED} entries.
 The API server shows \`message\` where messageExpression is longer than its limit of 5 KiB.
`.trimEnd();

/** @returns YAML, with a comment. */
export function admissionPolicy(backend: Backend): string {
  const features = rejectedBy(backend);
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'hns-policy-agent' },
    spec: {
      failurePolicy: 'Ignore',
      matchConstraints: {
        resourceRules: [
          {
            apiGroups: ['networking.k8s.io'],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['networkpolicies'],
            // The default. Without it kubectl apply sees a change every time.
            scope: '*',
          },
        ],
      },
      // Labels and finalizers of an existing policy may change without a warning.
      matchConditions: [{ name: 'spec-changes', expression: "request.operation == 'CREATE' || object.spec != oldObject.spec" }],
      variables: [
        // First, because the component reject-policy replaces it by `true`.
        { name: 'whole', expression: 'false' },
        { name: 'rules', expression: RULES },
        ...features.flatMap(variables),
      ],
      validations: features.flatMap(feature => validations(feature, backend)),
    },
  };
  return `${HEADER.trimStart().replaceAll(/^ ?/gm, '# ')}\n${stringify(policy, { lineWidth: 0 })}`;
}

const SUBJECT = 'object.spec.podSelector.matchExpressions';
const HAS_SUBJECT = `has(object.spec.podSelector) && has(${SUBJECT})`;

/** Rules in a direction without an entry in policyTypes have no effect, so they are skipped. */
const RULES = [rulesOf('ingress', 'Ingress', 'from'), rulesOf('egress', 'Egress', 'to')].join(' +\n');

function rulesOf(direction: string, type: string, field: string): string {
  const list = `object.spec.${direction}`;
  return `\
(has(${list}) && '${type}' in object.spec.policyTypes
  ? ${list}.map(r, {
      'path': dyn('spec.${direction}[' + ${indexOf('r', list)} + ']'),
      'field': dyn('${field}'),
      'peers': has(r.${field}) ? r.${field} : dyn([]),
      'ports': has(r.ports) ? r.ports : dyn([])
    })
  : [])`;
}

function indexOf(entry: string, list: string): string {
  return `(size(${list}) <= ${MAX_INDEXED} ? string(${list}.indexOf(${entry})) : '*')`;
}

/** Variables whose values are the paths of the feature's uses, joined to one text. */
function variables(feature: Feature): { name: string; expression: string }[] {
  const name = variableOf(feature);
  const { cel, entry, field } = feature;
  if (entry === 'port') {
    return [{ name, expression: ofEachRule(paths('r.ports', 'p', cel('p'), index => `r.path + '.ports[' + ${index} + '].${field}'`)) }];
  }
  if (entry === 'ipBlock') {
    const uses = `has(p.ipBlock) && (${cel('p.ipBlock')})`;
    return [
      {
        name,
        expression: ofEachRule(paths('r.peers', 'p', uses, index => `r.path + '.' + r.field + '[' + ${index} + '].ipBlock.${field}'`)),
      },
    ];
  }
  const requirements = (list: string, path: string) =>
    paths(list, 'e', cel('e'), index => `${path}.matchExpressions[' + ${index} + '].${field}'`);
  const has = (selector: string) => `has(p.${selector}) && has(p.${selector}.matchExpressions)`;
  const uses = (selector: string) => `${has(selector)} && p.${selector}.matchExpressions.exists(e, ${cel('e')})`;
  const list = (selector: string) => `${has(selector)} ? p.${selector}.matchExpressions : dyn([])`;
  return [
    { name: subjectsOf(feature), expression: `${HAS_SUBJECT}\n  ? ${indented(requirements(SUBJECT, "'spec.podSelector"), 4)}\n  : ''` },
    // Selects the peers with a use first, because computing an index costs more than checking a requirement.
    {
      name: `${name}Peers`,
      expression: `\
variables.rules.map(r, r.peers
  .filter(p,
    (${uses('namespaceSelector')}) ||
    (${uses('podSelector')}))
  .map(p, {
    'path': dyn(r.path + '.' + r.field + '[' + ${indexOf('p', 'r.peers')} + ']'),
    'namespaces': ${list('namespaceSelector')},
    'pods': ${list('podSelector')}
  }))`,
    },
    {
      name,
      expression: `\
variables.${name}Peers.map(peers, peers.map(p, [
    ${indented(requirements('p.namespaces', "p.path + '.namespaceSelector"), 4)},
    ${indented(requirements('p.pods', "p.path + '.podSelector"), 4)}
  ].filter(t, t != '').join(', ')).join(', ')).filter(t, t != '').join(', ')`,
    },
  ];
}

function ofEachRule(text: string): string {
  return `variables.rules.map(r,\n  ${indented(text, 2)}\n).filter(t, t != '').join(', ')`;
}

/** The path of each entry that uses the feature, joined. For a long list one path without an index. */
function paths(list: string, entry: string, uses: string, path: (index: string) => string): string {
  return `\
(size(${list}) <= ${MAX_INDEXED}
  ? ${list}
      .filter(${entry}, ${uses})
      .map(${entry}, ${path(`string(${list}.indexOf(${entry}))`)})
      .join(', ')
  : ${list}.exists(${entry}, ${uses}) ? ${path("'*'")} : '')`;
}

function indented(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

function validations(feature: Feature, backend: Backend): { expression: string; message: string; messageExpression: string }[] {
  const message = notSupported(feature, backend);
  const validation = (variable: string, effect: string) => ({
    expression: `variables.${variable} == ''`,
    message,
    messageExpression: `variables.${variable} + ${literal(`: ${message}: `)} + (variables.whole ? ${literal(WHOLE_POLICY)} : ${literal(effect)})`,
  });
  const item = validation(variableOf(feature), itemOnly(feature));
  return feature.entry === 'requirement' ? [validation(subjectsOf(feature), CLOSES), item] : [item];
}

function variableOf({ name }: Feature): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function subjectsOf(feature: Feature): string {
  return `${variableOf(feature)}Subjects`;
}

function literal(text: string): string {
  return `'${text.replaceAll(/[\\']/g, '\\$&')}'`;
}
