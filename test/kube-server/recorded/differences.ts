/** The differences that remain between the embedded server and the recorded one, with their reasons. */

export interface KnownDifference {
  readonly reason: string;
  /** Matches the whole path of each difference. */
  readonly path: RegExp;
  /** All cases that have such a difference, and no others. */
  readonly cases: readonly string[];
}

export const VALIDATION: readonly KnownDifference[] = [
  {
    reason:
      'The embedded server stores ValidatingAdmissionPolicies and does not evaluate them. test/deploy/admission.test.ts covers their expressions.',
    path: /warnings(\[\d\])?/,
    cases: ['cidr-v6', 'cidr-v6-uncompressed', 'cidr-v6-upper', 'except-duplicate'].flatMap(name =>
      ['strict', 'warn', 'ignore'].map(mode => `networkpolicy-${name}-${mode}`),
    ),
  },
];

export const PROTOCOL: readonly KnownDifference[] = [
  {
    reason: 'The recorded server ran without the admission plugin ServiceAccount.',
    path: /(body|.*\.object|body\.items\[\d\])\.spec\.serviceAccount(Name)?/,
    cases: words(`
      create-pod-a create-pod-b create-pod-c create-pod-d create-pod-e status-patch status-via-main-ignored status-put
      status-podip-only status-podips-mismatch status-v6-upper status-same-ip-as-other-pod list list-limit-2 list-continue
      list-limit-rv0 list-rv0 list-exact-now list-notolder list-limit-negative list-field-nodename list-field-podip
      list-field-phase list-field-name list-field-hostnetwork list-label accept-any 409-uid dryrun generate-name finalizer-create
      finalizer-delete finalizer-after finalizer-remove grace-delete grace-after grace-0 watch-no-rv watch-rv0 watch-rv watch-rv1
      watch-continue watch-bool-odd watch-rv-bookmarks watch-list watch-list-rv watch-list-rv0 watch-list-no-bookmarks
      watch-list-field watch-send-false
    `),
  },
  {
    reason: 'The embedded server has no YAML answers. kubectl and the agent ask for JSON.',
    path: /status|content-type|body/,
    cases: ['accept-yaml'],
  },
  {
    reason:
      'The recorded answer is to the body of the DELETE before it, which had no length. The embedded server receives the request alone.',
    path: /status|content-type|cache-control|body/,
    cases: ['401-bad-token'],
  },
  {
    reason:
      'The recorded cluster wrote leases during the watch, which made its version newer than the watch. Nothing else writes during the replay.',
    path: /events\[8\]/,
    cases: ['watch-send-false'],
  },
];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
