import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packet } from '../../../src/simulator/hns/fabric.ts';
import type { NativeFunction } from '../../../src/simulator/hns/native.ts';
import { modifyDocument, TestNode } from './node.ts';

const anyAddress = fc.tuple(fc.constantFrom('10.0.0.', '10.224.0.'), fc.nat(3)).map(([net, host]) => `${net}${host + 70}`);
const anyBlock = fc.tuple(anyAddress, fc.constantFrom('', '/32', '/31', '/24', '/8')).map(([address, prefix]) => address + prefix);
const anyList = fc.option(
  fc.array(anyBlock, { maxLength: 3 }).map(list => list.join(',')),
  { nil: undefined },
);
const anyPorts = fc.option(fc.constantFrom('80', '80-82', '81,443', ''), { nil: undefined });

/** HNS accepts all of them unchanged. */
const anyAcl = fc
  .record({
    Action: fc.constantFrom('Allow', 'Block'),
    Direction: fc.constantFrom('In', 'Out'),
    Priority: fc.integer({ min: 1, max: 20 }),
    RuleType: fc.option(fc.constant('Switch'), { nil: undefined }),
    Protocols: fc.constantFrom('6', '17'),
    LocalAddresses: anyList,
    RemoteAddresses: anyList,
    LocalPorts: anyPorts,
    RemotePorts: anyPorts,
  })
  .map(settings => ({ Type: 'ACL', Settings: JSON.parse(JSON.stringify(settings)) as object }));

const PACKETS = ['10.0.0.70', '10.0.0.71', '10.224.0.72'].flatMap(peer =>
  [80, 82, 443].flatMap(port => (['TCP', 'UDP'] as const).map(protocol => ({ peer, port, protocol }))),
);

describe('simulator/hns on random input', () => {
  it('ACLs keep their meaning when they are read back in another spelling and written again', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAcl, { maxLength: 6 }), async acls => {
        const node = new TestNode({ switches: { readBack: 'normalised' } });
        const copy = node.hns.addEndpoint({ network: node.network, ips: ['10.224.0.90'] });
        await node.update(...(acls.length > 0 ? acls : [{}]));
        node.hns.setPolicies(copy, (await node.endpoint()).Policies);
        for (const { peer, port, protocol } of PACKETS) {
          const flows = [
            ['In', packet(peer, '10.224.0.72', port, protocol)],
            ['Out', packet('10.224.0.72', peer, port, protocol)],
          ] as const;
          for (const [direction, flow] of flows) {
            assert.equal(node.hns.judge(copy, direction, flow).allowed, node.hns.judge(node.pod, direction, flow).allowed);
          }
        }
      }),
    );
  });

  it('every text gets S_OK, or a code and a record that has the same code', () => {
    const word = fc.constantFrom(
      'Policies',
      'Settings',
      'Type',
      'ACL',
      'RequestType',
      'Update',
      'ResourceType',
      'Policy',
      'Filter',
      'Ipams',
      'SchemaVersion',
      '10.0.0.1',
      '',
    );
    const anyText = fc.oneof(
      fc.json(),
      fc.string(),
      fc.dictionary(word, fc.oneof(word, fc.nat(), fc.constant(null), fc.array(word))).map(value => JSON.stringify(value)),
      fc.array(fc.dictionary(word, fc.oneof(word, fc.object()))).map(policies => modifyDocument('Update', policies)),
    );
    const anyCall = fc.constantFrom(
      'HcnEnumerateEndpoints',
      'HcnQueryEndpointProperties',
      'HcnModifyEndpoint',
      'HNSCall',
      'HcnModifyNetwork',
      'HcnModifyNamespace',
      'HcnCreateEndpoint',
      'HcnCreateNetwork',
      'HcnCreateNamespace',
    );
    fc.assert(
      fc.property(anyCall, anyText, (name, text) => {
        const node = new TestNode();
        const id = '00000000-0000-0000-0000-000000000000';
        const ids = { Network: node.network, Endpoint: node.pod, Namespace: node.hns.addNamespace() };
        const open = (kind: keyof typeof ids) => node.hns.answer(`HcnOpen${kind}`, ids[kind], '').result;
        const targets: Partial<Record<NativeFunction, string>> = {
          HNSCall: `POST /endpoints/${node.pod}`,
          HcnModifyNetwork: open('Network'),
          HcnModifyNamespace: open('Namespace'),
          HcnCreateEndpoint: `${open('Network')} ${id}`,
          HcnCreateNetwork: id,
          HcnCreateNamespace: id,
        };
        const { hresult, record } = node.hns.answer(name, targets[name] ?? open('Endpoint'), text);
        assert.equal(hresult === 0, record === '');
        if (hresult !== 0) assert.equal(JSON.parse(record).ErrorCode, hresult);
      }),
      { numRuns: 1000 },
    );
  });

  it('an export that is not simulated is not implemented', () => {
    const { hresult } = new TestNode().hns.answer('HcnDeleteLoadBalancer' as NativeFunction, '', '');
    assert.equal(hresult, 0x80004001);
  });
});
