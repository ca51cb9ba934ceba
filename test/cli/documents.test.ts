import assert from 'node:assert/strict';
import { DocumentError } from '../../src/cli/offline/document.ts';
import { fieldPath } from '../../src/cli/offline/field-path.ts';
import { jsonDocuments as documentsIn } from '../../src/cli/offline/json-documents.ts';
import { yamlDocuments } from '../../src/cli/offline/yaml-documents.ts';

const values = (text: string): unknown[] => yamlDocuments(text).map(document => document.value);

const jsonDocuments = (text: string) => documentsIn(Buffer.from(text));

function refused(line: number, message: RegExp): (error: unknown) => boolean {
  return error => {
    assert.ok(error instanceof DocumentError, String(error));
    assert.equal(error.location?.line, line);
    assert.match(error.message, message);
    return true;
  };
}

describe('cli/yaml-documents', () => {
  it('reads scalars as kubectl does: YAML 1.1 without base-60 numbers and dates', () => {
    assert.deepEqual(
      values('a: yes\nb: Off\nc: 1:20\nd: 2020-01-01\ne: 2024-01-01T00:00:00Z\nf: 010\ng: "yes"\nh: ~\ni: 0x10\nj: 1_000\n'),
      [{ a: true, b: false, c: '1:20', d: '2020-01-01', e: '2024-01-01T00:00:00Z', f: 8, g: 'yes', h: null, i: 16, j: 1000 }],
    );
  });

  it('reads anchors, aliases and merge keys', () => {
    assert.deepEqual(values('base: &base { a: 1, b: 2 }\none: *base\ntwo: { <<: *base, b: 3 }\n'), [
      { base: { a: 1, b: 2 }, one: { a: 1, b: 2 }, two: { a: 1, b: 3 } },
    ]);
  });

  it('skips empty documents', () => {
    assert.deepEqual(values('---\n# nothing\n---\na: 1\n---\n---\nb: 2\n---\n'), [{ a: 1 }, { b: 2 }]);
    assert.deepEqual(values(''), []);
    assert.deepEqual(values('# only a comment\n'), []);
  });

  it('finds the line of a field, and of the nearest parent of a missing field', () => {
    const [first, second] = yamlDocuments(
      '---\na: 1\n---\nspec:\n  ingress:\n    - ports:\n        - protocol: TCP\n          port: 80\n      from: []\n',
    );
    assert.equal(first!.locate('').line, 2);
    assert.equal(second!.locate('').line, 4);
    assert.equal(second!.locate('spec.ingress[0].ports[0].port').line, 8);
    assert.equal(second!.locate('spec.ingress[0].from[3].ipBlock').line, 9);
    assert.equal(second!.locate('spec.egress[0]').line, 4);
  });

  it('finds the line of a field that an alias brings in', () => {
    const [document] = yamlDocuments('x: &x\n  port: 80\nspec:\n  ports: *x\n');
    assert.equal(document!.locate('spec.ports.port').line, 2);
  });

  for (const [title, text, line, message] of [
    ['a key given twice', 'a: 1\nb:\n  app: x\n  app: y\n', 4, /^duplicate key app$/],
    ['bad indentation', 'a:\n  b: 1\n c: 2\n', 3, /./],
    ['a tab as indentation', 'a:\n\tb: 1\n', 2, /[Tt]abs/],
    ['a flow list that is not closed', 'a: [1\nb: 2\n', 2, /./],
    ['a quote that is not closed', 'a: "x\nb: y\n', 3, /quote/],
    ['an alias without anchor', 'a: 1\nb: *nowhere\n', 1, /nowhere/],
    ['an unknown tag', 'a: 1\nb: !secret x\n', 2, /!secret/],
    ['aliases that expand without bound', bomb(), 1, /alias/],
  ] as const) {
    it(`rejects ${title} with its line`, () => {
      assert.throws(() => yamlDocuments(text), refused(line, message));
    });
  }
});

describe('cli/json-documents', () => {
  it('reads one value or several in a row, each with its lines', () => {
    const documents = jsonDocuments('{"a": 1}\n{"spec":\n  {"ingress": [\n    {}, {"from": "}{"}]}}\n');
    assert.deepEqual(
      documents?.map(document => document.value),
      [{ a: 1 }, { spec: { ingress: [{}, { from: '}{' }] } }],
    );
    assert.equal(documents?.[1]?.locate('').line, 2);
    assert.equal(documents?.[1]?.locate('spec.ingress[1].from').line, 4);
  });

  it('rejects a duplicate key, also in another spelling', () => {
    assert.throws(() => jsonDocuments('{"a": 1,\n"b": {"a": 1,\n "a": 2}}'), refused(3, /^duplicate key "a"$/));
    assert.throws(() => jsonDocuments('{"a": 1,\n"\\u0061": 2}'), refused(2, /^duplicate key "a"$/));
  });

  it('accepts equal keys of different objects and equal values', () => {
    assert.equal(jsonDocuments('{"a": {"a": "a"}, "b": [{"a": "a"}, {"a": "a"}], "c": ["a", "a"]}')?.length, 1);
  });

  it('leaves text that is not JSON to the YAML parser', () => {
    for (const text of ['{"a": 1,}', '{"a": 1', '{a: 1}', '{"a": "x', '{"a": 1} }', '{"a" 1}'])
      assert.equal(jsonDocuments(text), undefined, text);
  });

  it('treats __proto__ as an ordinary key', () => {
    const value = jsonDocuments('{"__proto__": {"x": 1}}')?.[0]?.value;
    assert.deepEqual(Object.keys(value as object), ['__proto__']);
  });
});

describe('cli/field-path', () => {
  it('parses a JSON path', () => {
    assert.deepEqual(fieldPath('spec.ingress[0].ports[12].port'), ['spec', 'ingress', 0, 'ports', 12, 'port']);
    assert.deepEqual(fieldPath('metadata.labels[app.kubernetes.io/name]'), ['metadata', 'labels', 'app.kubernetes.io/name']);
    assert.deepEqual(fieldPath(''), []);
  });
});

/** Nine to the sixth power of items in seven lines. */
function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let i = 1; i < 7; i++) lines.push(`a${i}: &a${i} [${new Array(9).fill(`*a${i - 1}`).join(', ')}]`);
  return `${lines.join('\n')}\n`;
}
