/** Validates objects with the schemas of kubernetes-models, which are generated from the OpenAPI documents and the CRDs. */
import type { KubeObject } from '../../src/simulator/kube/object.ts';

type Models = Readonly<Record<string, { readonly prototype: { validate(): void } } | undefined>>;

const CUSTOM = ['monitoring.coreos.com'];

/** All violations of the schema of the object's kind, including unknown fields, for which an API server only warns. */
export async function problemsOf(object: KubeObject): Promise<string[]> {
  const { apiVersion, kind } = object;
  const library = CUSTOM.includes(apiVersion.split('/')[0]!) ? '@kubernetes-models/prometheus-operator' : 'kubernetes-models';
  const models = (await import(`${library}/${apiVersion}`)) as Models;
  const Model = models[kind];
  if (!Model) return [`${apiVersion} has no ${kind}`];
  const read = new Set<string>();
  try {
    // Not on a new Model, which would be a copy.
    Model.prototype.validate.call(noting(object, '', read));
  } catch (error) {
    return [`${kind} ${object.metadata.name}: ${(error as Error).message}`];
  }
  return pathsOf(object, '')
    .filter(path => !read.has(path))
    .map(path => `${kind} ${object.metadata.name}: unknown field ${path}`);
}

/** The validators are compiled from the schemas and read every field that those name: what they never read, no schema knows. */
function noting<T extends object>(value: T, path: string, read: Set<string>): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const field = Reflect.get(target, key, receiver);
      if (typeof key === 'symbol') return field;
      read.add(`${path}.${key}`);
      return typeof field === 'object' && field !== null ? noting(field, `${path}.${key}`, read) : field;
    },
  });
}

function pathsOf(value: object, path: string): string[] {
  return Object.entries(value).flatMap(([key, field]) => [
    `${path}.${key}`,
    ...(typeof field === 'object' && field !== null ? pathsOf(field, `${path}.${key}`) : []),
  ]);
}
