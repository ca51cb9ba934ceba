import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { nodeAddresses } from '../../../src/agent/enforcement/node-addresses.ts';

const v4 = (address: string, internal = false): NetworkInterfaceInfo => ({
  family: 'IPv4',
  address,
  netmask: '',
  mac: '',
  cidr: null,
  internal,
});
const v6 = (address: string): NetworkInterfaceInfo => ({
  family: 'IPv6',
  address,
  netmask: '',
  mac: '',
  cidr: null,
  internal: false,
  scopeid: 0,
});

describe('agent/enforcement/node-addresses', () => {
  it('returns the addresses of all interfaces without loopback and link-local, canonical, sorted and distinct', () => {
    assert.deepEqual(
      nodeAddresses({
        Ethernet: [v4('10.224.0.4'), v6('fe80::1%12'), v6('FD00:0:0::4')],
        'vEthernet (azure)': [v4('10.224.0.4'), v4('10.224.0.30'), v4('169.254.7.7')],
        Loopback: [v4('127.0.0.1', true)],
        gone: undefined,
      }),
      ['10.224.0.30', '10.224.0.4', 'fd00::4'],
    );
  });

  it('returns no address without an interface', () => {
    assert.deepEqual(nodeAddresses({}), []);
  });
});
