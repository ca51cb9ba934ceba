/** k/k pkg/apis/core/validation: ConfigMaps. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../../src/simulator/kube/object.ts';
import type { FieldErrors } from '../../../src/simulator/kube/validation/field-errors.ts';

const KEY = '[-._a-zA-Z0-9]+';
const BAD_KEY =
  `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for ` +
  `validation is '${KEY}')`;
const LIMIT = 1024 * 1024;

export function validateConfigMap(map: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  const { data = {}, binaryData = {} }: { data?: Record<string, string>; binaryData?: Record<string, string> } = map as object;
  let size = 0;
  for (const [field, entries] of Object.entries({ data, binaryData })) {
    for (const [key, value] of Object.entries(entries)) {
      const at = `${field}[${key}]`;
      if (!new RegExp(`^${KEY}$`).test(key)) errors.invalid(at, key, BAD_KEY);
      else if (key.length > 253) errors.invalid(at, key, 'must be no more than 253 characters');
      if (field === 'binaryData' && key in data) errors.invalid(at, key, 'duplicate of key present in data');
      size += Buffer.byteLength(value, field === 'binaryData' ? 'base64' : 'utf8');
    }
  }
  if (size > LIMIT) errors.tooLong('', LIMIT);
  if (!old?.immutable) return;
  if (!map.immutable) errors.forbidden('immutable', 'field is immutable when `immutable` is set');
  for (const field of ['data', 'binaryData']) {
    if (!isDeepStrictEqual(map[field], old[field])) errors.forbidden(field, 'field is immutable when `immutable` is set');
  }
}
