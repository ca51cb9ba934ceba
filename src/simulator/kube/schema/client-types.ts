/** The types of the API from the attribute maps of client-node's model classes. */
import * as client from '@kubernetes/client-node';
import { DETAILS, type Details } from './details.ts';
import { type Field, type ObjectType, parseList, type Scalar, type Type } from './type.ts';

/** One property of a model class, as client-node's generator writes it. */
interface Attribute {
  readonly baseName: string;
  /** `string`, `V1PodSpec`, `Array<V1Container>`, `{ [key: string]: string; }`. */
  readonly type: string;
  readonly format: string;
}

const SCALARS: Readonly<Record<string, Scalar>> = {
  string: 'string',
  boolean: 'bool',
  number: 'int',
  Date: 'time',
  IntOrString: 'port',
  V1MicroTime: 'microtime',
  '{ [key: string]: string; }': 'map',
};

/**
 * @param details facts about the types of an extension's kinds.
 * @returns the type of a model class by the name of the class: `V1Pod`. A type reads its class on first use.
 */
export function clientTypes(details: Details = {}): (model: string) => ObjectType {
  const types = new Map<string, ObjectType>();
  const known = { ...DETAILS, ...details };

  function objectType(model: string): ObjectType {
    const attributes = attributesOf(model);
    if (!attributes) throw new TypeError(`client-node has no model ${model}`);
    const found = types.get(model);
    if (found) return found;
    const name = model.replace(/^(Authentication|Core|Rbac)?V1/, '');
    let fields: ReadonlyMap<string, Field> | undefined;
    const type: ObjectType = {
      name,
      get fields() {
        fields ??= new Map(attributes.map(attribute => [attribute.baseName, field(attribute, known[name]?.[attribute.baseName])]));
        return fields;
      },
    };
    types.set(model, type);
    return type;
  }

  function field({ type, format }: Attribute, detail: string | undefined): Field {
    const [, element] = /^Array<(.*)>$/.exec(type) ?? [];
    if (element !== undefined) return { type: fieldType(element), list: parseList(detail ?? '[]') };
    return { type: (detail as Scalar | undefined) ?? (format === 'double' ? 'any' : fieldType(type)) };
  }

  function fieldType(type: string): Type {
    return SCALARS[type] ?? (attributesOf(type) ? objectType(type) : 'any');
  }

  return objectType;
}

function attributesOf(model: string): readonly Attribute[] | undefined {
  const found = (client as unknown as Record<string, { readonly attributeTypeMap?: readonly Attribute[] } | undefined>)[model];
  return found?.attributeTypeMap;
}
