import assert from 'node:assert/strict';
import { coversTheTable, fact, factAt } from './behaviour-suite.ts';
import { acl, OUTBOUND_NAT, ROUTE, rejected, TestNode } from './node.ts';

const UNKNOWN_ID = '00000000-0000-0000-0000-000000000001';
const INVALID = 'HCN_E_INVALID_POLICY';

/** Asserts that the ACL is rejected with the code and no policy is stored. */
async function rejectsAcl(
  node: TestNode,
  fields: Readonly<Record<string, unknown>>,
  code: Parameters<typeof rejected>[1] = INVALID,
): Promise<void> {
  await rejected(node.update(acl(fields)), code);
  assert.deepEqual(node.policies, []);
}

async function acceptsAcl(node: TestNode, fields: Readonly<Record<string, unknown>>): Promise<void> {
  await node.update(acl(fields));
  assert.deepEqual(node.policies, [acl(fields)]);
}

describe('simulator/hns: modify an endpoint', () => {
  for (const [position, code] of [
    ['HCN_E_ENDPOINT_NOT_FOUND', 0x803b0002],
    ['ERROR_NOT_FOUND', 0x80070490],
  ] as const) {
    factAt('M1', { endpointNotFound: position }, 'Open fails', async node => {
      assert.equal(node.hns.answer('HcnOpenEndpoint', UNKNOWN_ID, '').hresult, code);
      await rejected(node.modify('Update', [acl()], UNKNOWN_ID), position);
    });
  }

  fact('M2', 'truncated and empty text', async ({ transport, pod }) => {
    for (const text of ['', '{"ResourceType":"Policy"', 'Update']) {
      await rejected(transport.call('HcnModifyEndpoint', pod, text), 'HCN_E_INVALID_JSON', 'Invalid JSON document string. ');
    }
  });

  fact('M3', 'in the request, its settings, a policy and an ACL', async node => {
    const send = (document: unknown) => node.transport.call('HcnModifyEndpoint', node.pod, JSON.stringify(document));
    const request = { ResourceType: 'Policy', RequestType: 'Update', Settings: { Policies: [acl()] } };
    const detail = '{{Foo,UnknownField}}';
    await rejected(send({ ...request, Foo: 1 }), 'HCN_E_INVALID_JSON', detail);
    await rejected(send({ ...request, Settings: { Policies: [acl()], Foo: 1 } }), 'HCN_E_INVALID_JSON', detail);
    await rejected(send({ ...request, Settings: { Policies: [{ ...acl(), Foo: 1 }] } }), 'HCN_E_INVALID_JSON', detail);
    await rejected(send({ ...request, Settings: { Policies: [acl({ Foo: 1 })] } }), 'HCN_E_INVALID_JSON', detail);
    await rejected(send({ ...request, Settings: { Policies: [acl({ ID: 'a' })] } }), 'HCN_E_INVALID_JSON', '{{ID,UnknownField}}');
    assert.deepEqual(node.policies, []);
  });
  fact('M3', 'a foreign policy may be sent back as it was read, with any content', async node => {
    const odd = { Type: 'ACL', Settings: { Action: 'Block', Direction: 'Out', Priority: 200, Protocol: 6 }, Owner: 'cni' };
    node.hns.setPolicies(node.pod, [OUTBOUND_NAT, odd]);
    const { Policies } = await node.endpoint();
    await node.update(...Policies, acl());
    assert.equal(JSON.stringify(node.policies), JSON.stringify([OUTBOUND_NAT, odd, acl()]));
    await rejected(node.update({ ...odd, Owner: 'me' }), 'HCN_E_INVALID_JSON');
  });

  fact('M4', 'numbers for text, text for numbers, priorities out of 16 bits', async node => {
    for (const fields of [
      { Protocols: 6 },
      { Priority: '1000' },
      { Priority: 65536 },
      { Priority: -1 },
      { Priority: 1.5 },
      { LocalPorts: 80 },
      { LocalAddresses: ['10.0.0.1'] },
      { Id: null },
    ]) {
      await rejectsAcl(node, fields, 'HCN_E_INVALID_JSON');
    }
  });

  factAt('M5', { enumCase: 'exact' }, 'another case is rejected', async node => {
    await rejectsAcl(node, { Action: 'allow' }, 'HCN_E_INVALID_JSON');
    await rejected(node.modify('update', [acl()]), 'HCN_E_INVALID_JSON');
  });
  factAt('M5', { enumCase: 'any' }, 'another case is accepted', async node => {
    await node.modify('update', [acl({ Action: 'allow', Direction: 'IN' })]);
    assert.deepEqual(node.policies, [acl()]);
  });
  fact('M5', 'a request or resource may be a number, but not an action', async node => {
    const document = { ResourceType: 1, RequestType: 2, Settings: { Policies: [acl()] } };
    await node.transport.call('HcnModifyEndpoint', node.pod, JSON.stringify(document));
    assert.deepEqual(node.policies, [acl()]);
    for (const fields of [{ Action: 'Deny' }, { Action: 0 }, { Direction: 'Inbound' }, { RuleType: 'VFP' }]) {
      await rejected(node.update(acl(fields)), 'HCN_E_INVALID_JSON');
    }
    await rejected(node.modify('Replace', [acl()]), 'HCN_E_INVALID_JSON');
  });

  const incomplete = [
    { RequestType: 'Update', Settings: { Policies: [acl()] } },
    { ResourceType: 'Policy', Settings: { Policies: [acl()] } },
  ].map(document => JSON.stringify(document));
  factAt('M6', { missingRequestType: 'refuse' }, 'no policy is changed', async node => {
    for (const document of incomplete) await rejected(node.transport.call('HcnModifyEndpoint', node.pod, document), 'E_INVALIDARG');
    assert.deepEqual(node.policies, []);
  });
  factAt('M6', { missingRequestType: 'first' }, 'the defaults are Add and Port', async node => {
    await rejected(node.transport.call('HcnModifyEndpoint', node.pod, incomplete[0]!), 'HCN_E_REQUEST_UNSUPPORTED');
    await node.transport.call('HcnModifyEndpoint', node.pod, incomplete[1]!);
    assert.deepEqual(node.policies, [acl()]);
  });
  fact('M6', 'a request without policies is rejected', async ({ transport, pod }) => {
    for (const Settings of [undefined, {}]) {
      const document = JSON.stringify({ ResourceType: 'Policy', RequestType: 'Update', Settings });
      await rejected(transport.call('HcnModifyEndpoint', pod, document), 'E_INVALIDARG');
    }
  });

  fact('M7', 'known types are accepted', async node => {
    await rejected(node.update({ Type: 'Foo', Settings: {} }), 'HCN_E_INVALID_POLICY_TYPE');
    await rejected(node.update({ Type: 'acl', Settings: {} }), 'HCN_E_INVALID_POLICY_TYPE');
    await rejected(node.update({ Settings: {} }), INVALID);
    await node.update(ROUTE);
    assert.deepEqual(node.policies, [ROUTE]);
  });

  fact('M8', 'and so is Pass, which belongs to tiers', async node => {
    for (const fields of [{ Action: undefined }, { Direction: undefined }, { Action: 'Pass' }]) await rejectsAcl(node, fields);
  });

  fact('M9', 'in both address fields', async node => {
    const bad = [
      'Any',
      'any',
      'example.com',
      '10.0.0.0/33',
      '10.0.0',
      '10.0.0.1,',
      ',',
      '10.0.0.1, 10.0.0.2',
      '10.0.0.1-10.0.0.9',
      'fd00::/129',
    ];
    for (const list of bad) {
      await rejectsAcl(node, { LocalAddresses: list });
      await rejectsAcl(node, { RemoteAddresses: list });
    }
    for (const list of ['', '10.0.0.1', '10.0.0.0/8,10.1.0.1/32', 'fd00::/64,fd01::1']) await acceptsAcl(node, { RemoteAddresses: list });
  });
  const mixed = [{ RemoteAddresses: '10.0.0.1,fd00::1' }, { RemoteAddresses: '10.0.0.1', LocalAddresses: 'fd00::1' }];
  factAt('M9', { mixedFamilies: 'refuse' }, 'IPv4 and IPv6 in one ACL', async node => {
    for (const fields of mixed) await rejectsAcl(node, fields);
  });
  factAt('M9', { mixedFamilies: 'accept' }, 'IPv4 and IPv6 in one ACL', async node => {
    for (const fields of mixed) await acceptsAcl(node, fields);
  });
  fact(
    'M9',
    'a list longer than the limit, and more ACLs than the limit, are rejected',
    async node => {
      await acceptsAcl(node, { RemoteAddresses: '10.0.0.1,10.0.0.2' });
      await rejected(node.update(acl({ RemoteAddresses: '10.0.0.1,10.0.0.2,10.0.0.3' })), INVALID);
      await rejected(node.update(acl({ Id: '1' }), acl({ Id: '2' })), INVALID);
    },
    { limits: { addressesPerAcl: 2, aclsPerEndpoint: 1 } },
  );

  fact('M11', 'names, signs, and numbers above 256', async node => {
    for (const Protocols of ['TCP', '257', '-1', '6.0', '06', ' 6', '6,', ',']) await rejectsAcl(node, { Protocols });
    for (const Protocols of [undefined, '', '0', '6', '17', '132', '255', '256']) await acceptsAcl(node, { Protocols });
  });
  factAt('M11', { protocolList: 'refuse' }, 'several protocols', node => rejectsAcl(node, { Protocols: '6,17' }));
  factAt('M11', { protocolList: 'accept' }, 'several protocols without 256', async node => {
    await acceptsAcl(node, { Protocols: '6,17' });
    await rejected(node.update(acl({ Protocols: '6,256' })), INVALID);
  });

  fact('M12', 'in both port fields', async node => {
    const bad = ['abc', '70000', '65536', '90-80', '80,', ',', '-', '80-', '-80', '1-2-3', '80, 81', '0', '0-80', '080', 'http'];
    for (const ports of bad) {
      await rejectsAcl(node, { LocalPorts: ports });
      await rejectsAcl(node, { RemotePorts: ports });
    }
    for (const ports of ['', '80', '80,8080', '80-90', '80-80', '1-65535', '80,90-100,443']) await acceptsAcl(node, { LocalPorts: ports });
  });

  const portless = [undefined, '', '256', '1', '58'];
  factAt('M13', { portsWithoutProtocol: 'refuse' }, 'TCP, UDP and SCTP have ports', async node => {
    for (const Protocols of portless) await rejectsAcl(node, { Protocols, LocalPorts: '80' });
    for (const Protocols of ['6', '17', '132']) await acceptsAcl(node, { Protocols, LocalPorts: '80' });
  });
  factAt('M13', { portsWithoutProtocol: 'accept' }, 'they are accepted', async node => {
    for (const Protocols of portless) await acceptsAcl(node, { Protocols, LocalPorts: '80' });
  });

  const unusual = [{ Priority: 0 }, { Priority: undefined }, { Priority: 65501 }, { Priority: 65535 }, { RuleType: 'Host', Priority: 100 }];
  factAt('M14', { unusualPriority: 'refuse' }, 'any other is rejected', async node => {
    for (const fields of unusual) await rejectsAcl(node, fields);
    for (const fields of [
      { Priority: 1 },
      { Priority: 65500 },
      { RuleType: 'Host', Priority: undefined },
      { RuleType: 'Host', Priority: 0 },
    ]) {
      await acceptsAcl(node, fields);
    }
  });
  factAt('M14', { unusualPriority: 'accept' }, 'any other is accepted', async node => {
    for (const fields of unusual) await acceptsAcl(node, fields);
  });

  factAt('M15', { duplicateAdd: 'refuse' }, 'a policy that exists already is rejected', async node => {
    await node.modify('Add', [acl({ Id: '1' })]);
    await node.modify('Add', [acl({ Id: '2' }), ROUTE]);
    await rejected(node.modify('Add', [acl({ Id: '3' }), acl({ Id: '1' })]), 'HCN_E_POLICY_ALREADY_EXISTS');
    assert.deepEqual(node.policies, [acl({ Id: '1' }), acl({ Id: '2' }), ROUTE]);
  });
  factAt('M15', { duplicateAdd: 'append' }, 'a policy that exists already is stored twice', async node => {
    await node.modify('Add', [acl()]);
    await node.modify('Add', [acl()]);
    assert.deepEqual(node.policies, [acl(), acl()]);
  });

  const old = [OUTBOUND_NAT, ROUTE, acl({ Id: 'old' })];
  factAt('M16', { updateReplaces: 'perType' }, 'ACLs are always replaced, other types only if they are sent', async node => {
    node.hns.setPolicies(node.pod, old);
    await node.update(acl());
    assert.deepEqual(node.policies, [OUTBOUND_NAT, ROUTE, acl()]);
    await node.update(OUTBOUND_NAT);
    assert.deepEqual(node.policies, [ROUTE, OUTBOUND_NAT]);
  });
  factAt('M16', { updateReplaces: 'all' }, 'policies that are not sent are removed', async node => {
    node.hns.setPolicies(node.pod, old);
    await node.update(OUTBOUND_NAT, acl());
    assert.deepEqual(node.policies, [OUTBOUND_NAT, acl()]);
  });
  factAt('M16', { updateReplaces: 'sentTypes' }, 'ACLs stay if neither an ACL nor {} is sent', async node => {
    node.hns.setPolicies(node.pod, old);
    await node.update(OUTBOUND_NAT);
    assert.deepEqual(node.policies, [ROUTE, acl({ Id: 'old' }), OUTBOUND_NAT]);
    await node.update(acl());
    assert.deepEqual(node.policies, [ROUTE, OUTBOUND_NAT, acl()]);
    await node.update(OUTBOUND_NAT, {});
    assert.deepEqual(node.policies, [ROUTE, OUTBOUND_NAT]);
  });

  for (const updateReplaces of ['perType', 'all', 'sentTypes'] as const) {
    factAt('M17', { updateReplaces }, 'no ACL is left', async node => {
      node.hns.setPolicies(node.pod, old);
      await node.update({});
      assert.deepEqual(node.policies, updateReplaces === 'all' ? [] : [OUTBOUND_NAT, ROUTE]);
    });
  }
  factAt('M17', { emptyUpdate: 'refuse' }, 'an empty list is rejected', async node => {
    node.hns.setPolicies(node.pod, [acl()]);
    await rejected(node.update(), INVALID);
    assert.deepEqual(node.policies, [acl()]);
  });
  factAt('M17', { emptyUpdate: 'clear' }, 'an empty list clears too', async node => {
    node.hns.setPolicies(node.pod, old);
    await node.update();
    assert.deepEqual(node.policies, [OUTBOUND_NAT, ROUTE]);
  });
  factAt('M17', { emptyUpdate: 'ignore' }, 'an empty list has no effect', async node => {
    node.hns.setPolicies(node.pod, old);
    await node.update();
    assert.deepEqual(node.policies, old);
  });

  factAt('M18', { remove: 'exact' }, 'only the given fields are compared', async node => {
    const [first, second] = [acl({ Id: '1', Priority: 100 }), acl({ Id: '2' })];
    await node.update(first, second, acl({ Id: '3' }));
    await node.modify('Remove', [acl({ Id: '3' })]);
    assert.deepEqual(node.policies, [first, second]);
    await rejected(node.modify('Remove', [acl({ Id: '1' })]), 'HCN_E_POLICY_NOT_FOUND');
    await node.modify('Remove', [{ Type: 'ACL', Settings: { Id: '1' } }]);
    assert.deepEqual(node.policies, [second]);
    await rejected(node.modify('Remove', [second, second]), 'HCN_E_POLICY_NOT_FOUND');
    assert.deepEqual(node.policies, [second]);
  });
  factAt('M18', { remove: 'buggy' }, 'it succeeds without a change', async node => {
    await node.update(acl());
    await node.modify('Remove', [acl()]);
    assert.deepEqual(node.policies, [acl()]);
  });

  for (const reset of ['HCN_E_REQUEST_UNSUPPORTED', 'E_NOTIMPL'] as const) {
    factAt('M19', { reset }, 'neither changes a policy', async node => {
      await node.update(acl());
      await node.modify('Refresh', [acl({ Id: 'b' })]);
      await rejected(node.modify('Reset', []), reset);
      assert.deepEqual(node.policies, [acl()]);
    });
  }

  const half = [acl({ Id: 'good' }), acl({ Id: 'bad', LocalPorts: 'http' }), acl({ Id: 'late' })];
  factAt('M20', { invalidElement: 'atomic' }, 'no policy takes effect', async node => {
    await node.update(acl());
    await rejected(node.update(...half), INVALID);
    await rejected(node.modify('Add', half), INVALID);
    assert.deepEqual(node.policies, [acl()]);
  });
  factAt('M20', { invalidElement: 'partial' }, 'the policies before the invalid one take effect', async node => {
    await node.update(acl());
    await rejected(node.update(...half), INVALID);
    assert.deepEqual(node.policies, [acl({ Id: 'good' })]);
    await rejected(node.update(...half.slice(1)), INVALID);
    assert.deepEqual(node.policies, [acl({ Id: 'good' })]);
  });

  fact('M21', 'like an Overlay endpoint', node => acceptsAcl(node, { RuleType: 'Switch' }), { type: 'NAT' });

  const tier = {
    Type: 'TierAcl',
    Settings: { Name: 't', Direction: 'In', Order: 1, TierAclRules: [{ TierAclRuleAction: 'Pass', Priority: 1 }] },
  };
  const gates: readonly (readonly [
    feature: string,
    fields: Readonly<Record<string, unknown>>,
    below: [number, number],
    from: [number, number],
  ])[] = [
    ['Id', {}, [7, 1], [7, 2]],
    ['address lists', { RemoteAddresses: '10.0.0.1,10.0.0.2' }, [7, 1], [7, 2]],
    ['port ranges', { LocalPorts: '1-2' }, [7, 1], [7, 2]],
    ['protocol 252', { Protocols: '252' }, [10, 9], [11, 0]],
    ['IPv6', { RemoteAddresses: 'fd00::1' }, [11, 9], [11, 10]],
  ];
  for (const [feature, fields, below, from] of gates) {
    fact('M22', `${feature} since ${from.join('.')}`, async node => {
      const only = feature === 'Id' ? fields : { Id: undefined, ...fields };
      node.hns.version = { Major: below[0], Minor: below[1] };
      await rejectsAcl(node, only, 'HCN_E_INVALID_POLICY_TYPE');
      node.hns.version = { Major: from[0], Minor: from[1] };
      await acceptsAcl(node, only);
    });
  }
  for (const featureTooNew of ['HCN_E_INVALID_POLICY_TYPE', 'E_INVALIDARG'] as const) {
    factAt('M22', { featureTooNew }, 'TierAcl since 14.0', async node => {
      await node.update(tier);
      assert.deepEqual(node.policies, [tier]);
      node.hns.version = { Major: 13, Minor: 2 };
      await rejected(node.modify('Add', [{ ...tier, Settings: { ...tier.Settings, Name: 'u' } }]), featureTooNew);
    });
  }

  for (const remoteEndpoint of ['HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION', 'HCN_E_ENDPOINT_NOT_LOCAL'] as const) {
    factAt('M23', { remoteEndpoint }, 'the endpoint of another node’s pod', async node => {
      const id = node.hns.addEndpoint({ network: node.network, ips: ['10.225.0.9'], flags: 1 });
      await rejected(node.modify('Update', [acl()], id), remoteEndpoint);
    });
  }

  fact('M24', 'for each state', async node => {
    const { hns, pod } = node;
    for (const state of ['Created', 'Attached', 'AttachedSharing'] as const) {
      hns.setState(pod, state);
      await node.update(acl({ Id: state }));
      assert.deepEqual(node.policies, [acl({ Id: state })]);
    }
    for (const [state, code] of [
      ['Uninitialized', 'HCN_E_ENDPOINT_NOT_ATTACHED'],
      ['Detached', 'HCN_E_ENDPOINT_NOT_ATTACHED'],
      ['Degraded', 'HCN_E_DEGRADED_OPERATION'],
      ['Destroyed', 'HCN_E_ENDPOINT_NOT_FOUND'],
    ] as const) {
      hns.setState(pod, state);
      await rejected(node.update(acl()), code);
    }
  });

  fact('M25', 'an Update fails twice, then succeeds', async node => {
    node.hns.faults.plant({ on: 'HcnModifyEndpoint', id: node.pod.toUpperCase(), times: 2, fail: 'HCN_E_PORT_NOT_FOUND' });
    await rejected(node.update(acl()), 'HCN_E_PORT_NOT_FOUND');
    await rejected(node.update(acl()), 'HCN_E_PORT_NOT_FOUND');
    await node.update(acl());
    assert.deepEqual(node.policies, [acl()]);
  });

  const rich = acl({ RemoteAddresses: '10.0.0.1/32,10.1.0.0/16,10.2.0.1', LocalAddresses: '', Protocols: undefined });
  factAt('M28', { sameIdUpdate: 'replaced' }, 'the endpoint holds the new content', async node => {
    node.hns.setPolicies(node.pod, [acl({ RemoteAddresses: '10.0.0.1' })]);
    await node.update(acl({ RemoteAddresses: '10.0.0.2' }));
    assert.deepEqual(node.policies, [acl({ RemoteAddresses: '10.0.0.2' })]);
  });
  factAt('M28', { sameIdUpdate: 'kept' }, 'the endpoint holds the old content, and other Ids are stored and removed', async node => {
    const [old, gone, added] = [acl({ RemoteAddresses: '10.0.0.1' }), acl({ Id: 'gone' }), acl({ Id: 'added', Priority: 900 })];
    node.hns.setPolicies(node.pod, [old, gone]);
    assert.equal(await node.update(acl({ RemoteAddresses: '10.0.0.2' }), added), '');
    assert.deepEqual(node.policies, [old, added]);
  });

  factAt('M26', { readBack: 'verbatim' }, 'the policies are returned byte for byte', async node => {
    node.hns.setPolicies(node.pod, [OUTBOUND_NAT]);
    await node.update(OUTBOUND_NAT, rich, acl({ Id: 'b' }));
    assert.equal(JSON.stringify((await node.endpoint()).Policies), JSON.stringify([OUTBOUND_NAT, rich, acl({ Id: 'b' })]));
  });
  factAt(
    'M26',
    { readBack: 'normalised' },
    'keys, lists and defaults differ, the meaning is the same, and the policies may be sent back',
    async node => {
      await node.update(OUTBOUND_NAT_SENT, rich);
      const { Policies } = await node.endpoint();
      assert.deepEqual(Policies, [
        OUTBOUND_NAT_SENT,
        {
          Type: 'ACL',
          Settings: {
            Action: 'Allow',
            Direction: 'In',
            Id: 'a',
            Priority: 1000,
            Protocols: '256',
            RemoteAddresses: '10.2.0.1,10.1.0.0/16,10.0.0.1',
            RuleType: 'Switch',
            Scope: 0,
          },
        },
      ]);
      assert.deepEqual(Object.keys(Policies[1]!.Settings as object), Object.keys(Policies[1]!.Settings as object).sort());
      await node.update(...Policies);
      assert.deepEqual(node.policies, [OUTBOUND_NAT_SENT, rich]);
    },
  );

  for (const missingSet of ['HCN_E_INVALID_POLICY', 'HCN_E_INVALID_JSON_REFERENCE'] as const) {
    factAt('M27', { missingSet }, 'an existing set is accepted', async node => {
      await rejectsAcl(node, { RemoteAddresses: 'azure-npm-1' }, missingSet);
      await node.modifyNetwork('Add', {
        Type: 'SetPolicy',
        Settings: { Id: 'azure-npm-1', Name: 's', PolicyType: 'IPSET', Values: '10.0.0.1' },
      });
      await acceptsAcl(node, { RemoteAddresses: 'azure-npm-1' });
      node.hns.version = { Major: 12, Minor: 9 };
      await rejected(node.update(acl({ Id: 'b', RemoteAddresses: 'azure-npm-1' })), 'HCN_E_INVALID_POLICY_TYPE');
    });
  }

  coversTheTable('M');

  it('seeds and read policies are copies', () => {
    const seed = { Type: 'ACL', Settings: { Action: 'Allow' } };
    const node = new TestNode();
    node.hns.setPolicies(node.pod, [seed]);
    seed.Settings.Action = 'Block';
    (node.policies[0]!.Settings as { Action: string }).Action = 'Pass';
    assert.deepEqual(node.policies, [{ Type: 'ACL', Settings: { Action: 'Allow' } }]);
  });
});

/** Removes the field that only a seed can have. */
const OUTBOUND_NAT_SENT = { Type: OUTBOUND_NAT.Type, Settings: OUTBOUND_NAT.Settings };
