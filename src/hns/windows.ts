/**
 * The row of the capability table for Windows. HNS does not filter SCTP. Its ACLs have no names and no negative match, so the setting
 * `translate` decides about each feature that addresses and port numbers can express.
 */
import type { Backend, Support } from '../core/backend.ts';
import { FEATURES, type FeatureName } from '../core/feature.ts';

/** The values of the setting `translate`, and the feature of each. */
const TRANSLATIONS = {
  'named-ports': 'named-port',
  'negative-selectors': 'negative-selector',
  except: 'except',
  ipv6: 'ipv6',
} as const satisfies Record<string, FeatureName>;

export type Translation = keyof typeof TRANSLATIONS;

export const TRANSLATION_NAMES = Object.keys(TRANSLATIONS) as Translation[];

export function windows(translate: readonly Translation[]): Backend {
  const translated = new Set<FeatureName>(translate.map(name => TRANSLATIONS[name]));
  const support = (name: FeatureName): Support => (translated.has(name) ? 'translated' : 'rejected');
  return {
    name: 'Windows',
    features: FEATURES,
    support: {
      sctp: 'rejected',
      'named-port': support('named-port'),
      'negative-selector': support('negative-selector'),
      ipv6: support('ipv6'),
      except: support('except'),
    },
    translations: Object.fromEntries(TRANSLATION_NAMES.map(name => [TRANSLATIONS[name], name])),
  };
}

/** Without the setting. */
export const WINDOWS: Backend = windows([]);
