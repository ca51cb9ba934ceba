import assert from 'node:assert/strict';
import type { z } from 'zod';
import { aclPolicySchema } from '../../../src/hns/document/acl-schema.ts';
import { parseJson } from '../../../src/hns/document/json.ts';
import { clearEndpointSchema, modifyEndpointSchema, modifyNetworkSchema, query, querySchema } from '../../../src/hns/document/request.ts';
import {
  endpointSchema,
  errorRecordSchema,
  hnsCallSchema,
  idListSchema,
  networkSchema,
  versionSchema,
} from '../../../src/hns/document/schema.ts';

const ENDPOINT = { ID: 'e1', HostComputeNetwork: 'n1' };
const ACL = {
  Id: 'hns-policy-agent.0123456789abcdef',
  Protocols: '6',
  Action: 'Allow',
  Direction: 'In',
  RemoteAddresses: '10.0.0.0/8,10.0.0.1',
  LocalPorts: '80,8000-8080',
  RuleType: 'Switch',
  Priority: 1000,
};
const acl = (change: object) => ({ Type: 'ACL', Settings: { ...ACL, ...change } });
const update = (policies: unknown) => ({ ResourceType: 'Policy', RequestType: 'Update', Settings: { Policies: policies } });

function refuses(schema: z.ZodType, value: unknown): void {
  assert.equal(schema.safeParse(value).success, false, JSON.stringify(value));
}

describe('hns/schema', () => {
  it('an endpoint keeps all its fields, and its policies byte for byte', () => {
    const policies = '[{"Settings":{"z":1.0,"a":{}},"X":18446744073709551615,"Type":"OutBoundNAT"},{"Type":"ACL"}]';
    const text = `{"Version":64424509440,"Health":{"Extra":null},"ID":"e1","HostComputeNetwork":"n1","Policies":${policies}}`;
    const endpoint = endpointSchema.parse(parseJson(text));
    assert.equal(JSON.stringify(endpoint.Policies), policies);
    assert.deepEqual(endpoint.Health, { Extra: null });
    assert.equal(endpoint.Version, 64424509440);
  });

  it('an endpoint may lack everything but its ID and its network', () => {
    assert.deepEqual(endpointSchema.parse(ENDPOINT), ENDPOINT);
    assert.deepEqual(endpointSchema.parse({ ...ENDPOINT, Policies: null, IpConfigurations: null }), {
      ...ENDPOINT,
      Policies: [],
      IpConfigurations: [],
    });
    assert.equal(endpointSchema.parse(parseJson('{"ID":"e1","HostComputeNetwork":"n1","State":3.0}')).State, 3);
  });

  it('an endpoint with missing or invalid required fields is rejected', () => {
    for (const bad of [
      null,
      [],
      'e1',
      { HostComputeNetwork: 'n1' },
      { ...ENDPOINT, ID: '' },
      { ...ENDPOINT, ID: 5 },
      { ID: 'e1' },
      { ...ENDPOINT, Flags: 'None' },
      { ...ENDPOINT, State: {} },
      { ...ENDPOINT, Policies: {} },
      { ...ENDPOINT, Policies: [null] },
      { ...ENDPOINT, Policies: [{}] },
      { ...ENDPOINT, Policies: [{ Type: 1 }] },
      { ...ENDPOINT, IpConfigurations: [{}] },
      { ...ENDPOINT, IpConfigurations: [{ IpAddress: 1 }] },
    ]) {
      refuses(endpointSchema, bad);
    }
  });

  it('a network without a Type is read: HNS leaves it out for NAT', () => {
    assert.deepEqual(networkSchema.parse({ ID: 'n1', Name: 'nat', Flags: 0 }), { ID: 'n1', Name: 'nat', Flags: 0 });
    for (const bad of [{}, { ID: 'n1' }, { ID: 'n1', Name: 1 }, { ID: 'n1', Name: 'nat', Type: 3 }]) refuses(networkSchema, bad);
  });

  it('ids, versions and error records are checked too', () => {
    assert.deepEqual(idListSchema.parse([]), []);
    for (const bad of [null, {}, [1], ['']]) refuses(idListSchema, bad);
    assert.deepEqual(versionSchema.parse({ Major: 15, Minor: 4 }), { Major: 15, Minor: 4 });
    for (const bad of [{ Major: 15 }, { Major: '15', Minor: '4' }, null]) refuses(versionSchema, bad);
    const record = { Success: false, Error: 'The parameter is incorrect. ', ErrorCode: 2147942487 };
    assert.deepEqual(errorRecordSchema.parse(record), record);
    assert.equal(errorRecordSchema.parse({ Success: false }).Error, '');
    for (const bad of [null, { Error: 1 }, { Error: '', ErrorCode: '0x80070057' }]) refuses(errorRecordSchema, bad);
    for (const bad of [{}, { Success: 'true' }]) refuses(hnsCallSchema, bad);
  });
});

describe('hns/acl-schema', () => {
  it('accepts the ACLs that lower returns', () => {
    for (const good of [
      acl({}),
      { Type: 'ACL', Settings: { Id: 'x', Action: 'Allow', Direction: 'Out', RuleType: 'Host' } },
      { Type: 'ACL', Settings: { Id: 'x', Action: 'Block', Direction: 'In', RuleType: 'Switch', Priority: 65500 } },
    ]) {
      assert.deepEqual(aclPolicySchema.parse(good), good);
    }
  });

  it('rejects everything that HNS would reject or read as a wider rule', () => {
    for (const change of [
      { Foo: 1 },
      { Id: '' },
      { Id: undefined },
      { Protocols: '' },
      { Protocols: '256' },
      { Protocols: '6,17' },
      { Protocols: 'TCP' },
      { Protocols: 6 },
      { Protocols: undefined },
      { Action: 'Pass' },
      { Action: 'allow' },
      { Direction: 'Both' },
      { RemoteAddresses: '' },
      { RemoteAddresses: 'Any' },
      { RemoteAddresses: '0.0.0.0/0' },
      { RemoteAddresses: '10.0.0.1,' },
      { RemoteAddresses: '10.0.0.1, 10.0.0.2' },
      { RemoteAddresses: '10.0.0.1,fd00::1' },
      { RemoteAddresses: '::/0' },
      { RemoteAddresses: '10.0.0.0/33' },
      { LocalPorts: '' },
      { LocalPorts: '80,' },
      { LocalPorts: '80 ' },
      { LocalPorts: 'http' },
      { LocalPorts: '-80' },
      { LocalPorts: '90-80' },
      { LocalPorts: '65536' },
      { RuleType: undefined },
      { Priority: undefined },
      { Priority: 0 },
      { Priority: 65501 },
      { Priority: '1000' },
      { RuleType: 'Host' },
    ]) {
      refuses(aclPolicySchema, acl(change));
    }
    refuses(aclPolicySchema, { ...acl({}), Extra: 1 });
    refuses(aclPolicySchema, { ...acl({}), Type: 'Acl' });
  });
});

describe('hns/request', () => {
  it("an Update accepts any foreign policy, and checks the agent's ACLs strictly", () => {
    const foreign = { Settings: { Anything: '' }, Type: 'ACL', More: [1] };
    assert.equal(JSON.stringify(modifyEndpointSchema.parse(update([foreign, acl({})]))), JSON.stringify(update([foreign, acl({})])));
    refuses(modifyEndpointSchema, update([foreign, acl({ RemoteAddresses: '' })]));
    const wrong = modifyEndpointSchema.safeParse(update([foreign, acl({ RemoteAddresses: '' })]));
    assert.deepEqual(wrong.error?.issues[0]?.path, ['Settings', 'Policies', 1, 'Settings', 'RemoteAddresses']);
  });

  it('an Update always has a list, and only one empty policy clears it', () => {
    assert.equal(
      JSON.stringify(clearEndpointSchema.parse(update([{}]))),
      '{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[{}]}}',
    );
    const cleared = update([{}]);
    for (const bad of [
      update(undefined),
      update([]),
      update([{}, acl({})]),
      { ...cleared, RequestType: 'Remove' },
      { ...cleared, SchemaVersion: {} },
    ]) {
      refuses(clearEndpointSchema, bad);
    }
  });

  it('a query has a schema version, and its filter is text', () => {
    const good = { SchemaVersion: { Major: 2, Minor: 0 }, Filter: '{"State":3}' };
    assert.deepEqual(querySchema.parse(good), good);
    for (const bad of [{}, { ...good, Filter: { State: 3 } }, { ...good, Flags: 1 }, { ...good, Owner: '' }]) refuses(querySchema, bad);
  });

  it('a query that is not sent is an error of its own call', () => {
    assert.equal(query('HcnEnumerateNetworks'), '{"SchemaVersion":{"Major":2,"Minor":0}}');
    for (const name of ['HcnEnumerateNetworks', 'HcnQueryEndpointProperties'] as const)
      assert.throws(() => query(name, 3 as never), {
        code: 'rejected',
        function: name,
        message: new RegExp(`^${name} not sent: Filter: `),
      });
  });

  it('the kind of a set is its PolicyType', () => {
    const request = (settings: object) => ({
      ResourceType: 'Policy',
      RequestType: 'Remove',
      Settings: { Policies: [{ Type: 'SetPolicy', Settings: { Id: 's', Name: 's', Values: '10.0.0.1', ...settings } }] },
    });
    assert.ok(modifyNetworkSchema.safeParse(request({ PolicyType: 'IPSET' })).success);
    for (const bad of [{}, { Type: 'IPSET' }, { PolicyType: 'LIST' }, { PolicyType: 'IPSET', Values: 1 }])
      refuses(modifyNetworkSchema, request(bad));
    for (const RequestType of ['Add', 'Update']) refuses(modifyNetworkSchema, { ...request({ PolicyType: 'IPSET' }), RequestType });
  });
});
