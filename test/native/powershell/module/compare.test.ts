import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Plan, planSchema } from '../../../../src/cli/plan/plan-schema.ts';
import { acl } from '../../../../src/hns/acl/acl.ts';
import type { AclPolicy } from '../../../../src/hns/document/acl-schema.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import type { Policy } from '../../../../src/simulator/hns/records.ts';
import { FOREIGN } from '../../../agent/foreign.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELLS } from '../run.ts';
import { ENGINES, type Given, session } from './module.ts';

const GRANT = acl(
  { direction: 'In', action: 'Allow', priority: 1000, addresses: '10.1.0.0/16,10.2.3.4', protocol: 'TCP', ports: '80,8000-8080' },
  'demo/p',
);
const BLOCK = acl({ direction: 'In', action: 'Block', priority: 65000 }, 'default');
const OPEN = acl({ direction: 'Out', action: 'Allow', priority: 65000 }, 'default');
const DESIRED = [GRANT, BLOCK, OPEN];

function planOf(...pods: readonly (readonly [pod: string, ips: readonly string[], policies: readonly AclPolicy[]])[]): Plan {
  const endpoints = pods.map(([pod, ipAddresses, policies]) => ({
    namespace: 'demo',
    pod,
    ipAddresses: [...ipAddresses],
    isolated: { ingress: true, egress: false },
    policies: [...policies],
  }));
  return planSchema.parse({ nodes: [{ node: 'win1', endpoints }], issues: [] });
}

function changed(policy: AclPolicy, fields: Readonly<Record<string, unknown>>): Policy {
  return { ...policy, Settings: { ...policy.Settings, ...fields } };
}

const differences = ({ objects }: Given) => objects.map(({ Difference, Pod, Id, Fields }) => [Difference, Pod, Id, Fields.join()]);

/** One node. The endpoint of 10.224.0.<n> has the nth list and the policies of a CNI plugin. */
function node(...lists: readonly (readonly Policy[])[]): { readonly hns: SimulatedHns; readonly ids: readonly string[] } {
  const hns = new SimulatedHns();
  const network = hns.addNetwork({ name: 'azure' });
  const ids = lists.map((policies, index) => {
    const id = hns.addEndpoint({ network, name: `pod${index + 1}`, ips: [`10.224.0.${index + 1}`, `fd00::${index + 1}`] });
    hns.setPolicies(id, [...FOREIGN, ...policies]);
    return id;
  });
  return { hns, ids };
}

describe('PowerShell module: Compare-HnsPolicyAcl', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });
  const work = mkdtempSync(join(tmpdir(), 'plan-'));
  after(() => rmSync(work, { recursive: true }));

  it('returns no object if HNS is in sync, in any spelling of HNS and any form of the plan', async () => {
    const plan = planOf(['web', ['10.224.0.1'], DESIRED], ['free', ['10.224.0.2'], []]);
    const file = join(work, 'a plan.json');
    for (const on of POWERSHELLS) {
      const { hns } = node(DESIRED, []);
      const text = JSON.stringify(plan, null, 2);
      const both = [
        { command: 'Compare-HnsPolicyAcl -Desired $data', data: text },
        { command: '$data | Compare-HnsPolicyAcl', data: text },
        { command: '$data -split "`n" | Compare-HnsPolicyAcl', data: text },
        { command: 'ConvertFrom-Json $data | Compare-HnsPolicyAcl', data: text },
        { command: `Compare-HnsPolicyAcl '${file}'`, before: () => writeFileSync(file, `\uFEFF${text}`) },
        { command: `Compare-HnsPolicyAcl -Plan '${file}' -Node WIN1` },
        {
          command: 'Compare-HnsPolicyAcl -Desired $data',
          data: text,
          before: () => hns.configure({ readBack: 'normalised', guidCase: 'upper', stateInV2: 'present' }),
        },
      ];
      const { given } = await session(hns, on, both);
      for (const [index, answer] of given.entries()) assert.deepEqual(answer, { objects: [], errors: [] }, both[index]!.command);
      assert.deepEqual(hns.writes, []);
    }
  });

  it('gives nothing where only the policy in an Id differs', async () => {
    const renamed = { ...GRANT, Settings: { ...GRANT.Settings, Id: GRANT.Settings.Id.replace('demo.p', 'demo.other') } };
    const { hns } = node([renamed, BLOCK, OPEN], [renamed, GRANT, BLOCK, OPEN]);
    const plan = planOf(['renamed', ['10.224.0.1'], DESIRED], ['twice', ['10.224.0.2'], DESIRED]);
    for (const on of ENGINES) {
      const { given } = await session(hns, on, [{ command: 'Compare-HnsPolicyAcl -Desired $data', data: JSON.stringify(plan) }]);
      assert.deepEqual(differences(given[0]!), [['Extra', 'demo/twice', renamed.Settings.Id, '']]);
    }
  });

  it('names each difference with endpoint, pod and Id', async () => {
    const stray = acl({ direction: 'In', action: 'Allow', priority: 1000, addresses: '10.9.9.9' }, 'old/p');
    const { hns, ids } = node(
      [GRANT, OPEN],
      [...DESIRED, stray],
      [changed(GRANT, { RemoteAddresses: '10.1.0.0/16', LocalPorts: '80' }), changed(BLOCK, { Priority: 65001, Action: 'Allow' }), OPEN],
      [...DESIRED, BLOCK],
      [stray],
      [OPEN, acl({ direction: 'In', action: 'Allow', priority: 65000 }, 'default')],
      [OPEN, BLOCK],
    );
    const plan = planOf(
      ['missing', ['10.224.0.1'], DESIRED],
      ['extra', ['10.224.0.2', 'fd00::2'], DESIRED],
      ['changed', ['10.224.0.3'], DESIRED],
      ['twice', ['10.224.0.4'], DESIRED],
      ['released', ['10.224.0.6'], []],
      ['still closed', ['10.224.0.7'], []],
      ['starting', ['10.224.0.99'], [BLOCK]],
    );
    for (const on of ENGINES) {
      const { given } = await session(hns, on, [{ command: 'Compare-HnsPolicyAcl -Desired $data', data: JSON.stringify(plan) }]);
      const all = given[0]!;
      assert.deepEqual(all.errors, []);
      assert.deepEqual(
        differences(all).sort(),
        [
          ['Missing', 'demo/missing', BLOCK.Settings.Id, ''],
          ['Extra', 'demo/extra', stray.Settings.Id, ''],
          ['Changed', 'demo/changed', GRANT.Settings.Id, 'RemoteAddresses,LocalPorts'],
          ['Changed', 'demo/changed', BLOCK.Settings.Id, 'Action,Priority'],
          ['Duplicate', 'demo/twice', BLOCK.Settings.Id, ''],
          ['Extra', '', stray.Settings.Id, ''],
          ['Extra', 'demo/still closed', OPEN.Settings.Id, ''],
          ['Extra', 'demo/still closed', BLOCK.Settings.Id, ''],
          ['Missing', 'demo/starting', BLOCK.Settings.Id, ''],
        ].sort(),
      );
      assert.deepEqual(
        all.objects.find(({ Pod }) => Pod === 'demo/missing'),
        {
          Difference: 'Missing',
          Endpoint: ids[0],
          Name: 'pod1',
          Pod: 'demo/missing',
          Addresses: ['10.224.0.1', 'fd00::1'],
          Id: BLOCK.Settings.Id,
          Fields: [],
          Desired: JSON.stringify(BLOCK.Settings),
          Actual: '',
        },
      );
      const starting = all.objects.find(({ Pod }) => Pod === 'demo/starting');
      assert.deepEqual([starting.Endpoint, starting.Name, starting.Addresses], ['', '', ['10.224.0.99']]);
      const edited = all.objects.find(({ Fields }) => Fields.includes('Priority'));
      assert.deepEqual([edited.Desired, JSON.parse(edited.Actual).Priority], [JSON.stringify(BLOCK.Settings), 65001]);
    }
  });

  it('selects the named node, this computer, or the only node, and rejects an invalid plan', async () => {
    const [{ endpoints: web }] = planOf(['web', ['10.224.0.1'], DESIRED]).nodes as [Plan['nodes'][number]];
    const [{ endpoints: none }] = planOf().nodes as [Plan['nodes'][number]];
    const two = (first: string, second: string) =>
      JSON.stringify({
        nodes: [
          { node: first, endpoints: none },
          { node: second, endpoints: web },
        ],
        issues: [],
      });
    const bad = (plan: unknown) => ({ command: 'Compare-HnsPolicyAcl -Desired $data', data: JSON.stringify(plan) });
    for (const on of ENGINES) {
      const { hns } = node(DESIRED);
      const { given } = await session(hns, on, [
        { command: 'Compare-HnsPolicyAcl -Desired $data -Node win2', data: two('win1', 'WIN2') },
        { command: 'Compare-HnsPolicyAcl -Desired $data.Replace("HERE", [Environment]::MachineName)', data: two('win1', 'HERE') },
        { command: 'Compare-HnsPolicyAcl -Desired $data -Node win1 | ForEach-Object Difference', data: two('win1', 'win2') },
        { command: 'Compare-HnsPolicyAcl -Desired $data', data: two('win1', 'win2') },
        { command: 'Compare-HnsPolicyAcl -Desired $data -Node win3', data: two('win1', 'win2') },
        bad({ nodes: [], issues: [] }),
        bad({ kind: 'Pod' }),
        bad([]),
        bad({ nodes: [{ node: 'win1', endpoints: [{ namespace: 'demo', pod: 'web', policies: [] }] }] }),
        bad({ nodes: [{ node: 'win1', endpoints: [{ ...web[0], policies: [FOREIGN[0]] }] }] }),
        { command: `Compare-HnsPolicyAcl -Plan '${join(work, 'none.json')}'` },
        { command: 'Compare-HnsPolicyAcl -Desired $data', data: '{"nodes":' },
      ]);
      const errors = given.map(answer => answer.errors.map(({ id }) => id.split(',')[0]).join());
      const clean = ['', '', '', 'NodeNotFound', 'NodeNotFound', '', ...Array(4).fill('NotAPlan')];
      assert.deepEqual(errors.slice(0, 10), clean);
      assert.deepEqual(errors.slice(11), ['NotAPlan']);
      assert.match(given[10]!.errors[0]!.message, /none\.json/);
      assert.deepEqual(given[0]!.objects, []);
      assert.deepEqual(given[1]!.objects, []);
      assert.deepEqual(given[2]!.objects, ['Extra', 'Extra', 'Extra']);
      assert.match(given[3]!.errors[0]!.message, /only: win1, win2/);
      assert.equal(given[5]!.objects.length, 3);
      assert.match(given[8]!.errors[0]!.message, /an endpoint has no "ipAddresses"/);
    }
  });

  it('compares with the better of two pods that have the same address', async () => {
    const plan = planOf(['ending', ['10.224.0.1'], [BLOCK]], ['staying', ['10.224.0.1'], DESIRED]);
    for (const on of ENGINES) {
      const { hns } = node(DESIRED);
      const { given } = await session(hns, on, [
        { command: 'Compare-HnsPolicyAcl -Desired $data', data: JSON.stringify(plan) },
        {
          command: 'Compare-HnsPolicyAcl -Desired $data',
          data: JSON.stringify(plan),
          before: () => hns.setPolicies(hns.endpoints()[0]!.id, [GRANT, OPEN]),
        },
      ]);
      assert.deepEqual(given[0]!.objects, []);
      assert.deepEqual(differences(given[1]!), [['Missing', 'demo/staying', BLOCK.Settings.Id, '']]);
    }
  });
});
