import assert from 'node:assert/strict';
import fc from 'fast-check';
import { acl } from '../../../../src/hns/acl/acl.ts';
import type { AclPolicy } from '../../../../src/hns/document/acl-schema.ts';
import { diff } from '../../../../src/hns/endpoint/diff.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import type { Policy } from '../../../../src/simulator/hns/records.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7 } from '../run.ts';
import { objectsOf } from './module.ts';

const BLOCK = acl({ direction: 'In', action: 'Block', priority: 65000 }, 'default');
const GRANT = acl(
  { direction: 'In', action: 'Allow', priority: 1000, addresses: '10.0.0.1,10.1.0.0/16', protocol: 'TCP', ports: '80-90,443' },
  'a/p',
);
const EGRESS = acl({ direction: 'Out', action: 'Allow', priority: 1000, addresses: '10.0.0.1', protocol: 'UDP', ports: '53' }, 'a/q');
const HOST = acl({ direction: 'In', action: 'Allow' }, 'host');
const DESIRED: readonly AclPolicy[] = [BLOCK, GRANT, EGRESS, HOST];

/** Spellings and edits of a field. Many have the same meaning as the desired one. */
const FIELDS: Readonly<Record<string, readonly unknown[]>> = {
  Id: [BLOCK.Settings.Id, 'hns-policy-agent.x', 'hns-policy-agent.', 'other', '', null, 7],
  Protocols: ['6', '17', '256', '', null, 6, 17, true, ['6']],
  Action: ['Allow', 'Block', 'allow', ''],
  Direction: ['In', 'Out', 'in'],
  RuleType: ['Switch', 'Host', '', null, 'switch'],
  Priority: [0, 300, 1000, 65000, '1000', '01000', '1e3', ' 1000', '', null, 'x', false, {}],
  LocalAddresses: ['', null, '10.0.0.1'],
  RemoteAddresses: [
    ...['', null, '10.0.0.1', '10.0.0.1/32', '010.0.0.1', '::ffff:10.0.0.1', '10.0.0.1, 10.1.0.0/16', '10.1.0.0/16,10.0.0.1'],
    ...[
      '10.1.255.255/16,10.0.0.1/32',
      '10.0.0.1,10.1.0.0/16,10.0.0.1',
      '10.0.0.1,',
      'Any',
      '10.0.0.1/24',
      '128.0.0.0/1',
      '200.0.0.0/1',
      10,
    ],
  ],
  LocalPorts: [
    '',
    null,
    '80-90,443',
    '443,80-90',
    '80-85,86-90,443',
    '80,81-90,443,443',
    '80-90',
    '080-90,443',
    '443-443,80-90',
    '90-80,443',
    'x',
  ],
  RemotePorts: ['', null, '53', 53, '53-53', '54'],
  Scope: [0, 1],
};

function edited(policy: AclPolicy, ...edits: readonly object[]): Policy {
  return { ...policy, Settings: Object.assign({}, policy.Settings, ...edits) };
}

const EDITS = Object.entries(FIELDS).flatMap(([name, values]) => values.map(value => ({ [name]: value })));
const anyActual = fc
  .tuple(fc.constantFrom(...DESIRED), fc.array(fc.constantFrom(...EDITS), { maxLength: 2 }))
  .map(([policy, edits]) => edited(policy, ...edits));
const anyCase = fc
  .record({ desired: fc.subarray([...DESIRED], { minLength: 1 }), changed: fc.array(anyActual, { maxLength: 2 }) })
  .map(({ desired, changed }): Case => {
    const ids = new Set(changed.map(policy => (policy.Settings as { readonly Id?: unknown }).Id));
    return { desired, actual: [...desired.filter(policy => !ids.has(policy.Settings.Id)), ...changed] };
  });

interface Case {
  readonly desired: readonly AclPolicy[];
  readonly actual: readonly Policy[];
}

/** The endpoints of one node on which the command finds a difference. One process handles all nodes. */
async function differing(cases: readonly Case[]): Promise<ReadonlySet<unknown>> {
  const hns = new SimulatedHns();
  const network = hns.addNetwork({ name: 'azure' });
  const endpoints = cases.map(({ desired, actual }, index) => {
    const ip = address(index);
    hns.setPolicies(hns.addEndpoint({ network, name: String(index), ips: [ip] }), actual);
    return { namespace: 'demo', pod: String(index), ipAddresses: [ip], policies: desired };
  });
  const plan = JSON.stringify({ nodes: [{ node: 'win1', endpoints }] });
  return new Set(await objectsOf(hns, POWERSHELL_7, 'Compare-HnsPolicyAcl -Desired $data | ForEach-Object Name', plan));
}

async function agree(cases: readonly Case[]): Promise<void> {
  const found = await differing(cases);
  for (const [index, { desired, actual }] of cases.entries()) {
    assert.equal(found.has(String(index)), diff(actual, desired) !== undefined, JSON.stringify({ desired, actual }, null, 1));
  }
}

describe('PowerShell module: Compare-HnsPolicyAcl and the agent’s diff', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('find differences on the same endpoints, for every spelling and edit of a field', () =>
    agree([BLOCK, GRANT, EGRESS].flatMap(policy => EDITS.map(edit => ({ desired: [policy], actual: [edited(policy, edit)] })))));

  it('find differences on the same endpoints, for other changes of the ACLs', () =>
    fc.assert(
      fc.asyncProperty(fc.array(anyCase, { minLength: 60, maxLength: 60 }), agree),
      // Shrinking would start a process per attempt.
      { numRuns: 1, endOnFailure: true },
    ));
});

function address(index: number): string {
  return `10.224.${index >> 8}.${index & 255}`;
}
