import assert from 'node:assert/strict';
import { parseJson } from '../../../src/hns/document/json.ts';
import type { EndpointPolicy, HnsNetwork } from '../../../src/hns/document/schema.ts';
import { leftoverSets, namesLeftoverSet } from '../../../src/hns/endpoint/leftover-sets.ts';

const set = (Id: string, more: object = {}): EndpointPolicy => ({
  Type: 'SetPolicy',
  Settings: { Id, Name: `name of ${Id}`, PolicyType: 'IPSET', Values: '10.0.0.1', ...more },
});
const network = (...Policies: readonly EndpointPolicy[]): HnsNetwork => ({ ID: 'n', Name: 'azure', Policies: [...Policies] });
const idsOf = (policies: readonly { readonly Settings: { readonly Id: string } }[]) => policies.map(({ Settings }) => Settings.Id);

describe('hns/leftover-sets', () => {
  it('are SetPolicies with NPM’s prefix in their Ids, with nested sets separate', () => {
    const { nested, plain } = leftoverSets(
      network(
        set('azure-npm-1'),
        { Type: 'OutBoundNAT' },
        set('site'),
        set('azure-npm-2', { PolicyType: 'NESTEDIPSET' }),
        set('azure-npm-3'),
      ),
    );
    assert.deepEqual([idsOf(nested), idsOf(plain)], [['azure-npm-2'], ['azure-npm-1', 'azure-npm-3']]);
    assert.deepEqual(leftoverSets({ ID: 'n', Name: 'azure' }), { nested: [], plain: [] });
  });

  it('are read in any spelling that HNS may return, and sent in the one that it accepts', () => {
    const text =
      '[{"PolicyType":1,"Id":"azure-npm-1","Name":"a","Scope":0},{"PolicyType":0.0,"Id":"azure-npm-2","Name":"b","Values":null}]';
    const read = (parseJson(text) as Record<string, unknown>[]).map(Settings => ({ Type: 'SetPolicy', Settings }));
    assert.deepEqual(leftoverSets(network(...read)), {
      nested: [{ Type: 'SetPolicy', Settings: { Id: 'azure-npm-1', Name: 'a', PolicyType: 'NESTEDIPSET', Values: '' } }],
      plain: [{ Type: 'SetPolicy', Settings: { Id: 'azure-npm-2', Name: 'b', PolicyType: 'IPSET', Values: '' } }],
    });
  });

  it('that cannot be read are ignored', () => {
    for (const Settings of [undefined, null, {}, { Id: 'azure-npm-1' }, { Id: 'azure-npm-1', Name: 'a', PolicyType: 'TABLE' }]) {
      assert.deepEqual(leftoverSets(network({ Type: 'SetPolicy', Settings })), { nested: [], plain: [] });
    }
    for (const Policies of [undefined, null, {}, [null, 1, {}]]) {
      assert.deepEqual(leftoverSets({ ID: 'n', Name: 'azure', Policies }), { nested: [], plain: [] });
    }
  });

  it('are in use if any ACL has one in a list of addresses', () => {
    const acl = (Settings: object): EndpointPolicy => ({ Type: 'ACL', Settings });
    for (const Settings of [
      { LocalAddresses: 'azure-npm-1' },
      { RemoteAddresses: '10.0.0.1, azure-npm-1' },
      { Id: 'mine', RemoteAddresses: 'site,azure-npm-1' },
    ]) {
      assert.equal(namesLeftoverSet([acl({}), acl(Settings)]), true);
    }
    const others = [
      acl({ Id: 'azure-acl-x-y', RemoteAddresses: '10.0.0.1' }),
      acl({ LocalAddresses: null }),
      { Type: 'ACL' },
      set('azure-npm-1'),
    ];
    assert.equal(namesLeftoverSet(others), false);
  });

  it('may be in use by a list that cannot be read', () => {
    assert.equal(namesLeftoverSet([{ Type: 'ACL', Settings: { RemoteAddresses: ['azure-npm-1'] } }]), true);
  });
});
