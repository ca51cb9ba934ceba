import assert from 'node:assert/strict';
import { parseJson, plainNumber } from '../../../src/hns/document/json.ts';

describe('hns/json', () => {
  it("every number is sent back in HNS's spelling", () => {
    const text = '{"Version":18446744073709551615,"a":[1.0,-0,1e3,1e400,0.1,42],"b":"18446744073709551615","c":null}';
    assert.equal(JSON.stringify(parseJson(text)), text);
  });

  it('a number whose spelling does not change stays a plain number', () => {
    assert.deepEqual(parseJson('{"Priority":300,"x":[-1,0.5]}'), { Priority: 300, x: [-1, 0.5] });
  });

  it('a number kept as text can be read as a number', () => {
    assert.equal(plainNumber(parseJson('3.0')), 3);
    assert.equal(plainNumber(parseJson('18446744073709551615')), 2 ** 64);
    assert.equal(plainNumber('3.0'), '3.0');
    assert.equal(plainNumber(undefined), undefined);
  });
});
