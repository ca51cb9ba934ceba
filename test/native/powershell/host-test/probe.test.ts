import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7, POWERSHELLS } from '../run.ts';
import { node, selfTests } from './self-test.ts';

/** Loopback addresses stand for endpoints. The sockets are real, but the compartments are simulated (../../shim/iphlpapi.c). */
const [A, B] = ['127.77.0.10', '127.77.0.11'];

/** Two ports that are unused on all addresses. */
async function freePorts(): Promise<readonly [number, number]> {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>(resolve => {
          server.listen(0, '0.0.0.0', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map(server => new Promise(resolve => server.close(resolve))));
  return [ports[0]!, ports[1]!];
}

/** A script that runs in the module. $connect is a request that connects from A to B. */
function probe(port: number, script: string, compartment = 2): string {
  const end = (address: string) => `[pscustomobject]@{ Address = '${address}'; Compartment = ${compartment} }`;
  return `& (Get-Module HnsPolicy) {
    Import-HnsPolicyBridge
    $connect = @{ From = ${end(A!)}; To = ${end(B!)}; Port = ${port}; Address = '${B}'; TargetPort = ${port} }
    ${script}
  }`;
}

for (const shell of POWERSHELLS) {
  describe(`the probe of Test-HnsPolicyHost on ${shell.name}`, function () {
    // The first run builds native parts, which may take minutes.
    this.timeout(0);
    before(function () {
      needs(this, 'dotnet');
    });

    it('connects, keeps a connection, watches, and reports failures', async () => {
      const hns = node();
      const [port, elsewhere] = await freePorts();
      const commands = [
        `$connect.Operation = 'Connect'; Send-HnsPolicyProbe $connect; Send-HnsPolicyProbe $connect`,
        `$connect.Operation = 'Connect'; $connect.TargetPort = ${elsewhere}; Send-HnsPolicyProbe $connect`,
        `$connect.Operation = 'Open'
         $open = Send-HnsPolicyProbe $connect
         Send-HnsPolicyProbe @{ Operation = 'Use'; Connection = $open }
         Send-HnsPolicyProbe @{ Operation = 'Use'; Connection = $open }
         $open.Server.Shutdown('Both')
         Send-HnsPolicyProbe @{ Operation = 'Use'; Connection = $open }
         Send-HnsPolicyProbe @{ Operation = 'Close'; Connection = $open }`,
        `$connect.Operation = 'Open'; $connect.TargetPort = ${elsewhere}; try { Send-HnsPolicyProbe $connect } catch { $_.Exception.Message }`,
        `$connect.Operation = 'Watch'
         $connect.While = { for ($i = 0; $i -lt 60000 -and $state.Arrived -lt 3; $i++) { Start-Sleep -Milliseconds 1 } }
         $seen = Send-HnsPolicyProbe $connect
         $seen.Attempts -ge $seen.Arrived; $seen.Arrived -ge 3`,
        `$connect.Operation = 'Watch'; $connect.TargetPort = ${elsewhere}
         $connect.While = { for ($i = 0; $i -lt 60000 -and $state.Attempts -lt 3; $i++) { Start-Sleep -Milliseconds 1 } }
         (Send-HnsPolicyProbe $connect).Arrived`,
        `try { Send-HnsPolicyProbe @{ Operation = 'Fly' } } catch { $_.Exception.Message }`,
      ];
      const none = probe(
        port,
        `try { $connect.Operation = 'Connect'; Send-HnsPolicyProbe $connect } catch { $_.Exception.GetBaseException().GetType().Name }`,
        100,
      );
      const runs = await selfTests(
        shell,
        [...commands.map(script => probe(port, script)), none].map(command => ({ hns, command })),
      );
      assert.deepEqual(
        runs.map(({ errors }) => errors),
        runs.map(() => []),
      );
      assert.deepEqual(
        runs.map(({ objects }) => objects),
        [
          [true, true],
          [false],
          [true, true, false],
          ['the connection did not arrive'],
          [true, true],
          [0],
          ["there is no operation 'Fly'"],
          ['Win32Exception'],
        ],
      );
    });
  });
}

describe('the built-in probe of Test-HnsPolicyHost', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('answers the questions about packets, or unknown without a compartment', async () => {
    const hns = node();
    // The simulated compartments end at 99.
    for (let i = 0; i < 100; i++) hns.addNamespace();
    const [run] = await selfTests(POWERSHELL_7, [{ hns, parameters: '-AclCount 1', probe: '' }]);
    assert.deepEqual(run!.errors, []);
    assert.match(run!.reasons.get('probe')!, /^the probe failed: /);
    assert.match(run!.file!, /probe Connect 198\.18\.254\.10 -> 198\.18\.254\.11:18080 -> /);
    assert.equal(run!.reasons.get('update-gap'), run!.reasons.get('probe'));
  });
});
