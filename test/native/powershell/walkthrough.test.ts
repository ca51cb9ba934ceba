import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performThroughApi } from '../../../src/cli/demo/api-actions.ts';
import { STEPS } from '../../../src/cli/demo/walkthrough.ts';
import { isOurs } from '../../../src/hns/document/owner.ts';
import { powerShellTransport } from '../../../src/hns/transport/powershell.ts';
import type { ChildCommand } from '../../../src/hns/transport/powershell-child.ts';
import type { Transport } from '../../../src/hns/transport/transport.ts';
import { CNI_POLICIES } from '../../../src/simulator/azure-cni.ts';
import { failure } from '../../../src/simulator/hns/native.ts';
import { type Perform, Theatre, walkthrough } from '../../cli/theatre.ts';
import { needs } from '../../needs.ts';
import { serveSimulator } from '../simulator-server.ts';
import { childCommand } from './child-command.ts';
import { POWERSHELLS } from './run.ts';

const perform: Perform = (theatre, action) => performThroughApi(theatre.stage.api, action);

for (const shell of POWERSHELLS) {
  describe(`native/powershell on ${shell.name}`, function () {
    // The first run builds native parts, which may take minutes.
    this.timeout(0);
    before(function () {
      needs(this, 'dotnet');
    });

    walkthrough('the agent on PowerShell, the bridge and the native libraries', perform, async hns => {
      const server = await serveSimulator(hns);
      return withServer(powerShellTransport({ command: await childCommand(server.path, shell) }), server);
    });

    describe('that is killed during every second write', () => {
      const folder = mkdtempSync(join(tmpdir(), 'hns-'));
      const pidFile = join(folder, 'pid');
      let writes = 0;
      let killed = 0;
      const theatre = new Theatre(async hns => {
        const server = await serveSimulator({
          async serve(name, target, document) {
            if (name !== 'HcnModifyEndpoint' || ++writes % 2 === 0) return hns.serve(name, target, document);
            // Alternates between a kill before and after the effect. The agent receives the same error for both.
            const done = killed++ % 2 === 0 ? failure('RPC_S_CALL_FAILED') : await hns.serve(name, target, document);
            process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
            return done;
          },
        });
        const command = withPidIn(pidFile, await childCommand(server.path, shell));
        return withServer(powerShellTransport({ command, maxStarts: Number.POSITIVE_INFINITY }), server);
      });
      before(() => theatre.open());
      after(async () => {
        await theatre.close();
        rmSync(folder, { recursive: true });
      });

      for (const { title, actions, connects } of STEPS) {
        it(`applies every change: ${title}`, async () => {
          for (const action of actions) await perform(theatre, action);
          await theatre.settle(status => connects.every(({ from, port, allowed }) => status.get(`${from} ${port}`) === (allowed ? 0 : 1)));
        });
      }

      it('leaves no ACL at the end, and was killed both before and after an effect', async () => {
        await theatre.settle(() => theatre.serverPolicies().every(policy => !isOurs(policy)));
        assert.deepEqual(theatre.serverPolicies(), CNI_POLICIES);
        assert.ok(killed >= 2, `${killed} times`);
      });
    });
  });
}

function withServer(transport: Transport, server: { close(): Promise<void> }): Transport {
  return {
    call: (name, id, document) => transport.call(name, id, document),
    async close() {
      await transport.close();
      await server.close();
    },
  };
}

/** The command. It writes its process id to a file first. */
function withPidIn(pidFile: string, { program, args, env = {} }: ChildCommand): ChildCommand {
  return { program: 'sh', args: ['-c', 'echo $$ > "$0"; exec "$@"', pidFile, program, ...args], env };
}
