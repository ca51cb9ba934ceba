/** Counts the work of a CEL evaluation by replacing the method of the evaluator that runs one node of an expression. */
import type { Environment } from '@marcbachmann/cel-js';

export interface Count {
  /**
   * Elements that the evaluation visits: each run of the body of a macro, and each element of a list or map that an operator or a function reads
   * or returns, at any depth. The operator + reads the outer elements of two lists. The length of a list and one element by its index or name are
   * no visits.
   */
  readonly visits: number;
  /** Evaluated nodes of the expressions. */
  readonly nodes: number;
}

/** A node. A macro is replaced by its expansion. */
interface Node {
  readonly op: string;
  readonly args: unknown;
  readonly meta?: { readonly alternate?: Node };
}
interface Evaluator {
  run(node: Node, context: unknown): unknown;
}

/** Operators that read the whole of a list or map. */
const READS = new Set(['==', '!=', 'in', '+', 'call', 'rcall']);
/** Functions that do not read the elements of their arguments. */
const O1 = new Set(['size', 'dyn', 'type', 'has']);

export interface Counter {
  /** Call once for each parsed expression. The evaluator does not run its outermost node by the replaced method. */
  watch(root: object): void;
  reset(): void;
  read(): Count;
}

export function counting(environment: Environment): Counter {
  let visits = 0;
  let nodes = 0;
  const bodies = new WeakSet<object>();
  const read = new WeakMap<object, number>();
  let evaluator: Evaluator | undefined;
  environment.registerFunction('evaluator(): bool', function (this: Evaluator) {
    evaluator = this;
    return true;
  });
  environment.evaluate('evaluator()');
  if (!evaluator) throw new Error('cel-js does not pass its evaluator to functions');
  const watch = (node: Node) => {
    const { op, args } = node.meta?.alternate ?? node;
    for (const operand of operands(op, args)) read.set(operand, op === '+' ? 1 : Number.POSITIVE_INFINITY);
    if (op === 'comprehension') bodies.add((args as { step: object }).step);
    return op;
  };
  const run = evaluator.run.bind(evaluator);
  evaluator.run = (node, context) => {
    nodes++;
    if (bodies.has(node)) visits++;
    const op = watch(node);
    const value = run(node, context);
    visits += elements(value, read.get(node) ?? (op === 'rcall' ? 1 : 0));
    return value;
  };
  return {
    watch: root => void watch(root as Node),
    reset: () => {
      visits = 0;
      nodes = 0;
    },
    read: () => ({ visits, nodes }),
  };
}

/** The operands whose elements the node reads. */
function operands(op: string, args: unknown): readonly object[] {
  if (!READS.has(op)) return [];
  const list = args as readonly unknown[];
  if (op !== 'call' && op !== 'rcall') return list as readonly object[];
  return O1.has(list[0] as string) ? [] : (list.slice(1).flat() as readonly object[]);
}

function elements(value: unknown, depth: number): number {
  if (depth === 0 || typeof value !== 'object' || value === null) return 0;
  const items = Object.values(value);
  return items.reduce((sum: number, item) => sum + elements(item, depth - 1), items.length);
}
