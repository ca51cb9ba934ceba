/** The byte scanner agrees with JSON.parse, and its locations with those of the YAML parser. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { DocumentError } from '../../src/cli/offline/document.ts';
import { jsonDocuments } from '../../src/cli/offline/json-documents.ts';
import { LineFinder } from '../../src/cli/offline/line-finder.ts';
import { yamlDocuments } from '../../src/cli/offline/yaml-documents.ts';

const object = fc.dictionary(fc.string({ maxLength: 6 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }).filter(one => !('items' in one));
const indent = fc.constantFrom(undefined, 1, 4, '\t');

describe('cli/json-documents and any JSON', () => {
  it('reads every document and every item', () => {
    fc.assert(
      fc.property(
        fc.array(object, { minLength: 1, maxLength: 3 }),
        fc.array(object, { maxLength: 4 }),
        indent,
        (documents, items, space) => {
          const list = { kind: 'List', items, metadata: {} };
          const text = [list, ...documents].map(one => JSON.stringify(one, undefined, space)).join('\n');
          const [read, ...others] = jsonDocuments(Buffer.from(text)) ?? [];
          assert.deepEqual(read?.value, JSON.parse(JSON.stringify({ ...list, items: [] })));
          assert.deepEqual(
            [...(read?.items ?? [])].map(({ value }) => value),
            JSON.parse(JSON.stringify(items)),
          );
          assert.deepEqual(
            others.map(({ value }) => value),
            JSON.parse(JSON.stringify(documents)),
          );
        },
      ),
    );
  });

  it('finds the same locations as the YAML parser', () => {
    const text = JSON.stringify({ a: 'ä"\\', spec: { 'x.y/z': [{ b: 1 }, { c: [true, null, 'text'] }] } }, undefined, 2);
    const [json, yaml] = [jsonDocuments(Buffer.from(text))![0]!, yamlDocuments(text)[0]!];
    for (const path of ['', 'a', 'spec', 'spec[x.y/z]', 'spec[x.y/z][1].c[2]', 'spec[x.y/z][7]', 'spec.none', 'spec[x.y/z][0].b.c']) {
      assert.deepEqual(json.locate(path), yaml.locate(path), path);
    }
    assert.equal(json.sourceOf('spec[x.y/z][0].b'), '1');
    assert.equal(json.sourceOf('spec.none'), undefined);
  });

  it('finds the location of any offset, in any order', () => {
    const text = Array.from({ length: 5000 }, (_, line) => 'ä'.repeat(line % 3)).join('\n');
    const bytes = Buffer.from(text);
    const finder = new LineFinder(bytes);
    const expected = (offset: number) => {
      const lines = bytes.toString('utf8', 0, offset).split('\n');
      return { line: lines.length, column: lines.at(-1)!.length + 1 };
    };
    // Every character has two bytes, and a line end has one.
    const starts = [...text.matchAll(/^/gm)].map(({ index }) => Buffer.byteLength(text.slice(0, index)));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...starts, bytes.length), { maxLength: 8 }), offsets => {
        for (const offset of offsets) assert.deepEqual(finder.locate(offset), expected(offset));
      }),
    );
  });

  it('counts columns in characters', () => {
    assert.deepEqual(jsonDocuments(Buffer.from('{"ä": "ö", "b": 1}'))![0]!.locate('b'), { line: 1, column: 12 });
  });

  it('reads an item when the iteration reaches it, and reports one that is not JSON', () => {
    const items = jsonDocuments(Buffer.from('{"kind": "List", "items": [\n{"a": 1},\n {"b": 01}]}'))![0]!.items![Symbol.iterator]();
    assert.deepEqual(items.next().value.value, { a: 1 });
    assert.throws(
      () => items.next(),
      (error: unknown) => error instanceof DocumentError && error.location?.line === 3 && error.location.column === 2,
    );
  });

  it('reads lists whose inner braces are indented like those of their items', () => {
    const text = '{"items": [\n  {"a": {\n  "b": [{\n  },\n  {"c": 1\n  }]\n  }},\n  {"d": [\n  {\n  }\n]}], "kind": "List"}';
    const [list] = jsonDocuments(Buffer.from(text))!;
    assert.deepEqual(
      [...list!.items!].map(({ value }) => value),
      JSON.parse(text).items,
    );
  });

  it('rejects a repeated key in an item with its location, unless an API server has stored the object', () => {
    const list = (item: string): Buffer => Buffer.from(`{"items": [\n{${item}}], "kind": "List"}`);
    const read = (item: string) => [...jsonDocuments(list(item))![0]!.items!];
    assert.throws(() => read('"a": 1, "a": 2'), /duplicate key "a"/);
    assert.equal(read('"metadata": {"uid": "u"}, "a": 1, "a": 2').length, 1);
  });

  for (const text of ['{"items": [1,]}', '{"items": [1 2]}', '{"items": [', '{"items": []', '{"a": "x', '{"items": [{}]} }', '']) {
    it(`leaves ${JSON.stringify(text)} to the YAML parser`, () => {
      assert.equal(jsonDocuments(Buffer.from(text)), undefined);
    });
  }
});
