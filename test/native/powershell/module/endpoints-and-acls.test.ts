import assert from 'node:assert/strict';
import { acl } from '../../../../src/hns/acl/acl.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import { STRICT } from '../../../../src/simulator/hns/switches.ts';
import { FOREIGN } from '../../../agent/foreign.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELLS } from '../run.ts';
import { ENGINES, type Given, session } from './module.ts';

const guid = (digit: number) => `0000000${digit}-aaaa-4bbb-8ccc-0123456789ab`;
const NETWORK = guid(1);
const NAT = guid(2);
const SERVER = guid(3);
const CLIENT = guid(4);
const REMOTE = guid(5);
const DETACHED = guid(6);
const NAMESPACE = guid(7);

const OURS = [
  acl({ direction: 'Out', action: 'Allow', priority: 65000 }, 'default'),
  acl({ direction: 'In', action: 'Block', priority: 65000 }, 'default'),
  acl(
    { direction: 'In', action: 'Allow', priority: 1000, addresses: '10.224.0.71,10.1.0.0/16', protocol: 'TCP', ports: '80,8000-8080' },
    'demo/p',
  ),
  acl({ direction: 'In', action: 'Allow' }, 'host'),
];

function node(options: ConstructorParameters<typeof SimulatedHns>[0] = {}): SimulatedHns {
  const hns = new SimulatedHns(options);
  hns.addNetwork({ id: NETWORK, name: 'azure' });
  hns.addNetwork({ id: NAT, name: 'nat', type: 'NAT' });
  hns.addNamespace({ id: NAMESPACE });
  hns.addEndpoint({ id: SERVER, network: NETWORK, namespace: NAMESPACE, name: 'server', ips: ['10.224.0.72', 'fd00::72'] });
  hns.setPolicies(SERVER, [...FOREIGN, ...OURS]);
  hns.addEndpoint({ id: CLIENT, network: NAT, name: 'client', ips: ['10.224.0.71'], state: 'Attached' });
  hns.addEndpoint({ id: REMOTE, network: NETWORK, name: 'remote', ips: ['10.224.9.1'], flags: 1 });
  hns.addEndpoint({ id: DETACHED, network: NETWORK, name: 'detached', ips: ['10.224.0.73'], state: 'Detached', policies: OURS });
  return hns;
}

const idsOf = ({ objects }: Given) => objects.map(({ Id }) => String(Id).toLowerCase());
const errorsOf = ({ errors }: Given) => errors.map(({ id }) => id);

describe('PowerShell module: endpoints and their ACLs', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  for (const [what, options] of Object.entries({
    'in the default positions': {},
    'that returns the state, GUIDs in upper case and normalised ACLs': {
      switches: { stateInV2: 'present', guidCase: 'upper', readBack: 'normalised' } as const,
    },
  }))
    it(`are listed on an HNS ${what}, by every PowerShell`, async () => {
      for (const on of POWERSHELLS) {
        const hns = node(options);
        const { given } = await session(hns, on, [
          { command: 'Get-HnsPolicyEndpoint' },
          { command: 'Get-HnsPolicyEndpoint -All' },
          { command: `Get-HnsPolicyEndpoint -Id ${CLIENT.toUpperCase()}` },
          { command: 'Get-HnsPolicyEndpoint -IpAddress 10.224.0.71, FD00:0::0072' },
          { command: `Get-HnsPolicyEndpoint -Id ${CLIENT}, ${guid(9)}` },
          { command: 'Get-HnsPolicyEndpoint -IpAddress 10.224.0.72, 10.224.0.99' },
          { command: 'Get-HnsPolicyEndpoint -IpAddress pod' },
          { command: `Get-HnsPolicyEndpoint -IpAddress 10.224.0.73` },
          { command: 'Get-HnsPolicyEndpoint | Out-String -Width 200; Get-HnsPolicyAcl | Out-String -Width 200' },
        ]);
        const [all, everything, byId, byAddress, oneMissing, oneUnknown, noAddress, detached, shown] = given;
        const [server, client] = all.objects;
        const isUpper = options.switches?.guidCase === 'upper';
        assert.deepEqual(server, {
          Id: isUpper ? SERVER.toUpperCase() : SERVER,
          Name: 'server',
          Addresses: ['10.224.0.72', 'fd00::72'],
          State: 'AttachedSharing',
          Network: 'azure',
          NetworkType: 'L2Bridge',
          NetworkId: isUpper ? NETWORK.toUpperCase() : NETWORK,
          Namespace: isUpper ? NAMESPACE.toUpperCase() : NAMESPACE,
          Remote: false,
          OurAcls: 4,
          OtherAcls: 5,
        });
        assert.deepEqual(
          [client.State, client.NetworkType, client.Addresses, client.Namespace, client.OurAcls, client.OtherAcls],
          ['Attached', 'NAT', ['10.224.0.71'], '', 0, 0],
        );
        assert.deepEqual(idsOf(all), [SERVER, CLIENT]);
        assert.deepEqual(
          everything.objects.map(({ Id, State, Remote, OurAcls }) => [Id.toLowerCase(), State, Remote, OurAcls]),
          [
            [SERVER, 'AttachedSharing', false, 4],
            [CLIENT, 'Attached', false, 0],
            [REMOTE, 'AttachedSharing', true, 0],
            [DETACHED, 'Detached', false, 4],
          ],
        );
        assert.deepEqual(idsOf(byId), [CLIENT]);
        assert.deepEqual(idsOf(byAddress), [SERVER, CLIENT]);
        assert.deepEqual([idsOf(oneMissing), errorsOf(oneMissing)], [[CLIENT], ['EndpointNotFound,Get-HnsPolicyEndpoint']]);
        assert.deepEqual([idsOf(oneUnknown), errorsOf(oneUnknown)], [[SERVER], ['EndpointNotFound,Get-HnsPolicyEndpoint']]);
        assert.deepEqual([idsOf(noAddress), errorsOf(noAddress)], [[], ['NotAnAddress,Get-HnsPolicyEndpoint']]);
        assert.match(noAddress.errors[0]!.message, /'pod'/);
        assert.match(
          shown.objects[0],
          new RegExp(`Id +Addresses +State .*\\r?\\n.*\\r?\\n${SERVER} +10\\.224\\.0\\.72, fd00::72 +AttachedSharing`, 'i'),
        );
        assert.match(shown.objects[1], /In +Switch +1000 Allow +TCP +80,8000-8080 +10/);
        assert.deepEqual([idsOf(detached), errorsOf(detached)], [[], ['EndpointNotFound,Get-HnsPolicyEndpoint']]);
        assert.deepEqual(hns.writes, []);
      }
    });

  it('are listed with their ACLs in the order in which HNS evaluates them', async () => {
    for (const on of POWERSHELLS) {
      const hns = node();
      const { given } = await session(hns, on, [
        { command: `Get-HnsPolicyAcl ${SERVER}` },
        { command: 'Get-HnsPolicyEndpoint | Get-HnsPolicyAcl' },
        { command: 'Get-HnsPolicyAcl' },
        { command: 'Get-HnsPolicyEndpoint -IpAddress 10.224.0.99 -ErrorAction SilentlyContinue | Get-HnsPolicyAcl' },
        { command: `Get-HnsPolicyAcl ${guid(9)}, ${DETACHED}` },
      ]);
      const [acls, piped, all, nothing, notLive] = given;
      assert.deepEqual(
        acls.objects.map(({ Direction, RuleType, Priority, Action, Protocol, Ours }) => [
          Direction,
          RuleType,
          Priority,
          Action,
          Protocol,
          Ours,
        ]),
        [
          ['In', 'Switch', 1000, 'Allow', 'TCP', true],
          ['In', 'Switch', 65000, 'Block', 'Any', true],
          ['In', 'Switch', 65499, 'Allow', 'Any', false],
          ['In', 'Host', 0, 'Allow', 'Any', false],
          ['In', 'Host', 0, 'Allow', 'Any', true],
          ['Out', 'Switch', 200, 'Block', 'TCP', false],
          ['Out', 'Switch', 65000, 'Allow', 'Any', true],
          ['Out', 'Switch', 65499, 'Allow', 'Any', false],
          ['Out', 'Host', 0, 'Allow', 'Any', false],
        ],
      );
      assert.deepEqual(acls.objects[0], {
        Endpoint: SERVER,
        Id: OURS[2]!.Settings.Id,
        Ours: true,
        Direction: 'In',
        Priority: 1000,
        Action: 'Allow',
        Protocol: 'TCP',
        LocalAddresses: [],
        RemoteAddresses: ['10.224.0.71', '10.1.0.0/16'],
        Ports: '80,8000-8080',
        SourcePorts: '',
        RuleType: 'Switch',
        Settings: JSON.stringify(OURS[2]!.Settings),
      });
      assert.deepEqual([acls.objects[5].Ports, acls.objects[5].RemoteAddresses, acls.objects[5].Id], ['80', ['168.63.129.16/32'], '']);
      assert.deepEqual(piped.objects, acls.objects);
      assert.deepEqual(all.objects, acls.objects);
      assert.deepEqual([nothing.objects, nothing.errors], [[], []]);
      assert.deepEqual([notLive.objects.length, errorsOf(notLive)], [4, ['EndpointNotFound,Get-HnsPolicyAcl']]);
      assert.deepEqual(hns.writes, []);
    }
  });

  it('cause one error each if they cannot be read, and none if they are deleted meanwhile', async () => {
    for (const on of ENGINES) {
      const hns = node();
      const unreadable: typeof hns.serve = async (name, target, document) => {
        const answer = await hns.serve(name, target, document);
        if (name === 'HcnOpenEndpoint' && target.toLowerCase() === SERVER) return { hresult: 0x80070005, result: '', record: '' };
        return name === 'HcnOpenEndpoint' && target.toLowerCase() === CLIENT ? { hresult: 0x803b0002, result: '', record: '' } : answer;
      };
      const { given } = await session({ serve: unreadable }, on, [
        { command: 'Get-HnsPolicyEndpoint -All' },
        { command: `Get-HnsPolicyAcl ${SERVER}, ${DETACHED}` },
        { command: 'try { Get-HnsPolicyEndpoint -ErrorAction Stop } catch { $_ }' },
      ]);
      const [endpoints, acls, stopped] = given;
      assert.deepEqual([idsOf(endpoints), errorsOf(endpoints)], [[REMOTE, DETACHED], ['HnsCallFailed,Get-HnsPolicyEndpoint']]);
      assert.match(endpoints.errors[0]!.message, /HcnOpenEndpoint failed: 0x80070005 E_ACCESSDENIED/);
      assert.deepEqual([acls.objects.length, errorsOf(acls)], [4, ['HnsCallFailed,Get-HnsPolicyAcl']]);
      assert.deepEqual([stopped.objects.length, stopped.errors.length], [0, 1]);
    }
  });

  it('cause one clear error if HNS is stopped, which ends only the statement', async () => {
    for (const on of ENGINES) {
      const hns = node({ switches: { ...STRICT, access: 'denied' } });
      const { given } = await session(hns, on, [
        { command: `Get-HnsPolicyEndpoint; 'the rest'` },
        { command: `Get-HnsPolicyAcl; 'the rest'` },
        { command: `Compare-HnsPolicyAcl -Desired '{"nodes":[]}'; 'the rest'` },
        { command: `Test-HnsPolicyConnection 10.224.0.71 10.224.0.72 80; 'the rest'` },
        { command: `Remove-HnsPolicyAcl -Confirm:$false; 'the rest'` },
      ]);
      for (const { objects, errors } of given) {
        assert.deepEqual(objects, ['the rest']);
        assert.equal(errors.length, 1);
        assert.match(errors[0]!.message, /^HcnEnumerateEndpoints failed: 0x80070005 E_ACCESSDENIED$/);
      }
    }
  });
});
