import type { CriErrorReason } from './cri-error.ts';

export type CriHealth =
  /** `criEndpoint` is empty. */
  | { readonly state: 'off' }
  /** The first list has not been answered yet. */
  | { readonly state: 'starting' }
  | {
      readonly state: 'connected';
      /** Name and version, for instance `containerd 1.7.24`. */
      readonly runtime: string;
      /** The runtime reports changes itself, besides the lists. */
      readonly events: boolean;
    }
  | {
      readonly state: 'failing';
      /** `restarts`: the server went away less than a minute ago. `missing`: it has been away for longer, or was never there. */
      readonly reason: Exclude<CriErrorReason, 'gone'> | 'restarts';
      readonly message: string;
    };
