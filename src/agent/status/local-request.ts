/** Recognises requests from programs on this machine. Only they see names of pods and policies. */
import { BlockList, isIPv6 } from 'node:net';

export interface Origin {
  /** The client's address. It may be IPv4-mapped, as from a dual-stack socket: `::ffff:127.0.0.1`. */
  readonly peer: string | undefined;
  /** The Host header, for instance `127.0.0.1:9464`. */
  readonly host: string | undefined;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/**
 * A loopback peer is not enough: a web page can make its name resolve to 127.0.0.1 and read the answers with the user's browser, for instance
 * through `kubectl port-forward`. Such a request has the page's name as Host.
 */
export function isLocal({ peer, host }: Origin): boolean {
  if (!isLoopback(peer)) return false;
  const name = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host ?? '');
  const value = name?.[1] ?? name?.[2];
  return value?.toLowerCase() === 'localhost' || isLoopback(value);
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
