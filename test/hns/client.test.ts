import assert from 'node:assert/strict';
import sinon from 'sinon';
import { lower } from '../../src/hns/acl/lower.ts';
import { HnsClient, isLiveAndLocal } from '../../src/hns/client.ts';
import { HnsError, hnsErrorOf } from '../../src/hns/transport/hns-error.ts';
import type { HcnFunction, Transport } from '../../src/hns/transport/transport.ts';
import { isolated, podPolicy } from './acl/pod-policies.ts';

type Answer = string | Error | ((document: string) => string);

const V2 = '{"SchemaVersion":{"Major":2,"Minor":0}}';
const byState = (state: number) => JSON.stringify({ SchemaVersion: { Major: 2, Minor: 0 }, Filter: `{"State":${state}}` });

/** A transport that answers from a table of `call id`. Other objects do not exist. */
function stub(answers: Readonly<Record<string, Answer>>): {
  client: HnsClient;
  call: sinon.SinonStub<[HcnFunction, string, string], Promise<string>>;
} {
  const call = sinon.stub<[HcnFunction, string, string], Promise<string>>().callsFake(async (name, id, document) => {
    const answer = answers[`${name} ${id}`.trim()] ?? hnsErrorOf(name, 0x803b0002);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'string' ? answer : answer(document);
  });
  const transport: Transport = { call, close: async () => {} };
  return { client: new HnsClient(transport), call };
}

const endpoint = (ID: string, rest: object = {}) => JSON.stringify({ ID, HostComputeNetwork: 'n1', ...rest });
const states = (byNumber: Readonly<Record<number, readonly string[]>>) => (document: string) =>
  JSON.stringify(byNumber[JSON.parse(JSON.parse(document).Filter).State] ?? []);

describe('hns/client', () => {
  it('queries the version with the v1 call', async () => {
    const { client, call } = stub({ 'HNSCall GET /globals/version': '{"Success":true,"Output":{"Major":15,"Minor":4}}' });
    assert.deepEqual(await client.version(), { Major: 15, Minor: 4 });
    sinon.assert.calledOnceWithExactly(call, 'HNSCall', 'GET /globals/version', '');
  });

  it('a v1 call with Success false is a failure, with or without a number', async () => {
    const failing = (envelope: object) => stub({ 'HNSCall GET /globals/version': JSON.stringify(envelope) }).client.version();
    await assert.rejects(failing({ Success: false, Error: 'Access is denied. ', ErrorCode: 2147942405 }), {
      code: 'access-denied',
      hresult: 0x80070005,
    });
    await assert.rejects(failing({ Success: false, Error: 'The parameter is incorrect. ' }), {
      code: 'rejected',
      message: 'HNSCall GET /globals/version failed: The parameter is incorrect.',
    });
    await assert.rejects(failing({ Success: true, Output: {} }), {
      code: 'rejected',
      message: /^HNSCall returned an invalid document: Major: .*; Minor: /,
    });
  });

  it('lists the networks, sorted, without one that was deleted in the meantime', async () => {
    const { client, call } = stub({
      HcnEnumerateNetworks: '["n2","gone","n1"]',
      'HcnQueryNetworkProperties n1': '{"ID":"n1","Name":"azure","Type":"L2Bridge","Flags":0}',
      'HcnQueryNetworkProperties n2': '{"ID":"n2","Name":"nat"}',
    });
    assert.deepEqual(await client.networks(), [
      { ID: 'n1', Name: 'azure', Type: 'L2Bridge', Flags: 0 },
      { ID: 'n2', Name: 'nat' },
    ]);
    sinon.assert.calledWithExactly(call, 'HcnEnumerateNetworks', '', V2);
    sinon.assert.calledWithExactly(call, 'HcnQueryNetworkProperties', 'n1', V2);
  });

  it('uses one id for an object, even if HNS prints it in different case', async () => {
    const { client } = stub({
      HcnEnumerateNetworks: '["N1"]',
      'HcnQueryNetworkProperties n1': '{"ID":"n1","Name":"azure"}',
      HcnEnumerateEndpoints: states({ 2: ['E1'], 3: ['e1', 'E2'] }),
      'HcnQueryEndpointProperties e1': endpoint('E1', { HostComputeNetwork: 'N1' }),
    });
    assert.deepEqual(await client.endpointIds(), ['e1', 'e2']);
    const { ID, HostComputeNetwork } = (await client.endpoint('e1'))!;
    assert.deepEqual([ID, HostComputeNetwork], ['e1', 'n1']);
    assert.deepEqual(
      (await client.networks()).map(({ ID }) => ID),
      ['n1'],
    );
  });

  it('removes sets in one call, with the four fields that HNS knows', async () => {
    const { client, call } = stub({ 'HcnModifyNetwork n1': '' });
    await client.removeSets('n1', [
      { Type: 'SetPolicy', Settings: { Id: 'azure-npm-1', Name: 'ns-demo', PolicyType: 'IPSET', Values: '' } },
    ]);
    sinon.assert.calledOnceWithExactly(
      call,
      'HcnModifyNetwork',
      'n1',
      '{"ResourceType":"Policy","RequestType":"Remove","Settings":{"Policies":[{"Type":"SetPolicy","Settings":{"Id":"azure-npm-1","Name":"ns-demo","PolicyType":"IPSET","Values":""}}]}}',
    );
  });

  it('lists all endpoints that are not remote, whatever their state, sorted', async () => {
    const { client, call } = stub({
      HcnEnumerateEndpoints: '["stopped","pod","gone","broken","remote"]',
      'HcnQueryEndpointProperties pod': endpoint('pod', { State: 3 }),
      'HcnQueryEndpointProperties stopped': endpoint('stopped', { State: 4 }),
      'HcnQueryEndpointProperties remote': endpoint('remote', { Flags: 1 }),
      'HcnQueryEndpointProperties broken': hnsErrorOf('HcnQueryEndpointProperties', 0x803b0007),
    });
    const { value, failures } = await client.allEndpoints();
    assert.deepEqual([value.map(({ ID }) => ID), failures.map(({ id }) => id)], [['pod', 'stopped'], ['broken']]);
    sinon.assert.calledWithExactly(call, 'HcnEnumerateEndpoints', '', V2);
  });

  it('lists the endpoints of states 2 and 3, each once', async () => {
    const { client, call } = stub({ HcnEnumerateEndpoints: states({ 2: ['l1vh', 'MOVING'], 3: ['moving', 'pod'] }) });
    assert.deepEqual(await client.endpointIds(), ['l1vh', 'moving', 'pod']);
    assert.deepEqual(call.args, [
      ['HcnEnumerateEndpoints', '', byState(2)],
      ['HcnEnumerateEndpoints', '', byState(3)],
    ]);
  });

  it('reads one endpoint, and distinguishes live local ones from remote, detached and vanished ones', async () => {
    const { client, call } = stub({
      'HcnQueryEndpointProperties l1vh': endpoint('l1vh', { State: 2 }),
      'HcnQueryEndpointProperties moving': endpoint('moving', { State: 3, Flags: 0 }),
      'HcnQueryEndpointProperties stopped': endpoint('stopped', { State: 4 }),
      'HcnQueryEndpointProperties pod': endpoint('pod', { IpConfigurations: [{ IpAddress: '10.224.0.72', PrefixLength: 16 }] }),
      'HcnQueryEndpointProperties remote': endpoint('remote', { Flags: 9 }),
      'HcnQueryEndpointProperties mirror': endpoint('mirror', { Flags: 4 }),
    });
    const ids = ['l1vh', 'moving', 'stopped', 'pod', 'remote', 'mirror', 'gone'];
    const read = await Promise.all(ids.map(id => client.endpoint(id)));
    assert.deepEqual(
      read.map(one => one && isLiveAndLocal(one)),
      [true, true, false, true, false, true, undefined],
    );
    sinon.assert.calledWithExactly(call, 'HcnQueryEndpointProperties', 'pod', V2);
  });

  it('an endpoint that cannot be read is reported on its own and does not affect the others', async () => {
    const timeout = new HnsError('timeout', { function: 'HcnQueryEndpointProperties' });
    const { client } = stub({
      HcnEnumerateEndpoints: '["a","b","c","d"]',
      'HcnQueryEndpointProperties a': timeout,
      'HcnQueryEndpointProperties b': endpoint('b', { Policies: [{ Type: 'ACL' }, {}] }),
      'HcnQueryEndpointProperties c': '{"ID":',
      'HcnQueryEndpointProperties d': endpoint('d'),
    });
    const { value, failures } = await client.allEndpoints();
    assert.deepEqual(
      value.map(({ ID }) => ID),
      ['d'],
    );
    assert.deepEqual(
      failures.map(({ id }) => id),
      ['a', 'b', 'c'],
    );
    assert.equal(failures[0]!.error, timeout);
    assert.equal(failures[1]!.error.code, 'rejected');
    assert.equal(
      failures[1]!.error.message,
      'HcnQueryEndpointProperties returned an invalid document: Policies.1: a policy is an object with a Type',
    );
    assert.match(failures[2]!.error.message, /^HcnQueryEndpointProperties returned invalid JSON: /);
  });

  it('an unavailable HNS is an error, not an empty node', async () => {
    const { client } = stub({ HcnEnumerateEndpoints: hnsErrorOf('HcnEnumerateEndpoints', 0x800706ba) });
    await assert.rejects(client.endpointIds(), { code: 'unavailable' });
    await assert.rejects(stub({ HcnEnumerateEndpoints: 'null' }).client.endpointIds(), { code: 'rejected' });
  });

  it('a bug is not a failure of an endpoint', async () => {
    const { client } = stub({ HcnEnumerateEndpoints: '["a"]', 'HcnQueryEndpointProperties a': new TypeError('bug') });
    await assert.rejects(client.allEndpoints(), TypeError);
  });

  it('queries a few endpoints at a time', async () => {
    let open = 0;
    let most = 0;
    const ids = Array.from({ length: 20 }, (_, i) => `e${i + 10}`);
    const call = async (name: HcnFunction, id: string): Promise<string> => {
      if (name === 'HcnEnumerateEndpoints') return JSON.stringify(ids);
      most = Math.max(most, ++open);
      await new Promise(setImmediate);
      open--;
      return endpoint(id);
    };
    const { value } = await new HnsClient({ call, close: async () => {} }).allEndpoints();
    assert.deepEqual(
      value.map(({ ID }) => ID),
      ids,
    );
    assert.equal(most, 4);
  });

  it('an update is one Modify with the complete list, and foreign policies are sent back byte for byte', async () => {
    const foreign = '{"Settings":{"v":18446744073709551615,"a":1.0},"Type":"OutBoundNAT"}';
    const { client, call } = stub({
      'HcnQueryEndpointProperties e1': `{"ID":"e1","HostComputeNetwork":"n1","Policies":[${foreign}]}`,
      'HcnModifyEndpoint e1': '',
    });
    const ours = lower(podPolicy({ ingress: isolated() })).value;
    await client.update('e1', [...(await client.policies('e1')), ...ours]);
    const list = [foreign, ...ours.map(policy => JSON.stringify(policy))].join();
    sinon.assert.calledWithExactly(
      call.lastCall,
      'HcnModifyEndpoint',
      'e1',
      `{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[${list}]}}`,
    );
  });

  it('an update with an empty list sends one empty policy, the form that is known to clear', async () => {
    const { client, call } = stub({ 'HcnModifyEndpoint e1': '' });
    await client.update('e1', []);
    sinon.assert.calledOnceWithExactly(
      call,
      'HcnModifyEndpoint',
      'e1',
      '{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[{}]}}',
    );
  });

  it('an ACL of the agent that would mean more than intended is not sent', async () => {
    const { client, call } = stub({ 'HcnModifyEndpoint e1': '' });
    const wide = {
      Type: 'ACL',
      Settings: { Id: 'hns-policy-agent.x', Action: 'Allow', Direction: 'In', RemoteAddresses: '', RuleType: 'Switch', Priority: 1000 },
    };
    await assert.rejects(client.update('e1', [wide]), {
      code: 'rejected',
      message: /^HcnModifyEndpoint not sent: Settings\.Policies\.0\.Settings\.RemoteAddresses: expected a comma list/,
    });
    sinon.assert.notCalled(call);
  });

  it('reading the policies of a deleted endpoint fails with not-found, and an endpoint without policies has an empty list', async () => {
    const { client } = stub({ 'HcnQueryEndpointProperties bare': endpoint('bare') });
    await assert.rejects(client.policies('e1'), { code: 'not-found' });
    assert.deepEqual(await client.policies('bare'), []);
  });
});
