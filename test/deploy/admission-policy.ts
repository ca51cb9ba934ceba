/** Evaluates a ValidatingAdmissionPolicy like the API server: conditions, variables on first use, validations, messages. Counts the evaluation. */
import { Environment } from '@marcbachmann/cel-js';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { type Count, counting } from './cel-count.ts';

/** messageExpression: "must be less than 5 KiB" (celconfig.MaxEvaluatedMessageExpressionSizeBytes). */
const MAX_MESSAGE = 5 * 1024;

interface Named {
  readonly name: string;
  readonly expression: string;
}
interface Validation {
  readonly expression: string;
  readonly message: string;
  readonly messageExpression?: string;
}
export interface Judged {
  /** Of the failed validations. */
  readonly messages: readonly string[];
  readonly count: Count;
  /** Of the match conditions alone. */
  readonly conditions: Count;
}

/** CEL's standard library, and the Kubernetes functions that the policy uses. */
const environment = new Environment({ homogeneousAggregateLiterals: true })
  .registerFunction('list.sum(): int', (list: readonly bigint[]) => list.reduce((sum, item) => sum + item, 0n))
  .registerVariable('object', 'dyn')
  .registerVariable('oldObject', 'dyn')
  .registerVariable('request', 'dyn')
  .registerVariable('variables', 'dyn');
const counter = counting(environment);

type Program = (context: Record<string, unknown>) => unknown;

/** @throws Error if the expression is invalid or has another type. */
function compiled(expression: string, type: 'bool' | 'string' | 'any'): Program {
  const { valid, error, type: found } = environment.check(expression);
  if (!valid) throw new Error(`${error?.message}\n${expression}`);
  if (type !== 'any' && found !== type && found !== 'dyn') throw new Error(`of type ${found}, not ${type}: ${expression}`);
  const program = environment.parse(expression);
  counter.watch(program.ast);
  return program;
}

/** Fields of `request` in addition to the operation. */
export type RequestFields = Readonly<Record<string, unknown>>;

/** @returns A function that judges a write. Its result is undefined if the policy does not match the write. */
export function evaluation({
  spec,
}: KubeObject): (object: KubeObject, oldObject?: KubeObject, request?: RequestFields) => Partial<Judged> & Pick<Judged, 'conditions'> {
  const conditions = (spec.matchConditions as readonly Named[]).map(({ expression }) => compiled(expression, 'bool'));
  const variables = ((spec.variables ?? []) as readonly Named[]).map(
    ({ name, expression }) => [name, compiled(expression, 'any')] as const,
  );
  const validations = (spec.validations as readonly Validation[]).map(({ expression, message, messageExpression }) => ({
    holds: compiled(expression, 'bool'),
    message,
    say: messageExpression === undefined ? () => message : compiled(messageExpression, 'string'),
  }));
  return (object, oldObject, request) => {
    const context: Record<string, unknown> = {
      object: native(object),
      oldObject: oldObject ? native(oldObject) : null,
      request: { operation: oldObject ? 'UPDATE' : 'CREATE', ...request },
      variables: {},
    };
    counter.reset();
    // The API server evaluates every condition before it reads the results.
    const matches = conditions.map(condition => condition(context));
    const ofConditions = counter.read();
    if (!matches.every(Boolean)) return { conditions: ofConditions };
    const known: Record<string, unknown> = {};
    // A variable may refer only to earlier ones.
    for (const [name, program] of variables) known[name] = program({ ...context, variables: { ...known } });
    const full = { ...context, variables: known };
    const messages = validations
      .filter(({ holds }) => holds(full) !== true)
      .map(({ say, message }) => {
        const text = say(full) as string;
        return text === '' || text.includes('\n') || Buffer.byteLength(text) > MAX_MESSAGE ? message : text;
      });
    return { messages, count: counter.read(), conditions: ofConditions };
  };
}

/** @returns The messages of the failed validations. Undefined if the policy does not match the write. */
export function admission(policy: KubeObject): (...write: Parameters<ReturnType<typeof evaluation>>) => readonly string[] | undefined {
  const evaluate = evaluation(policy);
  return (...write) => evaluate(...write).messages;
}

/** Converts JSON to CEL values like the API server. Whole numbers are int. */
function native(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(native);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, native(item)]));
  }
  return Number.isInteger(value) ? BigInt(value as number) : value;
}
