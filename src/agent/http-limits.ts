/** The bounds of the agent's HTTP servers. Any process that reaches their ports can open connections. */
import type { Server, ServerOptions } from 'node:http';
import { limitConnections } from './connection-limit.ts';

export interface HttpLimits {
  readonly connections: number;
  readonly headerBytes: number;
  /** Milliseconds for a client to send a request, and to go on reading an answer. */
  readonly timeoutMs: number;
  /** Called for each connection that is ended because too many are open. */
  readonly onConnectionEnded: () => void;
}

export type Limited = Pick<Server, 'on' | 'setTimeout' | 'maxRequestsPerSocket'>;

/** A connection can send many requests at once, and each holds its answer. */
const MOST_REQUESTS = 100;

/** Options for the creation of the server. */
export function limitedOptions({ headerBytes, timeoutMs }: HttpLimits): ServerOptions {
  return {
    maxHeaderSize: headerBytes,
    headersTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    connectionsCheckingInterval: Math.min(timeoutMs, 1_000),
  };
}

/** Bounds the connections of the server, their requests, and the pauses of a client that reads its answer. */
export function limitServer(server: Limited, { connections, timeoutMs, onConnectionEnded }: HttpLimits): void {
  server.maxRequestsPerSocket = MOST_REQUESTS;
  server.setTimeout(timeoutMs);
  limitConnections(server, { most: connections, onEnded: onConnectionEnded });
}
