/**
 * The subresource pods/exec over WebSockets, in the protocols v5.channel.k8s.io and v4.channel.k8s.io: binary messages, whose first byte is the number
 * of the stream (k/k staging/src/k8s.io/apimachinery/pkg/util/remotecommand). No standard input and no terminal.
 */
import { type WebSocket, WebSocketServer } from 'ws';
import type { Attributes } from '../../../src/simulator/kube/attributes.ts';
import type { User } from '../../../src/simulator/kube/authentication.ts';
import type { Extension } from '../../../src/simulator/kube/extension.ts';
import { badRequest, StatusError } from '../../../src/simulator/kube/status.ts';
import type { Store } from '../../../src/simulator/kube/store.ts';
import { demand } from '../access/authorize.ts';

export interface ExecCall {
  readonly node: string;
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
}

export interface ExecAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode: number;
}

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STDOUT = 1;
const STDERR = 2;
const ERROR = 3;

/**
 * @param run Runs the command. A promise that never resolves is a command that hangs. A rejection ends the connection without a status, as if the
 *   node went away.
 */
export function exec(run: (call: ExecCall) => Promise<ExecAnswer>): Extension {
  return {
    start: store => {
      const server = new WebSocketServer({
        noServer: true,
        handleProtocols: offered => PROTOCOLS.find(protocol => offered.has(protocol)) ?? false,
      });
      return {
        upgrade: ({ request, socket, head, user, attributes, query }) => {
          const call = callOf(store, user, attributes, query);
          server.handleUpgrade(request, socket, head, client => void serve(client, run(call)));
        },
      };
    },
  };
}

/** @throws StatusError */
function callOf(store: Store, user: User, attributes: Attributes, query: URLSearchParams): ExecCall {
  if ('path' in attributes || attributes.resource !== 'pods' || attributes.subresource !== 'exec') throw badRequest('not an exec request');
  // Since 1.35 an upgrade needs the permission to create too, not only the one of its method.
  demand(store, user, { ...attributes, verb: 'create' });
  const { namespace = '', name = '' } = attributes;
  const pod = store.get('pods', `${namespace}/${name}`);
  if (!pod) throw new StatusError(404, 'NotFound', `pods "${name}" not found`, { name, kind: 'pods' });
  const containers: readonly { name: string }[] = pod.spec.containers;
  const container = query.get('container') ?? containers[0]!.name;
  if (!containers.some(({ name }) => name === container)) throw badRequest(`container ${container} is not valid for pod ${name}`);
  return { node: pod.spec.nodeName, namespace, pod: name, container, command: query.getAll('command') };
}

async function serve(client: WebSocket, running: Promise<ExecAnswer>): Promise<void> {
  try {
    const { stdout = '', stderr = '', exitCode } = await running;
    for (const part of parts(stdout)) client.send(message(STDOUT, part));
    for (const part of parts(stderr)) client.send(message(STDERR, part));
    client.send(message(ERROR, Buffer.from(JSON.stringify(statusOf(exitCode)))));
    client.close(1000);
  } catch {
    client.terminate();
  }
}

/** The kubelet sends output in parts of at most 32 KiB. */
function* parts(text: string): Generator<Buffer> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 32_768) yield bytes.subarray(start, start + 32_768);
}

function message(stream: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.of(stream), bytes]);
}

/** remotecommandserver: a Status, with the exit code as a cause. */
function statusOf(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  const causes = [{ reason: 'ExitCode', message: String(exitCode) }];
  const message = `command terminated with non-zero exit code: exit status ${exitCode}`;
  return { metadata: {}, status: 'Failure', reason: 'NonZeroExitCode', message, details: { causes } };
}
