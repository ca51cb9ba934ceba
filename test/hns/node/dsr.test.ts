import assert from 'node:assert/strict';
import { loadBalancersOf } from '../../../src/hns/document/policy-list.ts';
import type { EndpointPolicy } from '../../../src/hns/document/schema.ts';
import { type DsrMode, dsrOf } from '../../../src/hns/node/dsr.ts';

const KUBERNETES = '10.96.0.1';
const list = (fields: object) => ({ ID: 'x', Policies: [{ Type: 'ELB', ...fields }] });
const WITH = { VIPs: [KUBERNETES], IsDSR: true };
const WITHOUT = { VIPs: [KUBERNETES] };
const OTHER_WITH = { VIPs: ['203.0.113.7'], IsDSR: true };
const OTHER_WITHOUT = { VIPs: ['203.0.113.7'], IsDSR: false };
const NODE_PORT = { VIPs: null, IsDSR: true };

const ROUTE: EndpointPolicy = { Type: 'SDNRoute', Settings: { DestinationPrefix: '10.96.0.0/16', NeedEncap: true } };
const LOOPBACK: EndpointPolicy = { Type: 'OutBoundNAT', Settings: { Destinations: ['10.0.0.4'] } };
const NAT: EndpointPolicy = { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.0.0.0/8'] } };

const CASES: readonly (readonly [
  what: string,
  lists: readonly object[] | undefined,
  policies: EndpointPolicy[],
  serviceAddress: string | undefined,
  mode: DsrMode,
])[] = [
  ['the load balancer of kubernetes has IsDSR', [WITH], [], KUBERNETES, 'on'],
  ['it has none', [WITHOUT], [], KUBERNETES, 'off'],
  ['it decides against those of other addresses', [WITH, OTHER_WITHOUT], [], KUBERNETES, 'on'],
  ['the same without DSR', [WITHOUT, OTHER_WITH], [], KUBERNETES, 'off'],
  ['it decides against a route of the CNI plugin', [WITH], [ROUTE], KUBERNETES, 'on'],
  ['its ports differ', [WITH, WITHOUT], [], KUBERNETES, 'unknown'],
  ['kubernetes is not known, and all load balancers have IsDSR', [WITH, OTHER_WITH], [], undefined, 'on'],
  ['kubernetes is not known, and none has it', [WITHOUT, OTHER_WITHOUT], [], undefined, 'off'],
  ['kubernetes is not known, and they differ', [WITH, OTHER_WITHOUT], [ROUTE], undefined, 'unknown'],
  ['kubernetes has none, and all others have IsDSR', [OTHER_WITH], [], KUBERNETES, 'on'],
  ['only NodePorts', [NODE_PORT], [], KUBERNETES, 'unknown'],
  ['no load balancer and no route', [], [NAT], KUBERNETES, 'unknown'],
  ['HNS returned no load balancers', undefined, [], KUBERNETES, 'unknown'],
  ['a route to the Services', [], [ROUTE], KUBERNETES, 'off'],
  ['the same, and HNS returned no load balancers', undefined, [NAT, ROUTE], KUBERNETES, 'off'],
  ['a route of a CNI plugin that is set up for DSR', [], [ROUTE, LOOPBACK], KUBERNETES, 'unknown'],
  ['a route, and the Services are not known', [], [ROUTE], undefined, 'unknown'],
  ['a route to another network', [], [ROUTE], '10.97.0.1', 'unknown'],
  ['a route without encapsulation', [], [{ ...ROUTE, Settings: { DestinationPrefix: '10.96.0.0/16' } }], KUBERNETES, 'unknown'],
  ['a route to no CIDR', [], [{ ...ROUTE, Settings: { DestinationPrefix: '10.96.0.0', NeedEncap: true } }], KUBERNETES, 'unknown'],
  ['policies without settings', [], [{ Type: 'SDNRoute' }, { Type: 'OutBoundNAT', Settings: null }], KUBERNETES, 'unknown'],
  ['a name instead of the address of kubernetes', [], [ROUTE], 'api.example.com', 'unknown'],
];

describe('hns/node/dsr', () => {
  for (const [what, lists, Policies, serviceAddress, mode] of CASES) {
    it(`${what}: ${mode}`, () => {
      const loadBalancers = lists && loadBalancersOf(lists.map(list));
      assert.equal(dsrOf({ loadBalancers, endpoints: [{ Policies: [] }, { Policies }, {}], serviceAddress }).mode, mode);
    });
  }

  it('policy lists of other kinds and with unknown fields are read', () => {
    const lists = [
      { ID: 'a' },
      { Policies: null },
      { Policies: ['x', { Type: 'L4Proxy' }, { Type: 'ELB', IsDSR: 'yes' }] },
      list({ ...WITH, New: 1 }),
    ];
    assert.deepEqual(loadBalancersOf(lists), [{ VIPs: [], IsDSR: false }, WITH]);
    for (const other of [undefined, null, {}, 'x', [null, 7]]) assert.deepEqual(loadBalancersOf(other), []);
  });
});
