import assert from 'node:assert/strict';
import fc from 'fast-check';
import { linesOf } from '../../src/async/lines.ts';

async function lines(...chunks: Buffer[]): Promise<string[]> {
  async function* stream() {
    yield* chunks;
  }
  const found: string[] = [];
  for await (const line of linesOf(stream())) found.push(line);
  return found;
}

describe('async/lines', () => {
  it('the lines do not depend on the chunks, and no character is broken', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter(line => line.trimEnd() === line && line !== '' && !line.includes('\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(text), fc.array(fc.nat(200)), async (expected, cuts) => {
        const bytes = Buffer.from(expected.map(line => `${line}\n`).join(''));
        const ends = [0, ...cuts.filter(cut => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const chunks = ends.slice(1).map((end, index) => bytes.subarray(ends[index], end));
        assert.deepEqual(await lines(...chunks), expected);
      }),
    );
  });

  it('lines end only at newlines: U+2028 and carriage returns inside a line stay', async () => {
    assert.deepEqual(await lines(Buffer.from('a\u2028b\rc\nd\r\n')), ['a\u2028b\rc', 'd']);
  });

  it('empty lines and the text after the last newline are left out', async () => {
    assert.deepEqual(await lines(Buffer.from('\n\na\n\nb'), Buffer.from('c')), ['a']);
  });
});
