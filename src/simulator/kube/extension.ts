/** The server's plug-in interface. An extension adds kinds and services. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Attributes } from './attributes.ts';
import type { Authenticator, User } from './authentication.ts';
import type { KubeObject } from './object.ts';
import type { Patch } from './patch/patch.ts';
import type { Messages } from './protobuf-messages.ts';
import type { Resource } from './resource.ts';
import type { Store } from './store.ts';

export interface Extension {
  readonly kinds?: readonly Resource[];
  /** The protobuf messages of these kinds. */
  readonly messages?: Messages;
  /** Kinds of patch, by media type. */
  readonly patches?: Readonly<Record<string, Patch>>;
  /** Called once per server, while its store is empty. */
  readonly start?: (store: Store) => Services;
}

export interface Services {
  /** Authenticates tokens that the server does not know. */
  readonly authenticator?: Authenticator;
  /** The user that a request acts as. @throws StatusError 403 */
  readonly impersonate?: (requester: User, request: IncomingMessage) => User;
  /** Default: every user may do everything. @throws StatusError 403 */
  readonly authorize?: (user: User, attributes: Attributes) => void;
  /** By kind, for the resources that the server does not store. */
  readonly reviews?: Readonly<Record<string, Review>>;
  /** Takes over connections that change the protocol. @throws StatusError */
  readonly upgrade?: (upgrade: Upgrade) => void;
}

/** An authenticated and authorized request with `Connection: Upgrade`. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** The first bytes of the new protocol. */
  readonly head: Buffer;
  readonly user: User;
  readonly attributes: Attributes;
  readonly query: URLSearchParams;
}

/** @returns the review with its status. @throws StatusError */
export type Review = (review: KubeObject, user: User) => KubeObject;
