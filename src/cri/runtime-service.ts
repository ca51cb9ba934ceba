/** The four calls that the agent makes, with their messages, from the reduced CRI definition beside this file. */
import { fileURLToPath } from 'node:url';
import type { ServiceDefinition } from '@grpc/grpc-js';
import { loadSync, type Options } from '@grpc/proto-loader';

export const PROTO_FILE: string = fileURLToPath(new URL('./runtime.v1.proto', import.meta.url));

/** 64-bit integers as decimal text, enums by name, fields in camelCase. A field that the sender left out has its proto3 default. */
export const MESSAGE_OPTIONS: Options = { longs: String, enums: String, defaults: true };

let definition: ServiceDefinition | undefined;

/** Read once, at the first use. */
export function runtimeService(): ServiceDefinition {
  definition ??= loadSync(PROTO_FILE, MESSAGE_OPTIONS)['runtime.v1.RuntimeService'] as ServiceDefinition;
  return definition;
}
