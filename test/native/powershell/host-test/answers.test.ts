import assert from 'node:assert/strict';
import type { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import { readHostReport } from '../../../../src/simulator/hns/host-report.ts';
import { type Answer, failure, success } from '../../../../src/simulator/hns/native.ts';
import type { Policy } from '../../../../src/simulator/hns/records.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7 } from '../run.ts';
import { node, OWN_ID, type SelfTest, type SelfTestRun, selfTests } from './self-test.ts';

/** A behaviour that no switch of the simulator has. `of` simulates it by answering calls itself. */
interface Oddity {
  readonly what: string;
  readonly of: (hns: SimulatedHns) => NonNullable<SelfTest['instead']>;
  readonly answers: Readonly<Record<string, string>>;
  /** The answers that readHostReport lists as surprises. */
  readonly surprises?: readonly string[];
  readonly also?: (run: SelfTestRun) => void;
}

const yes = (arrived: boolean): Answer => success(arrived ? 'yes' : 'no');

/** Ids of the ACLs of the endpoint at the address. */
function ids(hns: SimulatedHns, address: string): readonly string[] {
  const endpoint = hns.endpoints().find(({ ips }) => ips[0] === address);
  return endpoint ? hns.policiesOf(endpoint.id).map(aclId) : [];
}

function aclId({ Settings }: Policy): string {
  return (Settings as { Id?: string }).Id ?? '';
}

const MODIFY = 'HcnModifyEndpoint';
const B = '198.18.254.11';

const ODDITIES: readonly Oddity[] = [
  {
    what: 'codes without a name keep their number',
    of: () => (name, _, document) =>
      name === MODIFY && document.includes('Reset') ? { ...failure('E_NOTIMPL'), hresult: 0x803b1234 } : undefined,
    answers: { reset: '0x803b1234' },
    surprises: ['reset'],
  },
  {
    what: 'S_OK for an ACL that is not stored does not count as accepted',
    of: () => (name, _, document) => (name === MODIFY && document.includes('8000-8010') ? success('') : undefined),
    answers: { 'port-range': 'accepted-but-not-kept', 'port-list': 'accepted-but-not-kept', 'port-duplicates': 'accept' },
    surprises: ['port-range', 'port-list'],
  },
  {
    what: 'a Remove that removes all ACLs is not exact',
    of: hns => (name, target, document) => {
      if (name !== MODIFY || !document.includes('"Remove"')) return undefined;
      return hns.answer(name, target, '{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[{}]}}');
    },
    answers: { remove: 'removes-all' },
    surprises: ['remove'],
  },
  {
    what: 'an ACL that is read back with another meaning is neither verbatim nor normalised',
    of: hns => (name, target, document) => {
      if (name !== 'HcnQueryEndpointProperties') return undefined;
      const answer = hns.answer(name, target, document);
      return { ...answer, result: answer.result.replace('443,80', '443') };
    },
    answers: { 'read-back': 'changed' },
    surprises: ['read-back'],
  },
  {
    what: 'lists in lower case and documents in upper case are described in words',
    of: hns => (name, target, document) => {
      if (name !== 'HcnEnumerateEndpoints' && name !== 'HcnQueryEndpointProperties') return undefined;
      const answer = hns.answer(name, target, document);
      const result = answer.result.replace(name === 'HcnEnumerateEndpoints' ? /[\s\S]*/ : /"ID":"[^"]*"/, text =>
        name === 'HcnEnumerateEndpoints' ? text.toLowerCase() : text.replace(/"[^"]*"$/, id => id.toUpperCase()),
      );
      return { ...answer, result };
    },
    answers: { 'guid-case': 'lists lower, documents upper', 'filter-name': 'match' },
    surprises: ['guid-case'],
  },
  {
    what: 'a filter that selects all objects counts as ignored',
    of: hns => (name, target, document) =>
      name === 'HcnEnumerateEndpoints' ? hns.answer(name, target, document.replace(/,"Filter":"[^}]*}"/, '')) : undefined,
    answers: { 'filter-state': 'ignored', 'filter-name': 'ignored', 'filter-unknown-key': 'ignored' },
    surprises: ['filter-state', 'filter-name', 'filter-unknown-key'],
  },
  {
    what: 'the first of two rules of one priority may win',
    of: hns => (_, target) => {
      const tied = ids(hns, B).filter(id => id === 'allow' || id === 'block');
      return target.startsWith('PROBE') && target.endsWith('/18080') && tied.length === 2 ? yes(tied[0] === 'allow') : undefined;
    },
    answers: { 'tie-break': 'first-wins' },
  },
  {
    what: 'the last of two rules of one priority may win',
    of: hns => (_, target) => {
      const tied = ids(hns, B).filter(id => id === 'allow' || id === 'block');
      return target.startsWith('PROBE') && target.endsWith('/18080') && tied.length === 2 ? yes(tied[1] === 'allow') : undefined;
    },
    answers: { 'tie-break': 'last-wins' },
  },
  {
    what: 'different defaults in the two directions are described in words',
    of: hns => (_, target) =>
      target.startsWith('PROBE') && target.endsWith('/18080') && ids(hns, B).join() === 'control' && target.includes('/198.18.254.10/198')
        ? yes(false)
        : undefined,
    answers: { 'no-match': 'In deny, Out denyOpposite' },
    surprises: ['no-match'],
  },
  {
    what: 'a connection that an Update breaks, and one that passes in a gap, are detected',
    of: hns => {
      let updated = false;
      return (_, target) => {
        const own = ids(hns, B);
        updated ||= own.includes('control') && own.includes('unrelated');
        if (target.startsWith('PROBE /send') && own.includes('unrelated')) return yes(false);
        return target.startsWith('PROBE /connect') && updated ? yes(true) : undefined;
      };
    },
    answers: { 'update-resets-connections': 'reset', 'update-gap': 'gap' },
    surprises: ['update-gap'],
  },
  {
    what: 'an Out ACL may match the Service’s address, and the load balancer is removed',
    of: hns => {
      const lists = new Map<string, string>();
      return (name, target, document) => {
        const [method, path = ''] = target.split(' ');
        if (name !== 'HNSCall' || !path.startsWith('/policylists/')) return undefined;
        if (method === 'POST')
          lists.set('4b1d', document).set('other', '{"References":["/endpoints/00000000-0000-0000-0000-000000000001"]}');
        if (method === 'DELETE') {
          const [reference] = (JSON.parse(lists.get(path.slice(13))!) as { References: string[] }).References;
          assert.match(reference!.slice(11), OWN_ID);
          // The load balancer must be removed before its endpoints.
          assert.ok(hns.endpoint(reference!.slice(11)));
          lists.delete(path.slice(13));
        }
        const Output = [...lists].map(([ID, text]) => ({ ID, ...(JSON.parse(text) as object) }));
        return success(JSON.stringify({ Success: true, Output }));
      };
    },
    answers: { 'service-address': 'service-address' },
    surprises: ['service-address'],
    also: run => {
      assert.match(run.file!, /DELETE \/policylists\/4b1d -> S_OK/);
      assert.doesNotMatch(run.file!, /DELETE \/policylists\/other/);
    },
  },
  {
    what: 'a probe with an invalid result does not work',
    of: () => (_, target) => (target.startsWith('PROBE') ? success('perhaps') : undefined),
    answers: { probe: 'unknown', 'no-match': 'unknown', 'port-range': 'accept', 'network-removal': 'cascade' },
    also: run => assert.match(run.reasons.get('no-match')!, /the probe failed: the simulator said 'perhaps'/),
  },
  {
    what: 'without any packets the questions about packets are unknown',
    of: () => (_, target) => (target.startsWith('PROBE') ? yes(false) : undefined),
    answers: { probe: 'unknown', 'whole-family-block': 'unknown' },
    also: run => assert.match(run.reasons.get('whole-family-block')!, /no connection arrives .* although neither endpoint has an ACL/),
  },
  {
    what: 'without the control connection a question is unknown',
    of: hns => (_, target) =>
      target.startsWith('PROBE') && target.endsWith('/18079') && ids(hns, B).includes('whole') ? yes(false) : undefined,
    answers: { 'whole-family-block': 'unknown', 'tie-break': 'block-wins' },
    also: run => assert.match(run.reasons.get('whole-family-block')!, /the connection to the open control port did not arrive/),
  },
  {
    what: 'if endpoints cannot be attached, all questions except those about packets are asked',
    of: () => name => (name === 'HcnModifyNamespace' ? failure('HCN_E_REQUEST_UNSUPPORTED') : undefined),
    answers: { 'update-replaces': 'perType', 'endpoint-state': '1', 'filter-state': 'match', probe: 'unknown' },
    surprises: ['endpoint-state'],
    also: run => assert.match(run.reasons.get('probe')!, /the endpoints are not attached: .*HCN_E_REQUEST_UNSUPPORTED/),
  },
  {
    what: 'without namespaces, all questions except those about packets are asked',
    of: () => name => (name === 'HcnCreateNamespace' ? failure('HCN_E_REQUEST_UNSUPPORTED') : undefined),
    answers: { 'update-replaces': 'perType', probe: 'unknown', 'namespace-compartment': 'refuse' },
    surprises: ['endpoint-state'],
  },
  {
    what: 'if an endpoint rejects OutBoundNAT, another policy is used',
    of: () => (name, _, document) =>
      name === 'HcnCreateEndpoint' && document.includes('OutBoundNAT') ? failure('HCN_E_INVALID_POLICY') : undefined,
    answers: { 'update-replaces': 'perType' },
    also: run => assert.match(run.file!, /QOS/),
  },
  {
    what: 'the run waits for a late switch port',
    of: hns => {
      hns.faults.plant({ on: MODIFY, fail: 'HCN_E_PORT_NOT_FOUND', times: 2 });
      return () => undefined;
    },
    answers: { 'update-replaces': 'perType', 'empty-update': 'refuse' },
  },
];

describe('Test-HnsPolicyHost: behaviour that no switch of the simulator has', function () {
  // The first run builds native parts, which may take minutes.
  this.timeout(0);

  let runs: readonly SelfTestRun[];
  before(async function () {
    needs(this, 'dotnet');
    const tests = ODDITIES.map(({ of }) => {
      const hns = node();
      return { hns, instead: of(hns), parameters: '-AclCount 1' };
    });
    runs = await selfTests(POWERSHELL_7, tests);
  });

  for (const [index, { what, answers, surprises = [], also }] of ODDITIES.entries()) {
    it(what, () => {
      const run = runs[index]!;
      assert.deepEqual(run.errors, []);
      const given = Object.fromEntries(Object.keys(answers).map(id => [id, run.answers.get(id)]));
      assert.deepEqual(given, answers, [...run.reasons].join('\n'));
      const report = readHostReport(run.file!);
      assert.deepEqual(report.surprises.map(text => text.slice(0, text.indexOf(':'))).sort(), [...surprises].sort());
      also?.(run);
    });
  }
});
