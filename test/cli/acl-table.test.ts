import assert from 'node:assert/strict';
import { aclTable } from '../../src/cli/acl-table.ts';
import type { EndpointPolicy } from '../../src/hns/document/schema.ts';

const acl = (settings: Record<string, unknown>): EndpointPolicy => ({ Type: 'ACL', Settings: settings });
const ours = (settings: Record<string, unknown>): EndpointPolicy => acl({ Id: 'hns-policy-agent.x', RuleType: 'Switch', ...settings });
const plain = { color: false };
const ESCAPE = '\u001b[';

describe('cli/acl-table', () => {
  it('is empty for an endpoint without policies', () => {
    assert.deepEqual(aclTable([], plain), []);
  });

  it('shows ACLs in HNS order and marks foreign ones', () => {
    const table = aclTable(
      [
        { Type: 'OutBoundNAT', Settings: {} },
        ours({ Action: 'Block', Direction: 'In', Priority: 65000 }),
        ours({ Action: 'Allow', Direction: 'Out', Priority: 65000 }),
        acl({ Action: 'Block', Direction: 'Out', RemoteAddresses: '168.63.129.16', RemotePorts: '80', Protocols: '6', Priority: 200 }),
        ours({ Action: 'Allow', Direction: 'In', Priority: 1000, Protocols: '17', RemoteAddresses: '10.0.0.1', LocalPorts: '53,100-200' }),
        ours({ Action: 'Allow', Direction: 'In', RuleType: 'Host' }),
        { Type: 'SDNRoute', Settings: {} },
        { Type: 'SDNRoute' },
      ],
      plain,
    );
    assert.deepEqual(table, [
      'DIRECTION  PRIORITY  ACTION  PROTOCOL  PEERS          PORTS        ID',
      'In         1000      Allow   UDP       10.0.0.1       53, 100-200  hns-policy-agent.x',
      'In         65000     Block   any       any            any          hns-policy-agent.x',
      'In (Host)  -         Allow   any       any            any          hns-policy-agent.x',
      'Out        200       Block   TCP       168.63.129.16  80           - (foreign)',
      'Out        65000     Allow   any       any            any          hns-policy-agent.x',
      'foreign: OutBoundNAT, SDNRoute x 2',
    ]);
  });

  it('counts the rest of a long list', () => {
    const peers = (count: number): string => {
      const list = Array.from({ length: count }, (_, index) => `10.0.0.${index}`).join(',');
      return aclTable([ours({ Action: 'Allow', Direction: 'In', Priority: 1, RemoteAddresses: list })], plain)[1]!;
    };
    assert.match(peers(4), /10\.0\.0\.0, 10\.0\.0\.1, 10\.0\.0\.2, 10\.0\.0\.3 {2}any/);
    assert.match(peers(17), /10\.0\.0\.0, 10\.0\.0\.1, 10\.0\.0\.2 and 14 more {2}any/);
  });

  it('shows restrictions of a foreign ACL that own ACLs never have', () => {
    const [, row] = aclTable(
      [acl({ Id: 'cni', Action: 'Allow', Direction: 'In', LocalAddresses: '10.0.0.9', RemotePorts: '53', Protocols: 17, Priority: 5 })],
      plain,
    );
    assert.match(row!, /^In +5 +Allow +UDP +any \(local 10\.0\.0\.9\) +any \(remote 53\) +cni \(foreign\)$/);
  });

  it('survives policies of any shape', () => {
    assert.equal(aclTable([{ Type: 'ACL' }, { Type: 'ACL', Settings: 'x' }, acl({ Priority: 'high', Protocols: [6] })], plain).length, 4);
  });

  it('colours allow, block and foreign ACLs on request', () => {
    const policies = [
      ours({ Action: 'Allow', Direction: 'In', Priority: 1 }),
      ours({ Action: 'Block', Direction: 'In', Priority: 2 }),
      acl({ Action: 'Block', Direction: 'In', Priority: 3 }),
    ];
    const colors = aclTable(policies, { color: true }).map(line => line.split(ESCAPE)[1]?.split('m')[0]);
    assert.deepEqual(colors, ['1', '32', '31', '2']);
    assert.ok(aclTable(policies, plain).every(line => !line.includes(ESCAPE)));
  });
});
