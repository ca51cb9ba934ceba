/** The row of the capability table for Windows. HNS does not filter SCTP, and its ACLs have no negative match and no names. */
import type { Backend } from '../core/backend.ts';
import { FEATURES } from '../core/feature.ts';

export const WINDOWS: Backend = {
  name: 'Windows',
  features: FEATURES,
  support: {
    sctp: 'rejected',
    'named-port': 'rejected',
    'negative-selector': 'rejected',
    ipv6: 'rejected',
    except: 'rejected',
  },
};
