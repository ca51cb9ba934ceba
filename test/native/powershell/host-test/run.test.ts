import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RECOMMENDED_SWITCHES } from '../../../../src/hns/node/hns-switches.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import { HOST_QUESTIONS } from '../../../../src/simulator/hns/host-questions.ts';
import { readHostReport } from '../../../../src/simulator/hns/host-report.ts';
import { needs } from '../../../needs.ts';
import { ROOT } from '../../part.ts';
import { POWERSHELL_7, POWERSHELLS } from '../run.ts';
import { left, node, PROBE, selfTests } from './self-test.ts';

interface Created {
  readonly Name: string;
  readonly Policies: readonly unknown[];
  readonly Flags: number;
  readonly Type: string;
}

/** Documents of the objects that callers created, in order. */
function created(hns: SimulatedHns, kind: 'Network' | 'Endpoint'): readonly Created[] {
  return hns.calls.filter(({ name }) => name === `HcnCreate${kind}`).map(({ document }) => JSON.parse(document));
}

const RECORDED = join(ROOT, 'test/native/powershell/diagnostics/fixtures/node');
const QUICK = '-AclCount 1';

for (const shell of POWERSHELLS) {
  describe(`Test-HnsPolicyHost on ${shell.name}`, function () {
    // The first run builds native parts, which may take minutes.
    this.timeout(0);
    before(function () {
      needs(this, 'dotnet');
    });

    it('prints the planned objects with -WhatIf, without a call to HNS', async () => {
      const hns = node();
      const [run] = await selfTests(shell, [{ hns, parameters: '-WhatIf' }]);
      const targets = [...run!.shown.matchAll(/What if: Performing the operation "Create, use and remove" on target "(.*)"\./g)];
      const tag = /hns-policy-selftest-[0-9a-f]{8}/.exec(run!.shown)![0];
      assert.deepEqual(
        targets.map(([, target]) => target),
        [
          `network ${tag} (L2Bridge, 198.18.254.0/24)`,
          `two namespaces for ${tag}`,
          `endpoint ${tag}-a (198.18.254.10)`,
          `endpoint ${tag}-b (198.18.254.11)`,
          `load balancer of ${tag}-b (198.51.100.200)`,
        ],
      );
      assert.deepEqual([run!.objects, run!.errors, run!.file, hns.calls], [[], [], undefined, []]);
    });

    it('records the switches of HNS', async () => {
      const hns = node();
      const path = join(await mkdtemp(join(tmpdir(), 'host-test-')), 'report.json');
      const command =
        `$env:HNS_POLICY_RECORDINGS = '${RECORDED}'; Test-HnsPolicyHost -Path '${path}' -Confirm:$false -Probe ${PROBE} ${QUICK} | Out-Null; ` +
        'Remove-Item Env:HNS_POLICY_RECORDINGS';
      const [run] = await selfTests(shell, [{ hns, command }]);
      assert.deepEqual(run!.errors, []);
      const text = readFileSync(path, 'utf8');
      assert.deepEqual(readHostReport(text).surprises, []);
      const { registry } = JSON.parse(text);
      const names = (key: string) => Object.entries(registry[key]).flatMap(([name, value]) => (value === 1 ? [name] : []));
      for (const [key, expected] of Object.entries(RECOMMENDED_SWITCHES)) assert.deepEqual(names(key), expected);
      assert.deepEqual(registry['FeatureManagement\\Overrides'], { 2629306509: 1 });
    });

    it('returns the report that it writes', async () => {
      const hns = node();
      const [run] = await selfTests(shell, [{ hns, parameters: QUICK }]);
      assert.deepEqual(run!.errors, []);
      assert.deepEqual(run!.objects, [JSON.parse(run!.file!)]);
      const { created: at, network, leftBehind, registry } = JSON.parse(run!.file!);
      const unread = { 'hns\\State': null, 'VfpExt\\Parameters': null, 'FeatureManagement\\Overrides': null };
      assert.deepEqual(registry, unread, 'this machine has no reg.exe');
      assert.match(at, /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.deepEqual([network, leftBehind], [{ type: 'L2Bridge', subnet: '198.18.254.0/24', attached: true }, []]);
    });

    it('keeps requests and responses as evidence, and only both ends of a long request', async () => {
      const hns = node();
      const [run] = await selfTests(shell, [{ hns, parameters: '-AclCount 100' }]);
      const evidence = new Map(
        JSON.parse(run!.file!).questions.map((entry: { id: string; evidence: string }) => [entry.id, entry.evidence]),
      );
      const any = evidence.get('address-any') as string;
      assert.match(any, /"RemoteAddresses":"Any".* -> HcnModifyEndpoint: 0x803b000d HCN_E_INVALID_POLICY \{"Success":false/);
      const count = evidence.get('acl-count') as string;
      assert.match(count, / \.\.\.\(\d+ characters\)\.\.\. /);
      assert.match(count, /^100 ACLs: \d+ ms$/m);
      assert.match(evidence.get('no-match') as string, /^probe Connect 198\.18\.254\.10 -> 198\.18\.254\.11:18079 -> arrived$/m);
    });
  });
}

describe('Test-HnsPolicyHost: its objects and foreign ones', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('creates one network that is not persistent, on the adapter of the existing one', async () => {
    const hns = node();
    await selfTests(POWERSHELL_7, [{ hns, parameters: QUICK }]);
    const [network, ...more] = created(hns, 'Network');
    assert.deepEqual(more, []);
    assert.deepEqual(network!.Policies, [{ Type: 'NetAdapterName', Settings: { NetworkAdapterName: 'Ethernet 2' } }]);
    assert.deepEqual([network!.Flags, network!.Type], [8, 'L2Bridge']);
    assert.match(network!.Name, /^hns-policy-selftest-[0-9a-f]{8}$/);
    for (const { Name } of created(hns, 'Endpoint')) assert.ok(Name === `${network!.Name}-a` || Name === `${network!.Name}-b`);
  });

  it('takes adapter, subnet and type from its parameters', async () => {
    const hns = node();
    const parameters = `${QUICK} -NetworkAdapterName 'vEthernet (x)' -Subnet 192.0.2.0/24`;
    const nat = node();
    const [run] = await selfTests(POWERSHELL_7, [
      { hns, parameters },
      { hns: nat, parameters: `${QUICK} -NetworkType NAT` },
    ]);
    assert.equal(JSON.parse(run!.file!).network.subnet, '192.0.2.0/24');
    assert.deepEqual(created(hns, 'Network')[0]!.Policies, [{ Type: 'NetAdapterName', Settings: { NetworkAdapterName: 'vEthernet (x)' } }]);
    assert.deepEqual(created(nat, 'Network')[0]!.Policies, []);
  });

  it('creates a new switch on an adapter only on request', async () => {
    const bare = new SimulatedHns();
    bare.addNetwork({ name: 'nat', type: 'NAT', subnets: ['172.20.0.0/16'] });
    const [refused, nat, allowed] = await selfTests(POWERSHELL_7, [
      { hns: bare, parameters: QUICK },
      { hns: bare, parameters: `${QUICK} -NetworkType NAT` },
      { hns: bare, parameters: `${QUICK} -AllowNewSwitch` },
    ]);
    assert.match(refused!.errors[0]!.message, /no network on an adapter yet.*-NetworkType NAT or -AllowNewSwitch/);
    assert.deepEqual([refused!.file, nat!.errors, allowed!.errors], [undefined, [], []]);
    assert.equal(created(bare, 'Network').length, 2);
  });

  it('uses no address of the host’s networks', async () => {
    const hns = node();
    hns.addNetwork({ name: 'lab', subnets: ['10.0.0.0/8', '198.16.0.0/14', 'fd00::/64'] });
    const stale = node();
    stale.addNetwork({ name: 'hns-policy-selftest-00000000', subnets: ['198.18.254.0/24'] });
    const [run, second, third] = await selfTests(POWERSHELL_7, [
      { hns, parameters: QUICK },
      { hns: stale, parameters: QUICK },
      { hns, parameters: `${QUICK} -Subnet 192.0.2.0/24` },
    ]);
    assert.match(
      run!.errors[0]!.message,
      /'lab' uses 198\.16\.0\.0\/14, which overlaps the self-test's subnet 198\.18\.254\.0\/24: choose another with -Subnet/,
    );
    assert.match(second!.errors[0]!.message, /an earlier run left it behind\. Remove it with -RemoveLeftover/);
    assert.deepEqual(third!.errors, []);
  });

  it('removes only objects with its name on request', async () => {
    const hns = node();
    const network = hns.addNetwork({
      id: '5e1f7e57-0000-4000-8000-000000000001',
      name: 'hns-policy-selftest-00000000',
      subnets: ['198.18.254.0/24'],
    });
    const namespace = hns.addNamespace({ id: '5e1f7e57-0000-4000-8000-000000000002' });
    hns.addEndpoint({
      id: '5e1f7e57-0000-4000-8000-000000000003',
      name: 'hns-policy-selftest-00000000-a',
      network,
      namespace,
      ips: ['198.18.254.10'],
    });
    const [run] = await selfTests(POWERSHELL_7, [{ hns, command: 'Test-HnsPolicyHost -RemoveLeftover -Confirm:$false' }]);
    assert.deepEqual(run!.errors, []);
    assert.deepEqual(
      run!.objects.map(({ Kind, Name }) => [Kind, Name]),
      [
        ['Endpoint', 'hns-policy-selftest-00000000-a'],
        ['Namespace', ''],
        ['Network', 'hns-policy-selftest-00000000'],
      ],
    );
    assert.deepEqual(left(hns), []);
  });

  it('asks exactly the questions of the simulator and the documentation', async () => {
    const hns = node();
    const [run] = await selfTests(POWERSHELL_7, [
      { hns, command: '& (Get-Module HnsPolicy) { Get-HostTestQuestion | Select-Object -Property Id }' },
    ]);
    const table = run!.objects.map(({ Id }) => Id);
    assert.deepEqual(table, Object.keys(HOST_QUESTIONS));
    const page = readFileSync(join(ROOT, 'docs/real-host.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, id]) => id);
    assert.deepEqual(rows.sort(), [...table].sort());
  });
});
