/** Rules for names of kinds that only tests write (apimachinery util/validation, k/k pkg/apis/core/validation). */
import type { Check } from '../../src/simulator/kube/validation/names.ts';

/** Of a service: a DNS label that begins with a letter. */
export const serviceName: Check = text => [
  ...(text.length > 63 ? ['must be no more than 63 characters'] : []),
  ...(/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(text) ? [] : [NO_DNS_1035_LABEL]),
];

const NO_DNS_1035_LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric " +
  "character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

/** Of roles, bindings and admission policies: any text that is one segment of a URL's path. */
export const pathSegment: Check = text => [
  ...(text === '.' || text === '..' ? [`may not be '${text}'`] : []),
  ...(text.includes('/') ? ["may not contain '/'"] : []),
  ...(text.includes('%') ? ["may not contain '%'"] : []),
];
