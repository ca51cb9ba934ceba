/** A request on a resource, and the parts of the server that serve it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attributes } from './attributes.ts';
import type { User } from './authentication.ts';
import type { Review } from './extension.ts';
import type { Faults } from './faults.ts';
import type { Patches } from './patch/patch.ts';
import type { Messages } from './protobuf-messages.ts';
import type { ResourcePath } from './route.ts';
import type { Store } from './store.ts';

export interface ResourceRequest {
  readonly path: ResourcePath;
  readonly verb: string;
  readonly user: User;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Warnings for the client. Handlers add to it. */
  readonly warnings: string[];
}

export interface Backend {
  readonly store: Store;
  readonly faults: Faults;
  /** Milliseconds. */
  readonly bookmarkInterval: number;
  /** The milliseconds of a second. */
  readonly second: number;
  readonly messages: Messages;
  readonly patches: Patches;
  readonly reviews: Readonly<Record<string, Review>>;
  /** @throws StatusError 403 */
  readonly authorize: (user: User, attributes: Attributes) => void;
}
