import assert from 'node:assert/strict';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import { HOST_QUESTIONS, type HostQuestion } from '../../../../src/simulator/hns/host-questions.ts';
import { readHostReport } from '../../../../src/simulator/hns/host-report.ts';
import type { HnsVersion } from '../../../../src/simulator/hns/node-state.ts';
import { SWITCHES, type Switches } from '../../../../src/simulator/hns/switches.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELLS } from '../run.ts';
import { node, selfTests } from './self-test.ts';

type Asked = keyof Switches;

const ASKED = Object.keys(SWITCHES).filter(name =>
  Object.values<HostQuestion>(HOST_QUESTIONS).some(({ sets, setsWithoutVfp }) => sets === name || setsWithoutVfp === name),
) as Asked[];

/** Sets every switch that has a question to the position with that number, modulo the number of positions. */
function positions(choose: (name: Asked, index: number) => number): Partial<Switches> {
  return Object.fromEntries(ASKED.map((name, index) => [name, SWITCHES[name][choose(name, index) % SWITCHES[name].length]]));
}

interface Case {
  readonly what: string;
  readonly version: HnsVersion;
  readonly switches: Partial<Switches>;
  readonly type?: 'NAT';
  /** Questions that this node cannot answer. */
  readonly unknown: readonly string[];
  /** The switches that stay unset as a result. */
  readonly open: readonly Asked[];
}

const TRAFFIC_ON_IGNORED = [
  'no-match',
  'host-firewall',
  'tie-break',
  'whole-family-block',
  'set-sides',
  'neighbour-discovery',
  'service-address',
];

const CASES: readonly Case[] = [
  {
    what: 'every switch in its first position',
    version: { Major: 14, Minor: 0 },
    switches: positions(() => 0),
    unknown: ['missing-member'],
    open: ['missingMember', 'aclsWithoutVfp'],
  },
  {
    what: 'every switch in its second position, and a later HNS',
    version: { Major: 15, Minor: 4 },
    switches: positions(() => 1),
    unknown: ['feature-too-new'],
    open: ['featureTooNew', 'aclsWithoutVfp'],
  },
  {
    what: 'every switch in its third position, if it has one',
    version: { Major: 14, Minor: 0 },
    switches: positions(() => 2),
    unknown: ['missing-member'],
    open: ['missingMember', 'aclsWithoutVfp'],
  },
  {
    what: 'alternating first and second positions, on a NAT network',
    version: { Major: 15, Minor: 0 },
    switches: { ...positions((_, index) => index), aclsWithoutVfp: 'enforced' },
    type: 'NAT',
    unknown: ['feature-too-new', 'host-firewall'],
    open: ['featureTooNew', 'hostFirewall'],
  },
  {
    what: 'alternating second and first positions, on a NAT network that ignores ACLs',
    version: { Major: 13, Minor: 2 },
    switches: { ...positions((_, index) => index + 1), aclsWithoutVfp: 'ignored' },
    type: 'NAT',
    unknown: ['missing-member', ...TRAFFIC_ON_IGNORED, 'update-resets-connections', 'update-gap'],
    open: ['missingMember', 'noMatch', 'hostFirewall', 'wholeFamilyBlock', 'setSides', 'neighbourDiscovery'],
  },
];

for (const shell of POWERSHELLS) {
  describe(`Test-HnsPolicyHost reports the simulator's positions, on ${shell.name}`, function () {
    // The first run builds native parts, which may take minutes.
    this.timeout(0);
    before(function () {
      needs(this, 'dotnet');
    });

    it('in five combinations, and reading the file returns the same switches', async () => {
      const tests = CASES.map(({ version, switches, type }) => ({
        hns: node({ version, switches }),
        parameters: `-AclCount 1,20 ${type ? `-NetworkType ${type}` : ''}`,
      }));
      const runs = await selfTests(shell, tests);
      for (const [index, { what, version, switches, unknown, open }] of CASES.entries()) {
        const { file, answers, reasons, errors } = runs[index]!;
        assert.deepEqual(errors, [], what);
        assert.deepEqual([...answers.keys()], Object.keys(HOST_QUESTIONS), what);
        assert.deepEqual([...reasons.keys()].sort(), [...unknown].sort(), `${what}: ${[...reasons].join('\n')}`);
        const report = readHostReport(file!);
        assert.deepEqual(report.surprises, [], what);
        assert.deepEqual(report.version, version, what);
        const expected = Object.fromEntries(ASKED.filter(name => !open.includes(name)).map(name => [name, switches[name]]));
        assert.deepEqual(sorted(report.switches), sorted(expected), what);
        const again = new SimulatedHns(report).switches;
        assert.deepEqual(
          sorted(Object.fromEntries(Object.keys(expected).map(name => [name, again[name as Asked]]))),
          sorted(expected),
          what,
        );
        assert.equal(answers.get('acl-count'), '20', what);
      }
    });
  });
}

function sorted(switches: Readonly<Record<string, string>> | Partial<Switches>): unknown {
  return Object.fromEntries(Object.entries(switches).sort(([a], [b]) => a.localeCompare(b)));
}
