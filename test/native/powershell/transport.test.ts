import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sinon from 'sinon';
import { LineSplitter } from '../../../src/async/lines.ts';
import { HnsError } from '../../../src/hns/transport/hns-error.ts';
import { powerShellTransport } from '../../../src/hns/transport/powershell.ts';
import type { ChildCommand } from '../../../src/hns/transport/powershell-child.ts';
import type { Transport } from '../../../src/hns/transport/transport.ts';
import { SimulatedHns } from '../../../src/simulator/hns/hns.ts';
import { transportContract } from '../../hns/transport/transport-contract.ts';
import { needs } from '../../needs.ts';
import { DOOMED, type NodeBehindAbi, nodeBehindAbi, POD } from '../node-behind-abi.ts';
import { type SimulatorServer, serveSimulator } from '../simulator-server.ts';
import { childCommand } from './child-command.ts';
import { POWERSHELLS } from './run.ts';

for (const shell of POWERSHELLS) {
  describe(`native/powershell/transport on ${shell.name}`, function () {
    // The first run builds native parts, which may take minutes.
    this.timeout(0);
    before(function () {
      needs(this, 'dotnet');
    });

    describe('one child', () => {
      // One child serves all tests of the contract, because a start takes a second. A test closes only its own view of it.
      let hns: SimulatedHns;
      let server: SimulatorServer;
      let child: Transport;

      before(async () => {
        server = await serveSimulator({ serve: (name, target, document) => hns.serve(name, target, document) });
        child = powerShellTransport({ command: await childCommand(server.path, shell) });
      });
      after(async () => {
        await child.close();
        await server.close();
      });

      transportContract(`PowerShell, C# and the native boundary, on ${shell.name}`, async () => {
        hns = new SimulatedHns();
        return { hns, transport: closable(child) };
      });

      it('accepts documents longer than the limit of ConvertFrom-Json', async () => {
        hns = new SimulatedHns();
        const network = hns.addNetwork({ name: 'azure' });
        assert.deepEqual(JSON.parse((await child.call('HcnEnumerateNetworks', '', `${' '.repeat(3_000_000)}{}`)).toLowerCase()), [network]);
      });
    });

    describe('a separate child', () => {
      let node: NodeBehindAbi;
      let command: ChildCommand;
      let folder: string;
      let transport: Transport | undefined;

      beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), 'hns-'));
        node = await nodeBehindAbi();
        command = await childCommand(node.server.path, shell);
      });
      afterEach(async () => {
        sinon.restore();
        node.hns.faults.clear();
        await transport?.close();
        transport = undefined;
        await node.server.close();
        await rm(folder, { recursive: true });
      });

      it('fails only the pending call when it is killed, and the next call starts another child', async () => {
        const pidFile = join(folder, 'pid');
        const { program, args, env = {} } = command;
        transport = powerShellTransport({
          command: { program: 'sh', args: ['-c', 'echo $$ > "$0"; exec "$@"', pidFile, program, ...args], env },
        });
        node.hns.faults.plant({ id: POD, hang: true, on: 'HcnQueryEndpointProperties' });
        const hung = transport.call('HcnQueryEndpointProperties', POD, '');
        await transport.call('HcnQueryEndpointProperties', DOOMED, '');
        process.kill(Number(await readFile(pidFile, 'utf8')), 'SIGKILL');
        await assert.rejects(hung, { code: 'unavailable', message: 'HcnQueryEndpointProperties: PowerShell ended with SIGKILL' });
        assert.equal(JSON.parse(await transport.call('HcnQueryEndpointProperties', DOOMED, '')).ID, DOOMED);
      });

      it('is replaced if calls hang in it', async () => {
        const log: string[] = [];
        const clock = sinon.useFakeTimers({ toFake: ['performance'] });
        transport = powerShellTransport({ command, maxHung: 2, timeoutMs: 1000, log: sentence => log.push(sentence) });
        await transport.call('HcnEnumerateEndpoints', '', '');
        node.hns.faults.plant({ id: POD, hang: true, on: ['HcnOpenEndpoint', 'HcnQueryEndpointProperties'] });
        const hung = [1, 2].map(() => transport!.call('HcnQueryEndpointProperties', POD, ''));
        await transport.call('HcnEnumerateEndpoints', '', '');
        clock.tick(1001);
        const next = transport.call('HcnQueryEndpointProperties', DOOMED, '');
        for (const call of hung) await assert.rejects(call, { code: 'unavailable' });
        assert.equal(JSON.parse(await next).ID, DOOMED);
        assert.match(log[1]!, /was ended: 2 calls got no answer/);
      });

      it('reports a missing bridge', async () => {
        transport = powerShellTransport({
          command: { ...command, env: { ...command.env, HNS_POLICY_BRIDGE: '/nowhere/HnsPolicy.Bridge.dll' } },
        });
        await assert.rejects(transport.call('HcnEnumerateEndpoints', '', ''), {
          code: 'unavailable',
          message:
            'HcnEnumerateEndpoints: PowerShell ended with status 1: The bridge to HNS is missing: /nowhere/HnsPolicy.Bridge.dll does not exist. ' +
            'build.ps1 builds it. HNS_POLICY_BRIDGE can name another file.',
        });
      });

      it('reports a stopped HNS', async () => {
        const { env = {} } = command;
        transport = powerShellTransport({ command: { ...command, env: { ...env, HNS_SIMULATOR_SOCKET: join(folder, 'nobody') } } });
        await assert.rejects(transport.call('HcnEnumerateEndpoints', '', ''), { code: 'unavailable', hresult: 0x800706ba });
      });

      it('answers invalid requests and continues', async () => {
        const { say, lines, exit } = script(command);
        assert.deepEqual(JSON.parse(await lines.next()).ready.powershell.match(/^\d+\.\d+/)?.length, 1);
        const good = JSON.stringify({ n: 7, name: 'HcnEnumerateEndpoints', id: '', document: '' });
        const bad = [
          '',
          'exit',
          '{',
          'null',
          '[]',
          '"x"',
          good.slice(0, -1),
          `${good} `,
          good.replace('7', '"7"'),
          good.replace('"id":""', '"id":1'),
          good.replace('""}', '"\\x"}'),
          '\u{feff}',
          '$(throw)',
        ];
        for (const line of bad) {
          say(line);
          const answer = JSON.parse(await lines.next());
          assert.deepEqual(answer, {
            n: /^\{"n":7[,}]/.test(line) ? 7 : null,
            error: {
              function: '',
              hresult: '0x80070057',
              hresultName: 'E_INVALIDARG',
              record: '',
              message: 'the line is not a valid request',
            },
          });
        }
        say(good);
        const { n, result } = JSON.parse(await lines.next());
        assert.deepEqual([n, JSON.parse(result)], [7, [POD, DOOMED]]);
        say(undefined);
        assert.deepEqual(await exit, [0, null]);
      });

      it('ends with its input, even with a pending call', async () => {
        const { say, lines, exit } = script(command);
        await lines.next();
        node.hns.faults.plant({ id: POD, hang: true, on: 'HcnQueryEndpointProperties' });
        say(JSON.stringify({ n: 1, name: 'HcnQueryEndpointProperties', id: POD, document: '' }));
        say(undefined);
        assert.deepEqual(await exit, [0, null]);
      });
    });
  });
}

function closable(transport: Transport): Transport {
  let closed = false;
  return {
    async call(name, id, document) {
      if (closed) throw new HnsError('unavailable', { function: name }, `${name}: closed`);
      return transport.call(name, id, document);
    },
    async close() {
      closed = true;
    },
  };
}

/** Runs Transport.ps1 directly. */
function script({ program, args, env }: ChildCommand) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
  const arrived: string[] = [];
  let wake = () => {};
  const splitter = new LineSplitter();
  child.stdout.on('data', chunk => {
    arrived.push(...splitter.push(chunk));
    wake();
  });
  return {
    exit: once(child, 'exit'),
    /** @param line Undefined closes the input. */
    say: (line: string | undefined) => (line === undefined ? child.stdin.end() : child.stdin.write(`${line}\n`)),
    lines: {
      async next(): Promise<string> {
        while (arrived.length === 0) {
          await new Promise<void>(resolve => {
            wake = resolve;
          });
        }
        return arrived.shift()!;
      },
    },
  };
}
