/** Errors in ACLs, each as a change to the stored policies of one endpoint. */
import { isOurs } from '../../src/hns/document/owner.ts';
import type { Policy } from '../../src/simulator/hns/records.ts';

export const TAMPERED: Readonly<Record<string, (policies: readonly Policy[]) => Policy[]>> = {
  'the blocking catch-all ACL is missing': without(({ Action, Priority }) => Action === 'Block' && Priority === 65000),
  'the allowing catch-all ACL of an open direction is missing': without(({ Action, Priority }) => Action === 'Allow' && Priority === 65000),
  'grants are missing': without(({ Priority }) => Priority === 1000),
  'the ACLs for the own node and the pod itself are missing': without(({ Priority }) => Priority === 300),
  'the Host rules are missing': without(({ RuleType }) => RuleType === 'Host'),
  'peers are left out': each(({ RemoteAddresses: _, ...acl }) => acl),
  'ports are left out': each(({ LocalPorts: _local, RemotePorts: _remote, ...acl }) => acl),
  'local and remote ports are swapped': each(({ LocalPorts, RemotePorts, ...acl }) => ({
    ...acl,
    ...(LocalPorts !== undefined && { RemotePorts: LocalPorts }),
    ...(RemotePorts !== undefined && { LocalPorts: RemotePorts }),
  })),
  'TCP and UDP are swapped': each(acl => ({
    ...acl,
    ...(acl.Protocols !== undefined && { Protocols: acl.Protocols === '6' ? '17' : '6' }),
  })),
  'the directions are swapped': each(acl => ({ ...acl, Direction: acl.Direction === 'In' ? 'Out' : 'In' })),
  'Allow and Block have one priority': each(acl => (acl.RuleType === 'Switch' ? { ...acl, Priority: 1000 } : acl)),
};

type Acl = Readonly<Record<string, unknown>>;

function without(is: (acl: Acl) => boolean): (policies: readonly Policy[]) => Policy[] {
  return policies => policies.filter(policy => !isOurs(policy as never) || !is(policy.Settings as Acl));
}

function each(change: (acl: Acl) => Acl): (policies: readonly Policy[]) => Policy[] {
  return policies => policies.map(policy => (isOurs(policy as never) ? { ...policy, Settings: change(policy.Settings as Acl) } : policy));
}
