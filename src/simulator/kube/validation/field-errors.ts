/** Collects an object's field errors with the messages of a real server (apimachinery util/validation/field). */
import type { Cause } from '../status.ts';

export class FieldErrors {
  readonly causes: Cause[] = [];

  invalid(field: string, value: unknown, problem: string): void {
    this.#add('FieldValueInvalid', field, `Invalid value: ${show(value)}: ${problem}`);
  }

  /** Adds an `Invalid value` for each problem that a check of names.ts returned. */
  check(field: string, value: string | number, problems: readonly string[]): void {
    for (const problem of problems) this.invalid(field, value, problem);
  }

  required(field: string, why = ''): void {
    this.#add('FieldValueRequired', field, why === '' ? 'Required value' : `Required value: ${why}`);
  }

  forbidden(field: string, why: string): void {
    this.#add('FieldValueForbidden', field, `Forbidden: ${why}`);
  }

  duplicate(field: string, value: unknown): void {
    this.#add('FieldValueDuplicate', field, `Duplicate value: ${show(value)}`);
  }

  notFound(field: string, value: unknown): void {
    this.#add('FieldValueNotFound', field, `Not found: ${show(value)}`);
  }

  /** @param limit bytes. */
  tooLong(field: string, limit: number): void {
    this.#add('FieldValueTooLong', field, `Too long: may not be more than ${limit} bytes`);
  }

  /** Adds an error unless the value is supported. */
  oneOf(field: string, value: unknown, supported: readonly string[]): void {
    if (supported.includes(value as string)) return;
    const values = supported.map(item => JSON.stringify(item)).join(', ');
    this.#add('FieldValueNotSupported', field, `Unsupported value: ${show(value)}: supported values: ${values}`);
  }

  #add(reason: string, field: string, message: string): void {
    this.causes.push({ reason, message, field });
  }
}

function show(value: unknown): string {
  return value === undefined ? '""' : JSON.stringify(value);
}
