/** Reads `/status` of the agent on this machine from its metricsAddress. */
import { get } from 'node:http';
import { isIP } from 'node:net';
import { parseListenAddress } from '../../agent/config.ts';
import { type Status, statusSchema } from '../../agent/status/status-schema.ts';
import { CommandError } from '../command-error.ts';

export interface AgentAddress {
  readonly host: string;
  readonly port: number;
}

const DEFAULT: AgentAddress = { host: '127.0.0.1', port: 9464 };
const VARIABLE = 'HNS_POLICY_METRICS_ADDRESS';
const RESPONSE_TIMEOUT = 10_000;

/**
 * @param address For instance `127.0.0.1:9464`. Undefined: the address from the environment, else 127.0.0.1:9464.
 * @throws CommandError if it is not an address and port.
 */
export function agentAddress(address: string | undefined, env: Readonly<Record<string, string | undefined>>): AgentAddress {
  const [name, text] = address === undefined ? [VARIABLE, env[VARIABLE]] : ['--address', address];
  if (text === undefined || text === '') return DEFAULT;
  const parsed = parseListenAddress(text);
  if (!parsed) throw new CommandError([`${name} ${JSON.stringify(text)}: must be address:port, for instance 127.0.0.1:9464`]);
  // An agent that listens on all addresses serves its status only on loopback.
  return name === VARIABLE && (parsed.host === '0.0.0.0' || parsed.host === '::') ? { ...parsed, host: DEFAULT.host } : parsed;
}

/** @throws CommandError if no agent responds with a status. */
export async function queryAgent({ host, port }: AgentAddress): Promise<Status> {
  const where = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const { status, body } = await fetchText(host, port).catch((error: NodeJS.ErrnoException) => {
    throw new CommandError([
      `no agent responds on ${where}: ${error.message || error.code}. Run it on this machine with --metrics-address, and pass that address as --address`,
    ]);
  });
  if (status === 403)
    throw new CommandError([
      `the agent on ${where} serves its status only to its own machine. Run this command there, for instance with kubectl exec`,
    ]);
  const answer = statusSchema.safeParse(status === 200 ? parse(body) : undefined);
  if (!answer.success) throw new CommandError([`the server on ${where} is not an agent, or has another version (${status} from /status)`]);
  return answer.data;
}

function fetchText(host: string, port: number): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path: '/status', agent: false, signal: AbortSignal.timeout(RESPONSE_TIMEOUT) }, response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    request.on('error', reject);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
