/** Evaluates a list of ACLs for a packet, from the HNS documents alone. The tests compare with this simple second implementation. */
import assert from 'node:assert/strict';
import type { AclPolicy } from '../../../src/hns/document/schema.ts';
import { inBlock } from '../../oracle/bits.ts';

export interface TestPacket {
  readonly peer: string;
  /** IANA number. */
  readonly protocol: number;
  /** Destination port. */
  readonly port: number;
}

/** `unmatched`: Windows Server 2025 blocks, Windows Server 2022 allows. */
export function judge(acls: readonly AclPolicy[], direction: 'In' | 'Out', packet: TestPacket): 'Allow' | 'Block' | 'unmatched' {
  const hits = acls.map(acl => acl.Settings).filter(acl => acl.RuleType === 'Switch' && acl.Direction === direction && hit(acl, packet));
  const first = Math.min(...hits.map(acl => acl.Priority!));
  const actions = new Set(hits.filter(acl => acl.Priority === first).map(acl => acl.Action));
  assert.ok(actions.size <= 1, `two actions at priority ${first}`);
  return [...actions][0] ?? 'unmatched';
}

function hit(acl: AclPolicy['Settings'], { peer, protocol, port }: TestPacket): boolean {
  assert.equal(acl.LocalAddresses, undefined);
  assert.equal(acl.Direction === 'In' ? acl.RemotePorts : acl.LocalPorts, undefined, 'source ports are never matched');
  const ports = acl.Direction === 'In' ? acl.LocalPorts : acl.RemotePorts;
  if (acl.Protocols !== undefined && acl.Protocols !== String(protocol)) return false;
  if (ports !== undefined && !ports.split(',').some(item => inRange(item, port))) return false;
  return (
    acl.RemoteAddresses === undefined ||
    acl.RemoteAddresses.split(',').some(item => inBlock(item.includes('/') ? item : `${item}/${item.includes(':') ? 128 : 32}`, peer))
  );
}

function inRange(item: string, port: number): boolean {
  const [first, last = first] = item.split('-').map(Number);
  return port >= first! && port <= last!;
}
