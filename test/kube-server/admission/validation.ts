/** k/k pkg/apis/admissionregistration/validation, without its CEL compiler. */
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';
import { validateSelector } from '../../../src/simulator/kube/validation/labels.ts';
import { qualifiedName } from '../../../src/simulator/kube/validation/names.ts';
import { pathSegment } from '../names.ts';

interface Rule {
  apiGroups?: string[];
  apiVersions?: string[];
  operations?: string[];
  resources?: string[];
  scope?: string;
}
type Match = KubeObject['spec'];

export function validatePolicy({ spec }: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  errors.oneOf('spec.failurePolicy', spec.failurePolicy, ['Fail', 'Ignore']);
  if (spec.paramKind) {
    for (const field of ['apiVersion', 'kind']) if (!spec.paramKind[field]) errors.required(`spec.paramKind.${field}`);
  }
  if (spec.matchConstraints) {
    validateMatch(spec.matchConstraints, 'spec.matchConstraints', errors);
    if (!spec.matchConstraints.resourceRules) errors.required('spec.matchConstraints.resourceRules');
  } else errors.required('spec.matchConstraints');
  validateConditions(spec.matchConditions ?? [], 'spec.matchConditions', errors);
  validateVariables(spec.variables ?? [], 'spec.variables', errors);
  const { validations = [], auditAnnotations = [] } = spec;
  if (validations.length + auditAnnotations.length === 0) {
    for (const field of ['validations', 'auditAnnotations']) {
      errors.required(`spec.${field}`, 'validations or auditAnnotations must contain at least one item');
    }
  }
  for (const [i, validation] of validations.entries()) validateValidation(validation, `spec.validations[${i}]`, errors);
  for (const [i, { key, valueExpression }] of auditAnnotations.entries()) {
    const at = `spec.auditAnnotations[${i}]`;
    if (!key) errors.required(`${at}.key`);
    if (!valueExpression) errors.required(`${at}.valueExpression`);
  }
}

interface Validation {
  expression?: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
}

function validateValidation({ expression, message, messageExpression, reason }: Validation, path: string, errors: FieldErrors): void {
  if (isBlank(expression)) errors.required(`${path}.expression`, 'expression is not specified');
  if (messageExpression && isBlank(messageExpression)) {
    errors.invalid(`${path}.messageExpression`, messageExpression, 'must be non-empty if specified');
  }
  if (message && isBlank(message)) errors.invalid(`${path}.message`, message, 'message must be non-empty if specified');
  else if (message?.trim().includes('\n')) errors.invalid(`${path}.message`, message, 'message must not contain line breaks');
  if (reason !== undefined) errors.oneOf(`${path}.reason`, reason, ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']);
}

interface Named {
  name?: string;
  expression?: string;
}

function validateConditions(conditions: readonly Named[], path: string, errors: FieldErrors): void {
  const names = new Set<string>();
  for (const [i, { name = '', expression }] of conditions.entries()) {
    const at = `${path}[${i}]`;
    if (isBlank(expression)) errors.required(`${at}.expression`);
    if (name === '') errors.required(`${at}.name`);
    else errors.check(`${at}.name`, name, qualifiedName(name));
    if (name !== '' && names.has(name)) errors.duplicate(`${at}.name`, name);
    names.add(name);
  }
}

function validateVariables(variables: readonly Named[], path: string, errors: FieldErrors): void {
  for (const [i, { name = '', expression }] of variables.entries()) {
    const at = `${path}[${i}]`;
    if (isBlank(name)) errors.required(`${at}.name`, 'name is not specified');
    else if (!/^[_a-zA-Z]\w*$/.test(name)) errors.invalid(`${at}.name`, name, 'name is not a valid CEL identifier');
    if (isBlank(expression)) errors.required(`${at}.expression`, 'expression is not specified');
  }
}

function isBlank(text = ''): boolean {
  return text.trim() === '';
}

export function validatePolicyBinding({ spec = {} }: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  const { policyName, validationActions = [], paramRef, matchResources } = spec;
  if (policyName) errors.check('spec.policyName', policyName, pathSegment(policyName));
  else errors.required('spec.policyName');
  if (paramRef && !paramRef.name === !paramRef.selector) {
    if (paramRef.name) errors.forbidden('spec.paramRef.name', 'name and selector are mutually exclusive');
    else errors.required('spec.paramRef', 'one of name or selector must be specified');
  }
  if (matchResources) validateMatch(matchResources, 'spec.matchResources', errors);
  const path = 'spec.validationActions';
  for (const [i, action] of validationActions.entries()) {
    errors.oneOf(`${path}[${i}]`, action, ['Audit', 'Deny', 'Warn']);
    if (validationActions.indexOf(action) < i) errors.duplicate(`${path}[${i}]`, action);
  }
  if (validationActions.includes('Deny') && validationActions.includes('Warn')) {
    const why =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';
    errors.invalid(path, validationActions, why);
  }
  if (validationActions.length === 0) errors.required(path, 'at least one validation action is required');
}

function validateMatch(match: Match, path: string, errors: FieldErrors): void {
  errors.oneOf(`${path}.matchPolicy`, match.matchPolicy, ['Equivalent', 'Exact']);
  for (const field of ['namespaceSelector', 'objectSelector']) validateSelector(match[field], `${path}.${field}`, errors);
  for (const field of ['resourceRules', 'excludeResourceRules']) {
    for (const [i, rule] of ((match[field] ?? []) as Rule[]).entries()) validateRule(rule, `${path}.${field}[${i}]`, errors);
  }
}

/** The word for the items in the error about `*` with other items. Undefined: `*` is allowed with other items. */
const LISTS = { operations: 'operations', apiGroups: 'API groups', apiVersions: 'API versions', resources: undefined };

function validateRule(rule: Rule, path: string, errors: FieldErrors): void {
  for (const [field, others] of Object.entries(LISTS) as [keyof typeof LISTS, string | undefined][]) {
    const values = rule[field] ?? [];
    if (values.length === 0) errors.required(`${path}.${field}`);
    const crowded = others !== undefined && values.length > 1 && values.includes('*');
    if (crowded) errors.invalid(`${path}.${field}`, values, `if '*' is present, must not specify other ${others}`);
  }
  for (const [i, operation] of (rule.operations ?? []).entries()) {
    errors.oneOf(`${path}.operations[${i}]`, operation, ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']);
  }
  errors.oneOf(`${path}.scope`, rule.scope, ['*', 'Cluster', 'Namespaced']);
}
