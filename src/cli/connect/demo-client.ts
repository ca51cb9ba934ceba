/** Client of a running demo. It contacts only an API server on this machine. */
import { request as httpsRequest } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { CommandError } from '../command-error.ts';
import { userKubeConfig } from '../user-kube-config.ts';
import { CONNECT_PATH, type ConnectRequest } from './connect-protocol.ts';
import { type Explanation, explanationSchema } from './explanation-schema.ts';

const RESPONSE_TIMEOUT = 10_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

export type AskDemo = (request: ConnectRequest) => Promise<Explanation>;

/**
 * @param kubeconfig Path. Undefined: $KUBECONFIG, else ~/.kube/config.
 * @throws CommandError if there is no kubeconfig, or its server is not on this machine. The returned function throws it if no demo responds.
 */
export async function demoAt(kubeconfig: string | undefined): Promise<AskDemo> {
  const config = await userKubeConfig(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new CommandError([`${kubeconfig ?? 'kubeconfig'}: no current context with a cluster. ${HINT}`]);
  const url = URL.canParse(server) ? new URL(CONNECT_PATH, server) : undefined;
  if (url?.protocol !== 'https:' || !LOOPBACK.has(url.hostname)) {
    throw new CommandError([`${server} is not a running demo, which always listens on https://127.0.0.1. ${HINT}`]);
  }
  const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = {};
  await config.applyToHTTPSOptions(options);
  return async request => {
    const answer = await post(url, options, JSON.stringify(request)).catch(error => {
      throw new CommandError([`cannot reach ${server}: ${error.message}. ${HINT}`]);
    });
    return read(answer, server);
  };
}

const HINT = 'Start one with "hns-policy demo --serve" and use its KUBECONFIG, or pass manifests with -f';

interface Answer {
  readonly status: number;
  readonly body: string;
}

function post(url: URL, options: object, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(options as { headers?: Record<string, string> }).headers };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { ...options, method: 'POST', headers, signal: AbortSignal.timeout(RESPONSE_TIMEOUT) }, response => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

function read({ status, body }: Answer, server: string): Explanation {
  const json = parse(body);
  const message = (json as { message?: unknown } | undefined)?.message;
  // The ends are not pods of the demo, or have no address yet. The body is a Status, as for every API error.
  if (status === 400 || status === 422)
    throw new CommandError([typeof message === 'string' ? message : `${server} rejects the request: ${body}`]);
  if (status === 401 || status === 403)
    throw new CommandError([`${server} rejects the kubeconfig's credentials (${status}). The kubeconfig belongs to an earlier demo`]);
  const parsed = explanationSchema.safeParse(json);
  if (status !== 200 || !parsed.success)
    throw new CommandError([`${server} is not a running demo (${status} from ${CONNECT_PATH}). ${HINT}`]);
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
