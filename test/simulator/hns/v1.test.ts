import assert from 'node:assert/strict';
import { coversTheTable, fact } from './behaviour-suite.ts';
import { acl, OUTBOUND_NAT } from './node.ts';

const FLAT = {
  Type: 'ACL',
  Id: 'a',
  Action: 'Block',
  Direction: 'In',
  Protocol: 256,
  RuleType: 'Switch',
  Priority: 900,
  RemoteAddresses: '10.0.0.0/8',
};

describe('simulator/hns: HNSCall', () => {
  fact('H1', 'with the error record of v2', async ({ hns, pod }) => {
    const { hresult, result } = hns.answer('HNSCall', `POST /endpoints/${pod}`, '{');
    assert.equal(hresult, 0);
    assert.equal(result, '{"Success":false,"Error":"Invalid JSON document string. ","ErrorCode":2151350299}');
  });

  fact('H2', 'paths work with and without it', async node => {
    for (const path of ['/endpoints', '/endpoints/', `/endpoints/${node.pod}/`, '/networks', `/networks/${node.network.toUpperCase()}`]) {
      assert.equal((await node.v1('GET', path)).Success, true, path);
    }
  });

  fact('H3', 'of endpoints and networks', async node => {
    for (const [kind, id] of [
      ['endpoints', node.pod],
      ['networks', node.network],
    ] as const) {
      const list = (await node.v1('GET', `/${kind}/`)).Output as { ID: string }[];
      const one = (await node.v1('GET', `/${kind}/${id}`)).Output as { ID: string };
      assert.deepEqual(list, [one]);
      assert.equal(one.ID, id);
    }
  });

  fact('H4', 'also in the positions in which a v2 Update does not', async node => {
    for (const updateReplaces of ['perType', 'all', 'sentTypes'] as const) {
      node.hns.configure({ updateReplaces });
      node.hns.setPolicies(node.pod, [OUTBOUND_NAT, acl({ Id: 'old' })]);
      assert.equal((await node.v1('POST', `/endpoints/${node.pod}`, { ID: node.pod, Policies: [FLAT] })).Success, true);
      const { Type, Protocol, ...settings } = FLAT;
      assert.deepEqual(node.policies, [OUTBOUND_NAT, { Type, Settings: { ...settings, Protocols: String(Protocol) } }]);
    }
  });
  fact('H4', 'a POST without policies is an empty Update', async node => {
    node.hns.setPolicies(node.pod, [acl()]);
    assert.equal((await node.v1('POST', `/endpoints/${node.pod}`, { ID: node.pod })).ErrorCode, 0x803b000d);
    node.hns.configure({ emptyUpdate: 'clear' });
    await node.v1('POST', `/endpoints/${node.pod}`, { ID: node.pod, Policies: [] });
    assert.deepEqual(node.policies, []);
  });

  fact('H5', 'the plural field wins', async node => {
    const post = async (fields: object) => {
      const answer = await node.v1('POST', `/endpoints/${node.pod}`, { Policies: [{ ...FLAT, ...fields }] });
      assert.equal(answer.Success, true, answer.Error);
      const { Protocols, LocalPorts, RemotePorts } = node.policies[0]!.Settings as Record<string, string>;
      return [Protocols, LocalPorts, RemotePorts];
    };
    assert.deepEqual(await post({ Protocol: 6, LocalPort: 80, RemotePort: 0 }), ['6', '80', undefined]);
    assert.deepEqual(await post({ Protocol: 17, Protocols: '6', LocalPort: 1, LocalPorts: '80-90', RemotePorts: '443' }), [
      '6',
      '80-90',
      '443',
    ]);
  });
  fact('H5', 'unknown fields and invalid values are rejected as in v2', async node => {
    const post = async (fields: object) =>
      (await node.v1('POST', `/endpoints/${node.pod}`, { Policies: [{ ...FLAT, ...fields }] })).ErrorCode;
    assert.equal(await post({ Foo: 1 }), 0x803b001b);
    assert.equal(await post({ RemoteAddresses: 'Any' }), 0x803b000d);
    assert.equal(await post({ Type: 'Foo' }), 0x803b000e);
    assert.equal((await node.v1('POST', `/endpoints/${node.pod}`, { Foo: 1 })).ErrorCode, 0x803b001b);
    assert.equal((await node.v1('POST', `/endpoints/${node.pod}`, { Policies: [3] })).ErrorCode, 0x803b001b);
    assert.deepEqual(node.policies, []);
  });

  fact('H6', 'policies of other types have their v1 name and fields', async node => {
    node.hns.setPolicies(node.pod, [OUTBOUND_NAT, { Type: 'SDNRoute', Settings: { NeedEncap: true } }]);
    await node.modify('Add', [acl({ Protocols: undefined })]);
    const { Policies } = (await node.v1('GET', `/endpoints/${node.pod}`)).Output as { Policies: unknown[] };
    assert.deepEqual(Policies, [
      { Type: 'OutBoundNAT', ...(OUTBOUND_NAT.Settings as object) },
      { Type: 'ROUTE', NeedEncap: true },
      {
        Type: 'ACL',
        Id: 'a',
        Action: 'Allow',
        Direction: 'In',
        Priority: 1000,
        RuleType: 'Switch',
        Protocol: 256,
        LocalAddresses: '',
        RemoteAddresses: '',
        LocalPort: 0,
        RemotePort: 0,
        InternalPort: 0,
        Scope: 0,
        ServiceName: '',
      },
    ]);
  });
  fact('H6', 'a document may be posted back as read, with the same meaning', async node => {
    await node.update(acl({ LocalPorts: '80,90-95' }), { Type: 'SDNRoute', Settings: { NeedEncap: true } });
    const { Output } = await node.v1('GET', `/endpoints/${node.pod}`);
    const before = node.policies;
    assert.equal((await node.v1('POST', `/endpoints/${node.pod}`, Output)).Success, true);
    assert.deepEqual(node.policies, before);
  });
  fact('H6', 'addresses of both families and a remote endpoint', async ({ hns, network, transport }) => {
    const id = hns.addEndpoint({ network, ips: ['10.225.0.9/24', 'fd00::9/64'], flags: 1, namespace: hns.addNamespace() });
    const answer = JSON.parse(await transport.call('HNSCall', `GET /endpoints/${id}`, ''));
    const { IPAddress, PrefixLength, IPv6Address, IPv6PrefixLength, IsRemoteEndpoint, Namespace } = answer.Output;
    assert.deepEqual([IPAddress, PrefixLength, IPv6Address, IPv6PrefixLength, IsRemoteEndpoint], ['10.225.0.9', 24, 'fd00::9', 64, true]);
    assert.equal(Namespace.ID, hns.endpoint(id)?.namespace);
  });

  fact('H7', 'for an endpoint and a network', async node => {
    const endpoint = await node.v1('GET', `/endpoints/${node.network}`);
    assert.deepEqual(endpoint, { Success: false, Error: 'The endpoint was not found. ', ErrorCode: 2151350274 });
    const network = await node.v1('GET', `/networks/${node.pod}`);
    assert.deepEqual(network, { Success: false, Error: 'The network was not found. ', ErrorCode: 2151350273 });
  });

  fact('H8', 'those of the simulated HNS', async node => {
    node.hns.version = { Major: 9, Minor: 3 };
    assert.deepEqual(await node.v1('GET', '/globals/version'), { Success: true, Output: { Major: 9, Minor: 3 } });
  });

  fact('H9', 'with Success false', async node => {
    for (const [method, path] of [
      ['GET', '/foo'],
      ['PUT', '/endpoints'],
      ['GET', '/'],
      ['GET', ''],
    ] as const) {
      assert.equal((await node.v1(method, path)).ErrorCode, 0x803b0015);
    }
  });

  fact('H10', 'which is then not found', async node => {
    const { Output } = await node.v1('GET', `/endpoints/${node.pod}`);
    assert.deepEqual(await node.v1('DELETE', `/endpoints/${node.pod}`), { Success: true, Output });
    assert.equal(node.hns.endpoint(node.pod), undefined);
  });

  fact('H11', 'POST creates it, GET lists it, DELETE removes it', async node => {
    const elb = { Type: 'ELB', Protocol: 6, InternalPort: 8080, ExternalPort: 80, VIPs: ['10.96.0.10'] };
    const References = [`/endpoints/${node.pod}`];
    const lists: unknown[] = [];
    for (const IsDSR of [true, false]) {
      const { Output } = await node.v1('POST', '/policylists/', { References, Policies: [{ ...elb, IsDSR }] });
      const { ID } = Output as { ID: string };
      lists.push({ ID, References, Policies: [{ ...elb, ...(IsDSR && { IsDSR }) }], State: 2 });
    }
    assert.deepEqual((await node.v1('GET', '/policylists/')).Output, lists);
    const [{ ID }] = lists as [{ ID: string }];
    assert.deepEqual(await node.v1('DELETE', `/policylists/${ID}`), { Success: true, Output: lists[0] });
    assert.deepEqual((await node.v1('GET', '/policylists/')).Output, lists.slice(1));
    assert.equal((await node.v1('DELETE', `/policylists/${ID}`)).ErrorCode, 0x80070490);
  });
  fact('H11', 'an unknown backend or field is rejected', async node => {
    const post = async (body: unknown) => (await node.v1('POST', '/policylists/', body)).ErrorCode;
    assert.equal(await post({ References: [`/endpoints/${node.network}`], Policies: [{ Type: 'ELB' }] }), 0x803b0002);
    assert.equal(await post({ References: [], Policies: [{ Type: 'ELB', Dsr: true }] }), 0x803b001b);
    assert.equal(await post({ References: [], Policies: [] }), 0x803b001b);
  });

  coversTheTable('H');
});
