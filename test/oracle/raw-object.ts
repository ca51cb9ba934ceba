/** The parts that raw objects of all kinds share. */

type Maybe<T> = T | null | undefined;

export interface RawMeta {
  readonly name: string;
  readonly namespace?: Maybe<string>;
  readonly uid?: string;
  readonly labels?: Maybe<Readonly<Record<string, string>>>;
  readonly deletionTimestamp?: Maybe<string>;
}

export interface RawObject<K extends string, V extends string = 'v1'> {
  readonly apiVersion: V;
  readonly kind: K;
  readonly metadata: RawMeta;
}

export interface RawSelector {
  readonly matchLabels?: Maybe<Readonly<Record<string, string>>>;
  readonly matchExpressions?: Maybe<readonly RawRequirement[]>;
}

export interface RawRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: Maybe<readonly string[]>;
}
