import assert from 'node:assert/strict';
import { notationOf } from '../../../src/simulator/kube/notation.ts';

describe('simulator/kube/notation', () => {
  for (const [json, duplicates] of [
    ['{"a":1,"a":2}', ['a']],
    ['{"a":{"b":[{"c":1},{"c":1,"d":{},"c":2}]}}', ['a.b[1].c']],
    ['{"a":[1,1],"b":{"a":1}}', []],
    ['{"a\\"}":1,"b":"{\\"b\\":1,","b":2}', ['b']],
    ['{"\\u0061":1,"a":2}', ['a']],
    ['[{"a":1},{"a":1,"a":1}]', ['[1].a']],
    ['1', []],
  ] as const) {
    it(`finds ${duplicates.join(', ') || 'no duplicate'} in ${json}`, () => {
      assert.deepEqual(notationOf(json).duplicates, duplicates);
    });
  }

  it('keeps the text of numbers that are not plain integers', () => {
    const { literals } = notationOf('{"a":80,"b":[80.0,-1,8e1],"c":{"d":18446744073709551615},"e":true,"f":"1.0"}');
    assert.deepEqual(
      [...literals],
      [
        ['b[0]', '80.0'],
        ['b[2]', '8e1'],
        ['c.d', '18446744073709551615'],
      ],
    );
  });
});
