import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DEFAULT_TRANSPORT, TRANSPORT_NAMES } from '../../src/agent/transports.ts';

describe('docs/transports.md', () => {
  it('has a row for every transport, and marks the default', () => {
    const rows = readFileSync('docs/transports.md', 'utf8').match(/^\| `\w.*?\|/gm) ?? [];
    const expected = TRANSPORT_NAMES.map(name => `| \`${name}\` ${name === DEFAULT_TRANSPORT ? '(default) ' : ''}|`);
    assert.deepEqual(rows, expected);
  });
});
