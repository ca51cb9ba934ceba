import assert from 'node:assert/strict';
import { packet } from '../../../src/simulator/hns/fabric.ts';
import { Rejection } from '../../../src/simulator/hns/hresult.ts';
import { coversTheTable, fact, factAt } from './behaviour-suite.ts';
import { acl, rejected, TestNode } from './node.ts';

const WS2025 = { version: { Major: 15, Minor: 4 } };

function set(id: string, values: string, type: 'IPSET' | 'NESTEDIPSET' | number = 'IPSET') {
  return { Type: 'SetPolicy', Settings: { Id: id, Name: `name of ${id}`, PolicyType: type, Values: values } };
}

async function sets(node: TestNode): Promise<Record<string, string>> {
  const { Policies } = JSON.parse(await node.transport.call('HcnQueryNetworkProperties', node.network, ''));
  return Object.fromEntries(Policies.map((policy: ReturnType<typeof set>) => [policy.Settings.Id, policy.Settings.Values]));
}

describe('simulator/hns: networks and sets', () => {
  factAt('N1', { duplicateSet: 'refuse' }, 'the first set stays', async node => {
    await node.modifyNetwork('Add', set('s', '10.0.0.1'));
    await rejected(node.modifyNetwork('Add', set('s', '10.0.0.2')), 'HCN_E_POLICY_ALREADY_EXISTS');
    assert.deepEqual(await sets(node), { s: '10.0.0.1' });
  });
  factAt('N1', { duplicateSet: 'replace' }, 'the second set replaces it', async node => {
    await node.modifyNetwork('Add', set('s', '10.0.0.1'));
    await node.modifyNetwork('Add', set('s', '10.0.0.2'));
    assert.deepEqual(await sets(node), { s: '10.0.0.2' });
  });

  for (const missingMember of ['HCN_E_INVALID_JSON_REFERENCE', 'HCN_E_INVALID_POLICY'] as const) {
    factAt(
      'N2',
      { missingMember },
      'members come first, also within one request',
      async node => {
        await rejected(node.modifyNetwork('Add', set('n', 's', 'NESTEDIPSET')), missingMember);
        await rejected(node.modifyNetwork('Add', set('n', 's', 1), set('s', '10.0.0.1', 0)), missingMember);
        assert.deepEqual(await sets(node), {});
        await node.modifyNetwork('Add', set('s', '10.0.0.1', 0), set('n', 's', 1));
        assert.deepEqual(await sets(node), { s: '10.0.0.1', n: 's' });
      },
      WS2025,
    );
  }

  fact(
    'N3',
    'the set that names it must be removed first',
    async node => {
      await node.modifyNetwork('Add', set('s', '10.0.0.1'), set('n', 's', 'NESTEDIPSET'));
      await node.update(acl({ RemoteAddresses: 'n' }));
      await rejected(node.modifyNetwork('Remove', set('s', '')), 'HCN_E_ENTITY_HAS_REFERENCES');
      await rejected(node.modifyNetwork('Remove', set('n', '', 'NESTEDIPSET')), 'HCN_E_ENTITY_HAS_REFERENCES');
      await node.update({});
      await node.modifyNetwork('Remove', set('n', '', 'NESTEDIPSET'), set('s', ''));
      assert.deepEqual(await sets(node), {});
      await rejected(node.modifyNetwork('Remove', set('s', '')), 'HCN_E_POLICY_NOT_FOUND');
    },
    WS2025,
  );

  factAt('N4', { updateOfMissingSet: 'skip' }, 'and returns S_OK', async node => {
    await node.modifyNetwork('Update', set('s', '10.0.0.1'));
    assert.deepEqual(await sets(node), {});
  });
  factAt('N4', { updateOfMissingSet: 'refuse' }, 'and returns an error', node =>
    rejected(node.modifyNetwork('Update', set('s', '10.0.0.1')), 'HCN_E_POLICY_NOT_FOUND'),
  );
  fact('N4', 'an Update of a set changes the verdicts of ACLs that name it', async node => {
    await node.modifyNetwork('Add', set('s', '10.0.0.1'));
    await node.update(acl({ RemoteAddresses: 's' }), acl({ Id: 'z', Action: 'Block', Protocols: '256', Priority: 65000 }));
    const from = (address: string) => node.hns.judge(node.pod, 'In', packet(address, '10.224.0.72', 80)).allowed;
    assert.deepEqual([from('10.0.0.1'), from('10.0.0.2')], [true, false]);
    await node.modifyNetwork('Update', set('s', '10.0.0.2,10.3.0.0/16'));
    assert.deepEqual([from('10.0.0.1'), from('10.0.0.2'), from('10.3.9.9')], [false, true, true]);
  });

  factAt('N5', { emptySet: 'refuse' }, 'and so are values that are not addresses', async node => {
    await rejected(node.modifyNetwork('Add', set('s', '')), 'HCN_E_INVALID_POLICY');
    await rejected(node.modifyNetwork('Add', set('s', 'a')), 'HCN_E_INVALID_POLICY');
  });
  factAt('N5', { emptySet: 'accept' }, 'it matches no address', async node => {
    await node.modifyNetwork('Add', set('s', ''));
    await node.update(acl({ RemoteAddresses: 's', Action: 'Block' }));
    assert.equal(node.hns.judge(node.pod, 'In', packet('10.0.0.1', '10.224.0.72', 80)).by, 'no-match');
  });

  factAt('N6', { networkRemoval: 'cascade' }, 'and they are no longer found', async node => {
    node.hns.removeNetwork(node.network);
    assert.deepEqual(await node.enumerate('Networks'), []);
    assert.deepEqual(await node.enumerate('Endpoints'), []);
  });
  factAt('N6', { networkRemoval: 'refuse' }, 'only an empty network can be removed', async node => {
    assert.throws(() => node.hns.removeNetwork(node.network), new Rejection('HCN_E_ENTITY_HAS_REFERENCES'));
    node.hns.removeEndpoint(node.pod);
    node.hns.removeNetwork(node.network);
  });

  fact('N7', 'for Query and Modify', async node => {
    await rejected(node.transport.call('HcnQueryNetworkProperties', node.pod, ''), 'HCN_E_NETWORK_NOT_FOUND');
    await rejected(node.transport.call('HcnModifyNetwork', node.pod, '{}'), 'HCN_E_NETWORK_NOT_FOUND');
  });

  coversTheTable('N');

  it('sets need HNS 13.0, nested sets and network ACLs need 15.0', async () => {
    const node = new TestNode({ version: { Major: 12, Minor: 9 } });
    const networkAcl = { Type: 'NetworkACL', Settings: acl().Settings };
    await rejected(node.modifyNetwork('Add', set('s', '10.0.0.1')), 'HCN_E_INVALID_POLICY_TYPE');
    node.hns.version = { Major: 14, Minor: 9 };
    await node.modifyNetwork('Add', set('s', '10.0.0.1'));
    await rejected(node.modifyNetwork('Add', set('n', 's', 'NESTEDIPSET')), 'HCN_E_INVALID_POLICY_TYPE');
    await rejected(node.modifyNetwork('Add', networkAcl), 'HCN_E_INVALID_POLICY_TYPE');
    node.hns.version = { Major: 15, Minor: 0 };
    await node.modifyNetwork('Add', set('n', 's', 'NESTEDIPSET'), networkAcl);
    await node.modifyNetwork('Remove', networkAcl);
    await rejected(node.modifyNetwork('Remove', networkAcl), 'HCN_E_POLICY_NOT_FOUND');
    await rejected(node.modifyNetwork('Add', { Type: 'ACL', Settings: {} }), 'HCN_E_INVALID_POLICY_TYPE');
  });

  it('an outside edit of its policies is not validated and changes verdicts', async () => {
    const node = new TestNode();
    const from = (address: string) => node.hns.judge(node.pod, 'In', packet(address, '10.224.0.72', 80)).allowed;
    node.hns.setNetworkPolicies(node.network, [set('s', '10.0.0.1'), set('n', 's', 'NESTEDIPSET')]);
    await node.update(acl({ RemoteAddresses: 'n', Action: 'Block' }));
    assert.deepEqual([from('10.0.0.1'), from('10.0.0.2')], [false, true]);
    node.hns.setNetworkPolicies(node.network, [set('s', '10.0.0.2'), set('n', 's', 'NESTEDIPSET')]);
    assert.deepEqual([from('10.0.0.1'), from('10.0.0.2')], [true, false]);
    assert.deepEqual(node.hns.networkPoliciesOf(node.network), [set('s', '10.0.0.2'), set('n', 's', 'NESTEDIPSET')]);
  });

  it('sets are validated as strictly as ACLs', async () => {
    const node = new TestNode();
    const { Id, Name, Values } = set('s', '10.0.0.1').Settings;
    const send = (Settings: unknown) => node.modifyNetwork('Add', { Type: 'SetPolicy', Settings });
    await rejected(send({ Id, Name, Values, Type: 'IPSET' }), 'HCN_E_INVALID_JSON', '{{Type,UnknownField}}');
    await rejected(send({ Id, Name, Values, PolicyType: 'SET' }), 'HCN_E_INVALID_JSON');
    await rejected(send({ Id, Name, Values }), 'HCN_E_INVALID_POLICY');
  });
});
