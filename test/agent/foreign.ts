import type { Policy } from '../../src/simulator/hns/records.ts';

/** Policies of a CNI plugin on an endpoint, in forms that the agent does not write. */
export const FOREIGN: readonly Policy[] = [
  { Type: 'OutBoundNAT', Settings: { Exceptions: ['10.224.0.0/16'], VIP: '' } },
  { Type: 'SDNRoute', Settings: { DestinationPrefix: '10.0.0.0/16', NeedEncap: true }, Comment: 'a field nobody knows' },
  {
    Type: 'ACL',
    Settings: {
      Protocols: '6',
      Action: 'Block',
      Direction: 'Out',
      RemoteAddresses: '168.63.129.16/32',
      RemotePorts: '80',
      Priority: 200,
      Scope: 0,
    },
  },
  { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'In', Priority: 65499 } },
  { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'Out', Priority: 65499 } },
  { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'In', RuleType: 'Host' } },
  { Type: 'ACL', Settings: { Action: 'Allow', Direction: 'Out', RuleType: 'Host' } },
];
