/**
 * The row of the capability table for Windows. HNS does not filter SCTP. Its ACLs have no names and no negative match, so the setting
 * `translate` decides about each feature that addresses and port numbers can express.
 */
import type { Backend, Support } from '../core/backend.ts';
import { FEATURES, type FeatureName } from '../core/feature.ts';

interface TranslationOf {
  readonly feature: FeatureName;
  /** For the documents. */
  readonly how: string;
}

/** By value of the setting `translate`. */
const TRANSLATIONS = {
  'named-ports': { feature: 'named-port', how: "to the numbers that the destination pods' containers define" },
  'negative-selectors': { feature: 'negative-selector', how: 'to the addresses of the selected pods' },
  except: { feature: 'except', how: 'to the blocks around the exceptions' },
  ipv6: { feature: 'ipv6', how: 'to ACLs for IPv6 addresses' },
} as const satisfies Record<string, TranslationOf>;

export type Translation = keyof typeof TRANSLATIONS;

export const TRANSLATION_NAMES = Object.keys(TRANSLATIONS) as Translation[];

export function windows(translate: readonly Translation[]): Backend {
  const translated = new Set<FeatureName>(translate.map(name => TRANSLATIONS[name].feature));
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
    translations: Object.fromEntries(TRANSLATION_NAMES.map(name => [TRANSLATIONS[name].feature, name])),
  };
}

/** For the documents. Undefined: it cannot be translated. */
export function translationOf(feature: FeatureName): { readonly name: Translation; readonly how: string } | undefined {
  const name = TRANSLATION_NAMES.find(known => TRANSLATIONS[known].feature === feature);
  return name && { name, how: TRANSLATIONS[name].how };
}

/** Without the setting. */
export const WINDOWS: Backend = windows([]);
