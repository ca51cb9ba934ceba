/**
 * A short notation for the fields of a type: `field` is a string. `field:type` has a scalar or another type. A list notation at the end
 * (see `parseList`) makes it a list.
 */
import { type Field, parseList, type Type } from '../../../src/simulator/kube/schema/type.ts';

/** @param lookup the type by its name. */
export function parseFields(text: string, lookup: (name: string) => Type): ReadonlyMap<string, Field> {
  return new Map(
    text.split(/\s+/).map(item => {
      const match = /^(\w+)(?::(\w+))?(\[.*\])?$/.exec(item);
      if (!match) throw new TypeError(`cannot read the field ${item}`);
      const [, name, type = 'string', list] = match;
      return [name!, { type: lookup(type), ...(list !== undefined && { list: parseList(list) }) }];
    }),
  );
}
