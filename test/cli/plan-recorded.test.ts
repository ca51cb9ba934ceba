/** `plan` gives a manifest the answer of a recorded API server: accepted, or the same errors at the same fields. */
import assert from 'node:assert/strict';
import { recordedCases } from '../kube-server/recorded/recording.ts';
import { hnsPolicy } from './command-line.ts';

/** The request decides, and a manifest has none. */
const NO_REQUEST = new Set(['namespace-mismatch']);

/** The server prints the port in place of the wrong endPort. */
const OTHER_VALUE = /endPort: Invalid value: \d+: must be greater/;

describe('cli/plan on the recorded manifests', () => {
  const cases = recordedCases('validation').filter(({ name }) => name.endsWith('-strict'));

  it('covers all of them', () => assert.equal(cases.length, 106));

  for (const { name: full, request, status, body } of cases) {
    const name = full.replace(/^networkpolicy-|-strict$/g, '');
    const isAccepted = status === 201 || NO_REQUEST.has(name);
    it(`${isAccepted ? 'accepts' : 'rejects'} ${name}`, async () => {
      const { status: exit, err } = await hnsPolicy(['plan', '-f', '-'], { stdin: request.body ?? '' });
      assert.equal(exit === 1 ? 'rejected' : 'accepted', isAccepted ? 'accepted' : 'rejected', err);
      if (status !== 422 || isKindless(request.body)) return;
      for (const { field, message } of body.details.causes) {
        // The server adds examples and the regular expression.
        const start = `: ${field}: ${message.replace(/ \(e\.g\. '.*/, '').replaceAll('","', '", "')}`;
        if (OTHER_VALUE.test(start)) assert.match(err, OTHER_VALUE);
        else assert.ok(err.includes(start), `${start}\n${err}`);
      }
    });
  }
});

/** The server takes the kind from the path of the request. */
function isKindless(text: string | undefined): boolean {
  return JSON.parse(text ?? 'null')?.kind === undefined;
}
