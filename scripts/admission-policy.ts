/**
 * Generates the ValidatingAdmissionPolicies of deploy/components/admission from the capability table. They warn about unsupported features in the
 * words of src/core/reject.ts. The CEL is that of Kubernetes 1.30.
 */
import { stringify } from 'yaml';
import { type Backend, rejectedBy } from '../src/core/backend.ts';
import type { Feature } from '../src/core/feature.ts';
import { CLOSES, itemOnly, notSupported, remedy, WHOLE_POLICY } from '../src/core/reject.ts';

/**
 * Limit of each of three sums: the rules, their peers and ports, and the requirements of selectors. The first policy evaluates its variables
 * only below it. Other policies get the one warning of the second policy.
 */
export const MAX_ENTRIES = 100;

const HEADER = `
 Generated from src/core/feature.ts and src/hns/windows.ts by scripts/admission-policy.ts. UPDATE_GOLDEN=1 writes it.
 The policies only warn early: the agent rejects the same uses again. So failurePolicy is Ignore. It does not cover the deadline of the request, so
 every expression is linear. A NetworkPolicy with more than ${MAX_ENTRIES} rules, peers and ports, or requirements gets only the warning of the second policy. The
 conditions read the lengths of lists and stop at the first sum over the limit.
 The API server increments metadata.generation with every change of the spec, before it evaluates these policies.
 A warning starts with its sentence, because the API server may cut it to 256 characters. It shows \`message\` where messageExpression is longer than
 its limit of 5 KiB.
`.trimEnd();

/** @returns YAML of both policies, with a comment. */
export function admissionPolicies(backend: Backend): string {
  const features = rejectedBy(backend);
  const detailed = validatingAdmissionPolicy('hns-policy-agent', isSmall(), {
    variables: [
      // First, because the component reject-policy replaces it by `true`.
      { name: 'whole', expression: 'false' },
      // Second, because the component translate replaces it by the list of all features.
      { name: 'translate', expression: '[]' },
      { name: 'indexes', expression: literal(INDEXES) },
      { name: 'ingress', expression: rulesOf('ingress', 'Ingress') },
      { name: 'egress', expression: rulesOf('egress', 'Egress') },
      { name: 'ports', expression: PORTS },
      { name: 'peers', expression: PEERS },
      { name: 'subjects', expression: SUBJECTS },
      { name: 'requirements', expression: REQUIREMENTS },
      ...features.flatMap(variables),
    ],
    validations: features.flatMap(feature => validations(feature, backend)),
  });
  const large = validatingAdmissionPolicy('hns-policy-agent-large', `!(${isSmall()})`, {
    validations: [{ expression: 'false', message: TOO_LARGE }],
  });
  const documents = [detailed, large].map(policy => stringify(policy, { lineWidth: 0 }));
  return `${HEADER.trimStart().replaceAll(/^ ?/gm, '# ')}\n${documents.join('---\n')}`;
}

export const TOO_LARGE = `Too large to check for Windows nodes (over ${MAX_ENTRIES} rules, peers and ports, or requirements). Their agents report rejections as Events on it`;

function validatingAdmissionPolicy(name: string, size: string, evaluated: object): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
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
      matchConditions: [
        // Labels and finalizers of an existing policy may change without a warning.
        {
          name: 'spec-changes',
          expression: "request.operation == 'CREATE' || object.metadata.generation != oldObject.metadata.generation",
        },
        { name: 'size', expression: size },
      ],
      ...evaluated,
    },
  };
}

const INGRESS = 'object.spec.ingress';
const EGRESS = 'object.spec.egress';
const SUBJECT = 'object.spec.podSelector';

/** `&&` ends at the first sum over the limit, so each sum reads at most as many entries as the one before allows. */
function isSmall(): string {
  const sum = (list: string, entry: string, terms: readonly string[]) =>
    `(has(${list}) ? ${list}.map(${entry}, ${terms.join(' + ')}).sum() : 0)`;
  const ofRules = (terms: (field: string) => readonly string[]) =>
    [sum(INGRESS, 'r', terms('from')), sum(EGRESS, 'r', terms('to'))].join(' +\n  ');
  const requirements = [lengthOfSelector('p', 'namespaceSelector'), lengthOfSelector('p', 'podSelector')];
  const sums = [
    `${length(INGRESS)} + ${length(EGRESS)}`,
    ofRules(field => [length(`r.${field}`), length('r.ports')]),
    `${lengthOfSelector('object.spec', 'podSelector')} +\n  ${ofRules(field => [sum(`r.${field}`, 'p', requirements)])}`,
  ];
  return sums.map(text => `${text} <= ${MAX_ENTRIES}`).join(' &&\n');
}

function length(list: string): string {
  return `(has(${list}) ? size(${list}) : 0)`;
}

function lengthOfSelector(owner: string, field: string): string {
  const list = `${owner}.${field}.matchExpressions`;
  return `(has(${owner}.${field}) && has(${list}) ? size(${list}) : 0)`;
}

/**
 * The macros of CEL give no index, and indexOf reads a list from its start. So the indexes of a list are cut from this text. Each takes three
 * characters.
 */
const INDEXES = Array.from({ length: MAX_ENTRIES }, (_, index) => String(index).padStart(2, '0')).join(' ');

/** The entries of a list with their paths. The list must not be empty. @param path A CEL text, up to the index. */
function entries(list: string, path: string): string {
  return `\
variables.indexes.substring(0, 3 * size(${list}) - 1).split(' ').map(t, int(t)).map(i, {
  'path': dyn(${path} + '[' + string(i) + ']'),
  'entry': ${list}[i]
})`;
}

/** The same for a list that may be absent. The API server omits empty lists. @param there CEL conditions for reading the list. */
function entriesIf(list: string, path: string, ...there: string[]): string {
  return `\
(${[...there, `has(${list})`].join(' && ')}
  ? ${indented(entries(list, path), 2)}
  : [])`;
}

/** Rules in a direction without an entry in policyTypes have no effect, so they are skipped. */
function rulesOf(direction: string, type: string): string {
  return entriesIf(`object.spec.${direction}`, `'spec.${direction}'`, `'${type}' in object.spec.policyTypes`);
}

/** One list for each rule that has the field. */
function ofRules(rules: string, field: string): string {
  const list = `r.entry.${field}`;
  return `${rules}.filter(r, has(${list})).map(r, ${entries(list, `r.path + '.${field}'`)})`;
}

const PORTS = ofRules('(variables.ingress + variables.egress)', 'ports');
const PEERS = [ofRules('variables.ingress', 'from'), ofRules('variables.egress', 'to')].join(' +\n');

const SUBJECTS = entriesIf(`${SUBJECT}.matchExpressions`, "'spec.podSelector.matchExpressions'", `has(${SUBJECT})`);

/** One list for each peer, in one for each rule. */
const REQUIREMENTS = `variables.peers.map(l, l.map(p,\n  ${['namespaceSelector', 'podSelector']
  .map(selector => [`p.entry.${selector}`, `p.path + '.${selector}.matchExpressions'`] as const)
  .map(([selector, path]) => indented(entriesIf(`${selector}.matchExpressions`, path, `has(${selector})`), 2))
  .join(' +\n  ')}))`;

/** Variables whose values are the paths of the feature's uses, joined to one text. */
function variables(feature: Feature): { name: string; expression: string }[] {
  const name = variableOf(feature);
  const { cel, entry, field } = feature;
  const paths = (list: string, uses: string, rest: string) => `${list}.filter(e, ${uses}).map(e, e.path + '.${rest}').join(', ')`;
  const joined = (list: string, item: string, text: string) => `${list}.map(${item}, ${text}).filter(t, t != '').join(', ')`;
  if (entry === 'port') return [{ name, expression: joined('variables.ports', 'l', paths('l', cel('e.entry'), field)) }];
  if (entry === 'ipBlock') {
    const uses = `has(e.entry.ipBlock) && (${cel('e.entry.ipBlock')})`;
    return [{ name, expression: joined('variables.peers', 'l', paths('l', uses, `ipBlock.${field}`)) }];
  }
  return [
    { name: subjectsOf(feature), expression: paths('variables.subjects', cel('e.entry'), field) },
    { name, expression: joined('variables.requirements', 'l', joined('l', 'm', paths('m', cel('e.entry'), field))) },
  ];
}

function indented(text: string, spaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(spaces)}`);
}

function validations(feature: Feature, backend: Backend): { expression: string; message: string; messageExpression: string }[] {
  const message = notSupported(feature, backend);
  const setting = backend.translations[feature.name];
  const isTranslated = setting === undefined ? '' : `${literal(setting)} in variables.translate || `;
  const validation = (variable: string, effect: string) => ({
    expression: `${isTranslated}variables.${variable} == ''`,
    message,
    messageExpression: `${literal(`${message}: `)} + (variables.whole ? ${literal(WHOLE_POLICY)} : ${literal(effect)}) + ${literal(`. ${remedy(feature, backend)}: `)} + variables.${variable}`,
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
