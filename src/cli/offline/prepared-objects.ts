import type { ManifestKind } from './manifest-kind.ts';
import { isObject, type JsonObject } from './manifests.ts';

/** Changes that an API server or kubectl makes to an object before it is validated. */
export class PreparedObjects {
  /** Number of objects that got a name from each `metadata.generateName`. */
  readonly #generated = new Map<string, number>();

  prepare(kind: ManifestKind, object: JsonObject): JsonObject {
    return kind === 'NetworkPolicy' ? withoutStatus(this.#named(object)) : this.#named(object);
  }

  /** The API server appends five characters to `metadata.generateName`. A number is enough here. */
  #named(object: JsonObject): JsonObject {
    const { metadata } = object;
    if (!isObject(metadata) || (metadata.name ?? '') !== '' || typeof metadata.generateName !== 'string' || metadata.generateName === '')
      return object;
    const number = (this.#generated.get(metadata.generateName) ?? 0) + 1;
    this.#generated.set(metadata.generateName, number);
    return { ...object, metadata: { ...metadata, name: `${metadata.generateName}${number}` } };
  }
}

/** API servers up to 1.27 and many generators write `status: {}` into policies. */
function withoutStatus(object: JsonObject): JsonObject {
  const { status, ...rest } = object;
  const isEmpty = status === null || (isObject(status) && Object.keys(status).length === 0);
  return isEmpty ? rest : object;
}
