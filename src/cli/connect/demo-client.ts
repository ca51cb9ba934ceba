/** The way to a running demo: the API server that a kubeconfig names, which must be the demo's own. */
import { request as httpsRequest } from 'node:https';
import type { KubeConfig } from '@kubernetes/client-node';
import { CommandError } from '../command-error.ts';
import { CONNECT_PATH, type ConnectRequest, type ConnectResponse, connectResponse } from './connect-protocol.ts';

const ANSWER_TIMEOUT = 10_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

export type AskDemo = (request: ConnectRequest) => Promise<ConnectResponse>;

/**
 * @param kubeconfig Path; undefined: $KUBECONFIG, else ~/.kube/config.
 * @throws CommandError where there is none or it names no server of this machine; so does the function it gives, where no demo answers.
 */
export async function demoAt(kubeconfig: string | undefined): Promise<AskDemo> {
  const config = await load(kubeconfig);
  const server = config.getCurrentCluster()?.server;
  if (!server) throw new CommandError([`${kubeconfig ?? 'kubeconfig'}: has no current context with a cluster. ${HINT}`]);
  const url = URL.canParse(server) ? new URL(CONNECT_PATH, server) : undefined;
  if (url?.protocol !== 'https:' || !LOOPBACK.has(url.hostname)) {
    throw new CommandError([`${server} is no running demo, which is always on https://127.0.0.1. ${HINT}`]);
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

const HINT = 'Start one with "hns-policy demo --serve" and use its KUBECONFIG, or judge manifests with -f';

async function load(kubeconfig: string | undefined): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    throw new CommandError([`${kubeconfig ?? 'kubeconfig'}: cannot be used: ${(error as Error).message}`]);
  }
  return config;
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function post(url: URL, options: object, body: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(options as { headers?: Record<string, string> }).headers };
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { ...options, method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_TIMEOUT) }, response => {
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

function read({ status, body }: Answer, server: string): ConnectResponse {
  const json = parse(body);
  const message = (json as { message?: unknown } | undefined)?.message;
  // The ends are no pods of the demo, or have no address yet: a Status as every API error.
  if (status === 400 || status === 422)
    throw new CommandError([typeof message === 'string' ? message : `${server} refuses the request: ${body}`]);
  if (status === 401 || status === 403)
    throw new CommandError([`${server} does not accept the kubeconfig's credentials (${status}): it is of an earlier demo`]);
  const parsed = connectResponse.safeParse(json);
  if (status !== 200 || !parsed.success) throw new CommandError([`${server} is no running demo (${status} to ${CONNECT_PATH}). ${HINT}`]);
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
