import assert from 'node:assert/strict';
import { match } from '../../../src/agent/enforcement/match.ts';
import { Cluster } from '../../../src/core/cluster.ts';
import { NODE, pod } from '../objects.ts';

describe('the type of a network in any case', () => {
  const cluster = new Cluster();
  cluster.set('pod', pod('server', '10.224.0.72'));
  const owned = (Type: string, networkTypes?: readonly ['L2Bridge']) =>
    match(
      [{ ID: 'e', HostComputeNetwork: 'n', IpConfigurations: [{ IpAddress: '10.224.0.72' }] }],
      [{ ID: 'n', Name: 'azure', Type }],
      cluster,
      NODE,
      networkTypes && { networkTypes },
    ).owned.map(({ networkType }) => networkType);

  for (const Type of ['L2Bridge', 'l2bridge', 'L2BRIDGE']) {
    it(`recognises ${Type} as a pod network`, () => assert.deepEqual(owned(Type), ['L2Bridge']));
    it(`matches ${Type} with the configured type`, () => assert.deepEqual(owned(Type, ['L2Bridge']), ['L2Bridge']));
  }

  it('does not treat an unknown type as a pod network', () => assert.deepEqual(owned('Bridge'), []));
});
