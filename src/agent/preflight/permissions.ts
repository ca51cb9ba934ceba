/** The requests that the agent sends to the API server, and whether it may. */
import { z } from 'zod';
import { ApiError } from '../../kube/watch/api-error.ts';
import type { ApiRequest } from '../../kube/watch/connection.ts';
import type { Config } from '../config.ts';
import { OPENINGS } from '../openings/opening.ts';
import { type Finding, failed, ok, unknown, warning } from './row.ts';

export interface Permission {
  readonly verb: string;
  /** API group. `''` is the core group. */
  readonly group: string;
  readonly resource: string;
  /** Absent: every object. */
  readonly only?: { readonly namespace: string; readonly name: string };
  /** False: the agent works without it, but a part is missing. */
  readonly isVital: boolean;
}

const LISTED = [
  ['', 'namespaces'],
  ['', 'pods'],
  ['networking.k8s.io', 'networkpolicies'],
  ['policy.networking.k8s.io', 'clusternetworkpolicies'],
] as const;

/** Of an agent with these settings. Tests compare them with the roles in `deploy`. */
export function permissionsOf({ maxOpenSeconds, namespace, startupTaint, secureMetricsAddress }: Config): Permission[] {
  const openings = { group: '', resource: 'configmaps', only: { namespace, name: OPENINGS }, isVital: false };
  return [
    ...LISTED.flatMap(([group, resource]) => ['list', 'watch'].map(verb => ({ verb, group, resource, isVital: true }))),
    { verb: 'create', group: 'events.k8s.io', resource: 'events', isVital: false },
    ...(maxOpenSeconds > 0 ? ['get', 'watch'].map(verb => ({ verb, ...openings })) : []),
    ...(startupTaint ? [{ verb: 'patch', group: '', resource: 'nodes', isVital: false }] : []),
    ...(secureMetricsAddress === undefined
      ? []
      : [
          { verb: 'create', group: 'authentication.k8s.io', resource: 'tokenreviews', isVital: false },
          { verb: 'create', group: 'authorization.k8s.io', resource: 'subjectaccessreviews', isVital: false },
        ]),
  ];
}

/** Sends a request to the API server. @throws any error if there is no answer. */
export type Send = (request: ApiRequest) => Promise<unknown>;

const PATH = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const PATIENCE_MS = 8_000;
const accessReview = z.object({ status: z.object({ allowed: z.boolean() }) });
const FIX = "apply the overlay's ClusterRole and binding again: docs/install.md";

/** Asks the API server itself, so that every kind of authorization counts. */
export async function permissionsFinding(permissions: readonly Permission[], send: Send): Promise<Finding> {
  try {
    const denied = (await Promise.all(permissions.map(async permission => ((await mayI(permission, send)) ? [] : [permission])))).flat();
    if (denied.length === 0) return ok(`all ${permissions.length} permissions are granted`);
    const names = `not granted: ${denied.map(nameOf).join(', ')}`;
    return denied.some(({ isVital }) => isVital) ? failed(names, FIX) : warning(names, FIX);
  } catch (error) {
    if (error instanceof z.ZodError || isRefused(error))
      return unknown('the API server answers no access review', 'check with kubectl auth can-i --list');
    const detail = `the API server cannot be asked: ${(error as Error).message}`;
    return failed(detail, 'check the service account and the network: docs/troubleshooting.md');
  }
}

/** The review itself, not a permission of the agent. */
function isRefused(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 403 || error.status === 404);
}

async function mayI({ verb, group, resource, only }: Permission, send: Send): Promise<boolean> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource, ...only } },
  };
  return accessReview.parse(await send({ method: 'POST', path: PATH, body, patience: () => PATIENCE_MS })).status.allowed;
}

/** `list pods`, `create events.events.k8s.io` */
function nameOf({ verb, group, resource }: Permission): string {
  return `${verb} ${resource}${group && `.${group}`}`;
}
