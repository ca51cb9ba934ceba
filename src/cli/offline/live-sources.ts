/** `--live`: the objects of a cluster, as lists from its API server. Only reads. */
import { type RequestOptions, request } from 'node:https';
import { CommandError } from '../command-error.ts';
import { userKubeConfig } from '../user-kube-config.ts';
import type { Source } from './manifest-source.ts';

/** The name of all objects that come from a cluster. They have no lines. */
export const CLUSTER = 'cluster';

export interface LiveOptions {
  /** Default: $KUBECONFIG, else ~/.kube/config. */
  readonly kubeconfig?: string | undefined;
  /** Default: the current one. */
  readonly context?: string | undefined;
  /** Also read Services and their endpoints. Default false. */
  readonly withServices?: boolean;
}

const NEEDED = ['/api/v1/namespaces', '/api/v1/nodes', '/api/v1/pods', '/apis/networking.k8s.io/v1/networkpolicies'];
/** A server without the CRD has none of them. The versions are equal. */
const CLUSTER_POLICIES = ['v1beta1', 'v1alpha2'].map(version => `/apis/policy.networking.k8s.io/${version}/clusternetworkpolicies`);
/** Only connections to Services need them, and not everybody may read them. */
const OPTIONAL = ['/api/v1/services', '/apis/discovery.k8s.io/v1/endpointslices'];

const PAGE = 500;
const RESPONSE_TIMEOUT = 60_000;

/** @throws CommandError if the cluster cannot be reached or denies a list. */
export async function liveSources(options: LiveOptions, progress: (text: string) => void): Promise<Source[]> {
  const get = await clientOf(options);
  const sources: Source[] = [];
  const hasClusterPolicies = () => sources.some(({ bytes }) => bytes.includes('"ClusterNetworkPolicyList"'));
  for (const path of [...NEEDED, ...CLUSTER_POLICIES, ...(options.withServices ? OPTIONAL : [])]) {
    if (CLUSTER_POLICIES.includes(path) && hasClusterPolicies()) continue;
    let next = '';
    do {
      progress(`Reading ${path} …`);
      const { status, body } = await get(`${path}?limit=${PAGE}${next === '' ? '' : `&continue=${encodeURIComponent(next)}`}`);
      if ((status === 403 || status === 404) && OPTIONAL.includes(path)) break;
      if (status === 404 && CLUSTER_POLICIES.includes(path)) break;
      if (status !== 200) throw new CommandError([`GET ${path}: ${messageOf(body) ?? `status ${status}`}`]);
      sources.push({ name: CLUSTER, bytes: body, explicit: false });
      next = continueOf(body);
    } while (next !== '');
  }
  return sources;
}

type Get = (path: string) => Promise<{ readonly status: number; readonly body: Buffer }>;

async function clientOf({ kubeconfig, context }: LiveOptions): Promise<Get> {
  const config = await userKubeConfig(kubeconfig);
  if (context !== undefined) {
    const known = config.getContexts().map(({ name }) => name);
    if (!known.includes(context))
      throw new CommandError([`--context ${context}: no such context. The kubeconfig has ${known.join(', ') || 'none'}`]);
    config.setCurrentContext(context);
  }
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new CommandError(['--live: the kubeconfig has no current context with a cluster. Use --kubeconfig or --context']);
  return async path => {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    return fetchBytes(new URL(server.replace(/\/$/, '') + path), options).catch(error => {
      throw new CommandError([`--live: cannot reach ${server}: ${error.message || error.code}`]);
    });
  };
}

function fetchBytes(url: URL, options: RequestOptions): Promise<{ readonly status: number; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { accept: 'application/json', ...options.headers };
    const sent = request(url, { ...options, headers, method: 'GET', signal: AbortSignal.timeout(RESPONSE_TIMEOUT) }, response => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** The list's `metadata` comes before its items. */
function continueOf(body: Buffer): string {
  const head = body.toString('utf8', 0, Math.max(0, body.indexOf('"items"')));
  return /"continue": ?"((?:[^"\\]|\\.)*)"/.exec(head)?.[1] ?? '';
}

/** Of a Status object. */
function messageOf(body: Buffer): string | undefined {
  try {
    const { message } = JSON.parse(body.toString()) as { readonly message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
