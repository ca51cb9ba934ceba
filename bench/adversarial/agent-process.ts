/** Starts the measured process and answers its HNS calls. */
import { type ChildProcess, fork } from 'node:child_process';
import type { HnsError } from '../../src/hns/transport/hns-error.ts';
import type { Transport } from '../../src/hns/transport/transport.ts';
import type { AgentFigures, Answer, Call } from './agent.ts';
import { LOCAL_NODE } from './scene.ts';

/** As in deploy/base/daemon-set.yaml. */
const NODE_FLAGS = ['--max-semi-space-size=8', '--max-old-space-size=768'];
const PROBE_MS = 200;

type Message = Call | AgentFigures | { readonly port: number } | { readonly synced: true };

export class AgentProcess {
  readonly startedAt = performance.now();
  /** When the initial lists were complete. */
  readonly synced = Promise.withResolvers<number>();
  readonly #child: ChildProcess;
  readonly #transport: Transport;
  readonly #port = Promise.withResolvers<number>();
  #figures = Promise.withResolvers<AgentFigures>();
  /** Of `/healthz`, in milliseconds. */
  #probes: number[] = [];
  #logBytes = 0;
  #longestLine = 0;

  constructor(kubeconfig: string, transport: Transport, flags: Readonly<Record<string, string>>) {
    this.#transport = transport;
    const settings = JSON.stringify({ nodeName: LOCAL_NODE, nodeAddresses: '10.64.0.4', ...flags });
    this.#child = fork(new URL('./agent.ts', import.meta.url), [kubeconfig, settings], {
      execArgv: NODE_FLAGS,
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    this.#child.on('message', message => this.#received(message as Message));
    let line = 0;
    this.#child.stdout!.on('data', (bytes: Buffer) => {
      this.#logBytes += bytes.length;
      for (const part of bytes.toString('latin1').split(/(?<=\n)/)) {
        line += part.length;
        this.#longestLine = Math.max(this.#longestLine, line);
        if (part.endsWith('\n')) line = 0;
      }
    });
    void this.#probe();
  }

  get logBytes(): number {
    return this.#logBytes;
  }

  get longestLine(): number {
    return this.#longestLine;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Since the last call. */
  takeProbes(): readonly number[] {
    const probes = this.#probes;
    this.#probes = [];
    return probes;
  }

  /** The loop delay is that since the last call. */
  figures(): Promise<AgentFigures> {
    this.#figures = Promise.withResolvers();
    this.#child.send('figures');
    return this.#figures.promise;
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  #received(message: Message): void {
    if ('port' in message) this.#port.resolve(message.port);
    else if ('synced' in message) this.synced.resolve(performance.now());
    else if ('rssMiB' in message) this.#figures.resolve(message);
    else void this.#answer(message);
  }

  async #answer({ call, name, id, document }: Call): Promise<void> {
    const answer = await this.#transport.call(name, id, document).then(
      (result): Answer => ({ answer: call, result }),
      (error: HnsError): Answer => ({ answer: call, code: error.code, message: error.message }),
    );
    if (this.#child.connected) this.#child.send(answer);
  }

  async #probe(): Promise<void> {
    const port = await this.#port.promise;
    while (this.isAlive) {
      const start = performance.now();
      await fetch(`http://127.0.0.1:${port}/healthz`).then(
        response => response.text(),
        () => undefined,
      );
      this.#probes.push(performance.now() - start);
      await new Promise(resolve => setTimeout(resolve, PROBE_MS));
    }
  }
}
