/** The capability table. Each backend supports each feature of `feature.ts` in one of three ways. */
import type { Feature, FeatureName } from './feature.ts';

/**
 * `native`: the backend has the feature itself. `translated`: the lowering expresses it exactly by other means. `rejected`: the entry that
 * uses it allows no traffic, and an issue reports it.
 */
export type Support = 'native' | 'translated' | 'rejected';

/** One row of the table. */
export interface Backend {
  /** For messages: "not supported on Windows". */
  readonly name: string;
  /** The columns of the table. */
  readonly features: readonly Feature[];
  readonly support: Readonly<Record<FeatureName, Support>>;
  /** The value of the setting `translate` for each feature that it can switch on. For messages. */
  readonly translations: Readonly<Partial<Record<FeatureName, string>>>;
}

export function isSupported({ support }: Backend, name: FeatureName): boolean {
  return support[name] !== 'rejected';
}

export function rejectedBy({ features, support }: Backend): readonly Feature[] {
  return features.filter(({ name }) => support[name] === 'rejected');
}

export function translatedBy({ features, support }: Backend): readonly Feature[] {
  return features.filter(({ name }) => support[name] === 'translated');
}
