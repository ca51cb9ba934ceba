import assert from 'node:assert/strict';
import { acl } from '../../../../src/hns/acl/acl.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import type { Policy } from '../../../../src/simulator/hns/records.ts';
import { SWITCHES, type Switches } from '../../../../src/simulator/hns/switches.ts';
import { FOREIGN } from '../../../agent/foreign.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELLS } from '../run.ts';
import { ENGINES, session } from './module.ts';

const OURS = [
  acl({ direction: 'In', action: 'Allow', priority: 1000, addresses: '10.1.0.0/16', protocol: 'TCP', ports: '80' }, 'demo/p'),
  acl({ direction: 'In', action: 'Block', priority: 65000 }, 'default'),
  acl({ direction: 'Out', action: 'Allow', priority: 65000 }, 'default'),
];
const IDS = OURS.map(policy => policy.Settings.Id);
const OTHERS: Readonly<Record<string, readonly Policy[]>> = {
  'no foreign policy': [],
  'policies of a CNI plugin': FOREIGN,
  'no foreign ACL, but another foreign policy': FOREIGN.slice(0, 1),
  'a foreign ACL with a similar Id': [
    { Type: 'ACL', Settings: { Id: 'Hns-policy-agent.x', Action: 'Allow', Direction: 'In', Priority: 5 } },
  ],
};

interface Node {
  readonly hns: SimulatedHns;
  readonly network: string;
}

function node(switches: Partial<Switches> = {}): Node {
  const hns = new SimulatedHns({ switches });
  return { hns, network: hns.addNetwork({ name: 'azure' }) };
}

function endpoint({ hns, network }: Node, ip: string, others: readonly Policy[], ours: readonly Policy[] = OURS): string {
  const id = hns.addEndpoint({ network, ips: [ip], policies: others });
  // The agent's ACLs are between foreign ones, as after manual edits.
  hns.setPolicies(id, [...others.slice(0, 1), ...ours, ...others.slice(1)]);
  return id;
}

/** Number of Updates. A caller cannot know in advance if HNS keeps ACLs because the request has none. */
function updates({ updateReplaces }: Partial<Switches>, others: readonly Policy[]): number {
  return updateReplaces === 'sentTypes' && others.length > 0 && !others.some(({ Type }) => Type === 'ACL') ? 2 : 1;
}

describe('PowerShell module: Remove-HnsPolicyAcl', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('removes only the agent’s ACLs, in one Update, in every position of the switches', async () => {
    const positions = SWITCHES.updateReplaces.flatMap(updateReplaces =>
      SWITCHES.emptyUpdate.flatMap(emptyUpdate => SWITCHES.readBack.map(readBack => ({ updateReplaces, emptyUpdate, readBack }))),
    );
    for (const on of POWERSHELLS) {
      const one = node();
      const { hns } = one;
      const ids = Object.entries(OTHERS).map(([, others], index) => endpoint(one, `10.224.0.${index}`, others));
      const before = ids.map(id => hns.policiesOf(id));
      const { given } = await session(
        hns,
        on,
        positions.map(position => ({
          command: 'Remove-HnsPolicyAcl -Confirm:$false',
          before: () => {
            for (const [index, id] of ids.entries()) hns.setPolicies(id, before[index]!);
            hns.configure(position);
            hns.forgetCalls();
          },
          after: () => {
            for (const [index, others] of Object.values(OTHERS).entries()) {
              const label = `${JSON.stringify(position)}, ${Object.keys(OTHERS)[index]}`;
              // An Update may move replaced policies behind the kept ones.
              assert.deepEqual(sorted(hns.policiesOf(ids[index]!)), sorted(others), label);
              const sent = hns.writes.filter(({ id }) => id.toLowerCase() === ids[index]);
              assert.equal(sent.length, updates(position, others), label);
            }
          },
        })),
      );
      for (const { objects, errors } of given) {
        assert.deepEqual(errors, []);
        assert.deepEqual(
          new Set(objects.map(({ Addresses, Removed, Kept }) => JSON.stringify([Addresses, [...Removed].sort(), Kept]))),
          new Set(Object.values(OTHERS).map((others, index) => JSON.stringify([[`10.224.0.${index}`], [...IDS].sort(), others.length]))),
        );
      }
    }
  });

  it('asks first, names the ACLs, skips endpoints without ACLs of the agent, and accepts endpoints from the pipeline', async () => {
    for (const on of ENGINES) {
      const one = node();
      const { hns } = one;
      const [server, stopped] = [endpoint(one, '10.224.0.1', FOREIGN), endpoint(one, '10.224.0.2', [])];
      endpoint(one, '10.224.0.3', FOREIGN, []);
      hns.setState(stopped, 'Created');
      const untouched = () => assert.deepEqual(hns.writes, []);
      const { given, shown } = await session(hns, on, [
        { command: 'Remove-HnsPolicyAcl', after: untouched },
        { command: 'Remove-HnsPolicyAcl -WhatIf', after: untouched },
        {
          command: 'Get-HnsPolicyEndpoint -IpAddress 10.224.0.9 -ErrorAction Ignore | Remove-HnsPolicyAcl -Confirm:$false',
          after: untouched,
        },
        { command: 'Get-HnsPolicyEndpoint | Remove-HnsPolicyAcl -Confirm:$false' },
        { command: 'Remove-HnsPolicyAcl -Confirm:$false' },
        { command: 'Remove-HnsPolicyAcl -Confirm:$false; Get-HnsPolicyEndpoint -All | Where-Object { $_.OurAcls }' },
        { command: 'Remove-HnsPolicyAcl -Endpoint 00000000-0000-0000-0000-000000000000 -Confirm:$false' },
      ]);
      const [asked, whatIf, nobody, live, rest, again, missing] = given;
      assert.deepEqual(asked.objects, []);
      assert.ok(asked.errors.length > 0, 'the session is not interactive');
      assert.deepEqual([whatIf.objects, whatIf.errors], [[], []]);
      for (const id of [server, stopped, ...IDS]) assert.ok(shown.replaceAll(/\r?\n/g, '').includes(id), `${id} in: ${shown}`);
      assert.equal(shown.match(/What if/g)?.length, 2);
      assert.deepEqual([nobody.objects, nobody.errors], [[], []]);
      assert.deepEqual(
        live.objects.map(object => object.Endpoint),
        [server],
      );
      assert.deepEqual(live.objects[0], {
        Endpoint: server,
        Name: hns.endpoint(server)!.name,
        Addresses: ['10.224.0.1'],
        Removed: live.objects[0].Removed,
        Kept: FOREIGN.length,
      });
      assert.deepEqual(
        rest.objects.map(object => [object.Endpoint, object.Kept]),
        [[stopped, 0]],
      );
      assert.deepEqual([again.objects, again.errors], [[], []]);
      assert.deepEqual(
        missing.errors.map(({ id }) => id),
        ['EndpointNotFound,Remove-HnsPolicyAcl'],
      );
      assert.deepEqual(
        hns.writes.map(({ id }) => id.toLowerCase()),
        [server, stopped],
      );
    }
  });

  it('continues after a failing endpoint, and reports success without effect and lost foreign policies as failures', async () => {
    for (const on of ENGINES) {
      const one = node();
      const { hns } = one;
      const ids = [1, 2, 3, 4].map(digit => endpoint(one, `10.224.0.${digit}`, FOREIGN)) as [string, string, string, string];
      const [refused, ignored, losing, good] = ids;
      const handles = new Map<string, string>();
      const serve: typeof hns.serve = async (name, target, document) => {
        const id = handles.get(target);
        if (name === 'HcnModifyEndpoint' && id === refused) return { hresult: 0x803b000d, result: '', record: '' };
        if (name === 'HcnModifyEndpoint' && id === ignored) return { hresult: 0, result: '', record: '' };
        const answer = await hns.serve(name, target, document);
        if (name === 'HcnOpenEndpoint') handles.set(answer.result, target.toLowerCase());
        if (name === 'HcnModifyEndpoint' && id === losing) hns.setPolicies(losing, FOREIGN.slice(1));
        return answer;
      };
      const { given } = await session({ serve }, on, [
        { command: `Remove-HnsPolicyAcl ${ids.join(', ')} -Confirm:$false` },
        { command: 'try { Remove-HnsPolicyAcl -Confirm:$false -ErrorAction Stop } catch { $_ }' },
      ]);
      const [all, stopped] = given;
      assert.deepEqual(
        all.objects.map(object => object.Endpoint),
        [good],
      );
      assert.deepEqual(
        all.errors.map(({ id }) => id.split(',')[0]),
        ['HnsCallFailed', 'AclsKept', 'PolicyLost'],
      );
      assert.match(all.errors[0]!.message, /HcnModifyEndpoint failed: 0x803b000d HCN_E_INVALID_POLICY/);
      assert.match(all.errors[1]!.message, new RegExp(`endpoint ${ignored} still has ACLs of the agent`));
      assert.match(all.errors[2]!.message, new RegExp(`endpoint ${losing} has lost a policy of type OutBoundNAT`));
      assert.equal(stopped.errors.length, 1);
      assert.deepEqual(hns.policiesOf(good), FOREIGN);
    }
  });
});

function sorted(policies: readonly Policy[]): string[] {
  return policies.map(policy => JSON.stringify(policy)).sort();
}
