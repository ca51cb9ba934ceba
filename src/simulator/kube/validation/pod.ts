/** k/k pkg/apis/core/validation: pods, and their immutable fields. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../object.ts';
import { addressProblems, nonCanonicalV6 } from './addresses.ts';
import type { Container } from './container.ts';
import type { FieldErrors } from './field-errors.ts';
import { validatePodSpec } from './pod-spec.ts';

export function validatePod(pod: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validatePodSpec(pod.spec, 'spec', errors);
  validateAddresses(pod.status?.podIPs ?? [], errors);
  if (old && !isDeepStrictEqual(unchangeable(pod), unchangeable(old))) errors.forbidden('spec', FIXED);
}

const FIXED =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,' +
  '`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The spec without the fields that an update may change. Clients cannot change nodeName, because binding is a subresource. */
function unchangeable(pod: KubeObject): unknown {
  const { activeDeadlineSeconds, tolerations, terminationGracePeriodSeconds, ...spec } = pod.spec;
  const imageless = (containers: Container[] | undefined) => containers?.map(({ image, ...rest }) => rest);
  return { ...spec, containers: imageless(spec.containers), initContainers: imageless(spec.initContainers) };
}

function validateAddresses(addresses: readonly { ip: string }[], errors: FieldErrors): void {
  for (const [i, { ip }] of addresses.entries()) errors.check(`status.podIPs[${i}]`, ip, addressProblems(ip));
  if (errors.causes.length > 0 || addresses.length < 2) return;
  const families = new Set(addresses.map(({ ip }) => ip.includes(':')));
  if (families.size === addresses.length) return;
  // The Go field has the name in capitals.
  const shown = addresses.map(({ ip }) => ({ IP: ip }));
  errors.invalid('status.podIPs', shown, 'may specify no more than one IP for each IP family');
}

export function podWarnings({ status }: KubeObject): string[] {
  return (status?.podIPs ?? []).flatMap(({ ip }: { ip: string }, i: number) => {
    const best = nonCanonicalV6(ip);
    if (best === undefined) return [];
    return [`status.podIPs[${i}].ip: IPv6 address ${JSON.stringify(ip)} should be in RFC 5952 canonical format (${JSON.stringify(best)})`];
  });
}
