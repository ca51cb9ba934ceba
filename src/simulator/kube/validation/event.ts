/** k/k pkg/apis/core/validation/events.go. Lenient for core/v1, strict for events.k8s.io/v1, in which only the series may change. */
import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../object.ts';
import type { FieldErrors } from './field-errors.ts';
import { dnsSubdomain, qualifiedName } from './names.ts';

/** events.k8s.io/v1, in stored form. */
export function validateEvent(event: KubeObject, old: KubeObject | undefined, errors: FieldErrors): void {
  validateCoreEvent(event, old, errors);
  if (old) validateUpdate(event, old, errors);
  else validateCreate(event, errors);
}

export function validateCoreEvent(event: KubeObject, _old: KubeObject | undefined, errors: FieldErrors): void {
  const namespace = event.metadata.namespace ?? '';
  const involved: string = event.involvedObject?.namespace ?? '';
  const mismatch = () => errors.invalid('involvedObject.namespace', involved, 'does not match event.namespace');
  if (event.eventTime === undefined) {
    if (involved === '' ? namespace !== 'default' : namespace !== involved) mismatch();
    return;
  }
  if (involved === '' && namespace !== 'default' && namespace !== 'kube-system') mismatch();
  for (const [field, value] of [
    ['reportingController', event.reportingComponent],
    ['reportingInstance', event.reportingInstance],
    ['action', event.action],
    ['reason', event.reason],
  ] as const) {
    if (!value) errors.required(field);
    if (field === 'reportingController') errors.check(field, value ?? '', qualifiedName(value ?? ''));
    else if (value && value.length > 128) errors.invalid(field, '', 'can have at most 128 characters');
  }
  if (Buffer.byteLength(event.message ?? '') > 1024) errors.invalid('message', '', 'can have at most 1024 characters');
}

function validateCreate(event: KubeObject, errors: FieldErrors): void {
  errors.check('metadata.name', event.metadata.name ?? '', dnsSubdomain(event.metadata.name ?? ''));
  validateSeries(event, errors);
  if (event.eventTime === undefined) errors.required('eventTime');
  if (event.type !== 'Normal' && event.type !== 'Warning') errors.invalid('type', '', `has invalid value: ${event.type ?? ''}`);
  for (const field of ['firstTimestamp', 'lastTimestamp', 'count']) if (event[field]) errors.invalid(field, '', 'needs to be unset');
  if (event.source?.component || event.source?.host) errors.invalid('source', '', 'needs to be unset');
}

const FIXED = `involvedObject reason message source firstTimestamp lastTimestamp count type eventTime action related reportingComponent
  reportingInstance`.split(/\s+/);

function validateUpdate(event: KubeObject, old: KubeObject, errors: FieldErrors): void {
  if (!isDeepStrictEqual(event.series, old.series)) validateSeries(event, errors);
  for (const field of FIXED) if (!isDeepStrictEqual(event[field], old[field])) errors.invalid(field, event[field], 'field is immutable');
}

function validateSeries({ series }: KubeObject, errors: FieldErrors): void {
  if (series === undefined) return;
  if ((series.count ?? 0) < 2) errors.invalid('series.count', '', 'should be at least 2');
  if (series.lastObservedTime === undefined) errors.required('series.lastObservedTime');
}
