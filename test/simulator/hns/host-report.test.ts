import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { HOST_QUESTIONS, type HostQuestion } from '../../../src/simulator/hns/host-questions.ts';
import { HostReportError, readHostReport } from '../../../src/simulator/hns/host-report.ts';
import { STRICT, SWITCHES } from '../../../src/simulator/hns/switches.ts';

interface Entry {
  readonly id: string;
  readonly answer: string;
  readonly [field: string]: unknown;
}

function entry(id: string, answer: string, more: Readonly<Record<string, unknown>> = {}): Entry {
  return { id, question: `${id}?`, answer, evidence: 'HcnModifyEndpoint … -> S_OK', milliseconds: 3, ...more };
}

function report(questions: readonly Entry[], more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    schemaVersion: 1,
    created: '2026-01-01T00:00:00Z',
    osBuild: '10.0.20348.2762',
    hnsVersion: { Major: 13, Minor: 3 },
    network: { type: 'L2Bridge', subnet: '198.18.254.0/24', attached: true },
    questions,
    leftBehind: [],
    ...more,
  });
}

describe('simulator/hns/host-report', () => {
  it('an answer sets its switch, and other switches keep their defaults', () => {
    const { osBuild, version, switches, surprises } = readHostReport(report([entry('update-replaces', 'all'), entry('acl-count', '500')]));
    assert.deepEqual([osBuild, version, switches, surprises], ['10.0.20348.2762', { Major: 13, Minor: 3 }, { updateReplaces: 'all' }, []]);
  });

  it('the simulator takes its version and switches from the report', () => {
    const hns = new SimulatedHns(readHostReport(report([entry('no-match', 'denyBoth'), entry('read-back', 'normalised')])));
    assert.deepEqual(
      [hns.version, hns.switches],
      [
        { Major: 13, Minor: 3 },
        { ...STRICT, noMatch: 'denyBoth', readBack: 'normalised' },
      ],
    );
  });

  it('every position of every switch that a question sets can be reported', () => {
    for (const [id, { sets }] of Object.entries<HostQuestion>(HOST_QUESTIONS)) {
      for (const position of sets ? SWITCHES[sets] : []) {
        assert.deepEqual(readHostReport(report([entry(id, position)])).switches, { [sets!]: position }, id);
      }
    }
  });

  it('only switches that do not affect callers behind the bridge, or that affect only foreign ACLs, have no question', () => {
    const set = new Set(Object.values<HostQuestion>(HOST_QUESTIONS).flatMap(({ sets, setsWithoutVfp }) => [sets, setsWithoutVfp]));
    const others = Object.keys(SWITCHES).filter(name => !set.has(name as keyof typeof SWITCHES));
    assert.deepEqual(others, ['access', 'badHandle', 'staleHandle', 'severalSets']);
  });

  it('the documentation lists every position in order, with the simulated answer first', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/real-host.md'), 'utf8');
    const cells = new Map([...page.matchAll(/^\| `([a-z0-9-]+)` \| ([^|]+) \|/gm)].map(([, id, answers]) => [id, answers!.split(', ')]));
    for (const [id, { sets, simulated }] of Object.entries<HostQuestion>(HOST_QUESTIONS)) {
      if (sets) assert.deepEqual(cells.get(id)!.slice(0, SWITCHES[sets].length), SWITCHES[sets], id);
      else if (simulated !== undefined) assert.equal(cells.get(id)![0], simulated, id);
    }
  });

  it('the answer unknown keeps the default and needs a reason', () => {
    const unknown = report([entry('no-match', 'unknown', { reason: 'the probe does not work' })]);
    assert.deepEqual(readHostReport(unknown).switches, {});
    assert.throws(() => readHostReport(report([entry('no-match', 'unknown')])), /questions\[0\]\.reason is missing/);
  });

  it('an answer that is not a position, or not simulated, is a surprise and keeps the default', () => {
    const { switches, surprises } = readHostReport(report([entry('reset', 'accepted'), entry('port-range', 'refuse')]));
    assert.deepEqual(switches, {});
    assert.deepEqual(surprises, [
      "port-range: the answer is 'refuse', but the simulator has only 'accept'",
      "reset: the answer is 'accepted', but the switch reset has only HCN_E_REQUEST_UNSUPPORTED, E_NOTIMPL",
    ]);
  });

  it('questions that share a switch must agree', () => {
    const answers = (last: string) => [
      entry('priority-zero', 'accept'),
      entry('host-priority', 'accept'),
      entry('priority-above-65500', last),
    ];
    assert.deepEqual(readHostReport(report(answers('accept'))).switches, { unusualPriority: 'accept' });
    const { switches, surprises } = readHostReport(report(answers('refuse')));
    assert.deepEqual(switches, {});
    assert.match(
      surprises.join(),
      /priority-zero: accept, host-priority: accept, priority-above-65500: refuse: .* one switch for them, unusualPriority/,
    );
  });

  it('the effect of ACLs is a switch only on networks without VFP', () => {
    const nat = { network: { type: 'NAT', subnet: '198.18.254.0/24', attached: true } };
    const ignored = [entry('acl-enforced', 'ignored')];
    assert.deepEqual(readHostReport(report(ignored, nat)).switches, { aclsWithoutVfp: 'ignored' });
    assert.deepEqual([readHostReport(report(ignored)).switches, readHostReport(report(ignored)).surprises.length], [{}, 1]);
  });

  it('a byte order mark is ignored', () => {
    assert.deepEqual(readHostReport(`\ufeff${report([])}`).switches, {});
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['text that is not JSON', '{"schemaVersion":', /the file is not JSON/],
    ['a list', '[]', /the file is not an object/],
    ['another version of the file', report([], { schemaVersion: 2 }), /schemaVersion is not 1/],
    ['an unknown field', report([], { switches: {} }), /the file has an unknown field 'switches'/],
    ['no version', report([], { hnsVersion: undefined }), /hnsVersion is not an object/],
    ['half a version', report([], { hnsVersion: { Major: 13 } }), /hnsVersion\.Minor is missing/],
    ['a version in words', report([], { hnsVersion: { Major: '13', Minor: 0 } }), /hnsVersion\.Major is not a whole number/],
    ['no build', report([], { osBuild: undefined }), /osBuild is missing/],
    ['no questions', report([], { questions: {} }), /questions is not a list/],
    ['an unknown question', report([entry('is-it-fast', 'yes')]), /questions\[0\]\.id 'is-it-fast' is not a known question/],
    ['an inherited name', report([entry('toString', 'yes')]), /questions\[0\]\.id 'toString' is not a known question/],
    ['a question twice', report([entry('reset', 'E_NOTIMPL'), entry('reset', 'E_NOTIMPL')]), /questions\[1\]\.id 'reset' is a duplicate/],
    ['no answer', report([{ ...entry('reset', ''), answer: undefined as unknown as string }]), /questions\[0\]\.answer is missing/],
    ['an empty answer', report([entry('reset', '')]), /questions\[0\]\.answer is empty/],
    ['an answer that is not a text', report([entry('reset', 5 as unknown as string)]), /questions\[0\]\.answer is not a text/],
    ['no evidence', report([entry('reset', 'E_NOTIMPL', { evidence: undefined })]), /questions\[0\]\.evidence is missing/],
    ['a negative time', report([entry('reset', 'E_NOTIMPL', { milliseconds: -1 })]), /questions\[0\]\.milliseconds is not a whole number/],
  ];
  for (const [what, text, message] of broken) {
    it(`${what} is rejected by name`, () => {
      assert.throws(
        () => readHostReport(text),
        (error: unknown) => error instanceof HostReportError && message.test(error.message),
      );
    });
  }
});
