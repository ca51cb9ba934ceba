import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7 } from '../run.ts';
import { shell } from '../shell.ts';
import { gather, gatherAll, gatherAndEnd, SCRIPT, statuses } from './gather.ts';
import { type Recording, type Recordings, recordedKeys, writeRecordings } from './recordings.ts';
import { temporary } from './temporary.ts';

/** The first call of each collector, and its source: a program or HNS. The agent and the ACLs are not recorded, and have their own tests. */
const FIRST: Readonly<Record<string, readonly [key: string, by: 'program' | 'hns']>> = {
  host: [recordedKeys('reg.exe')[0]!, 'program'],
  'hns-version': ['HNSCall GET /globals/version', 'hns'],
  'hns-networks': ['HcnEnumerateNetworks', 'hns'],
  'hns-endpoints': ['HcnEnumerateEndpoints', 'hns'],
  'hns-namespaces': ['HcnEnumerateNamespaces', 'hns'],
  vfp: ['vfpctrl.exe /list-vmswitch-port', 'program'],
  services: ['sc.exe queryex hns', 'program'],
  events: [recordedKeys('wevtutil.exe qe System')[0]!, 'program'],
  'hns-policylists': ['HNSCall GET /policylists/', 'hns'],
  'hns-statistics': ['HcnEnumerateEndpoints', 'hns'],
  hnsdiag: ['hnsdiag.exe list all -d', 'program'],
  network: ['ipconfig.exe /allcompartments /all', 'program'],
  containers: ['crictl.exe pods', 'program'],
  firewall: ['netsh.exe advfirewall show allprofiles', 'program'],
};

const HNS_KEYS = [...new Set(Object.values(FIRST).flatMap(([key, by]) => (by === 'hns' ? [key] : [])))];
const PROGRAM_KEYS = Object.values(FIRST).flatMap(([key, by]) => (by === 'program' ? [key] : []));

/** Splits the keys into a number of parts. Each part has keys of HNS and of programs. */
function parts(count: number): string[][] {
  const part = (keys: readonly string[], number: number) => keys.filter((_, index) => index % count === number);
  return Array.from({ length: count }, (_, number) => [...part(HNS_KEYS, number), ...part(PROGRAM_KEYS, number)]);
}

/** Collectors whose first call is one of these. */
const asking = (keys: readonly string[]): string[] => Object.keys(FIRST).filter(name => keys.includes(FIRST[name]![0]));

describe('powershell/diagnostics/faults', function () {
  this.timeout(300_000);
  const folder = temporary();
  let healthy: Record<string, string>;

  before(async function () {
    needs(this, 'dotnet');
    healthy = statuses((await gather({ folder: await folder(), parameters: { IncludeFirewall: true } })).index);
  });

  /** One bundle for each part of the keys. Only the calls of that part have the fault. */
  async function broken(parts: readonly string[][], fault: Recording, timeout: number, by = gatherAll) {
    const gatherings = await Promise.all(
      parts.map(async keys => {
        const recordings = writeRecordings(await folder(), Object.fromEntries(keys.map(key => [key, fault])));
        const CollectorTimeout = Object.fromEntries(asking(keys).map(name => [name, timeout]));
        return { folder: await folder(), recordings, parameters: { IncludeFirewall: true, CollectorTimeout } };
      }),
    );
    const bundles = await by(gatherings);
    return parts.map((keys, number) => ({ keys, names: asking(keys), index: bundles[number]!.index }));
  }

  it('of a program or of HNS are listed in the index, and all other collectors continue', async () => {
    const words = 'it is broken today';
    for (const { keys, names, index } of await broken(parts(2), { fails: words }, 600)) {
      for (const { name, status, problems } of index.collectors) {
        if (!names.includes(name)) {
          assert.equal(status, healthy[name], name);
          continue;
        }
        assert.ok(['partial', 'failed'].includes(status), `${name} is ${status}`);
        const listed = problems.some(
          ({ kind, subject, message }) => kind === 'failed' && keys.includes(subject) && message.includes(words),
        );
        assert.ok(listed, `${name}: ${JSON.stringify(problems)}`);
      }
    }
  });

  it('that never end are abandoned after their timeout, and all other collectors continue', async () => {
    // After two hanging calls, HNS is no longer called.
    const runs = await broken(parts(HNS_KEYS.length), { hangs: 'forever' }, 0.3, gatherAndEnd);
    for (const { keys, names, index } of runs) {
      const expected = Object.fromEntries(
        Object.entries(healthy).map(([name, status]) => [name, names.includes(name) ? 'timed-out' : status]),
      );
      assert.deepEqual(statuses(index), expected, `while these hang: ${keys.join(', ')}`);
    }
  });

  it('of killed programs lose only the output of these programs', async () => {
    const changes: Recordings = { 'hnsdiag.exe list all -d': { text: 'half of it', hangs: 'deadline' } };
    const { index, text } = await gather({ folder: await folder(), recordings: writeRecordings(await folder(), changes) });
    assert.equal(statuses(index).hnsdiag, 'timed-out');
    assert.match(text('hnsdiag/list-all.txt'), /^half of it/);
    assert.match(text('hnsdiag/hcsdiag-list.txt'), /Running/);
  });

  it('inside a collector are listed like all others', async () => {
    const command = [
      `Import-Module ${join(SCRIPT, '../HnsPolicy/HnsPolicy.psd1')}`,
      '& (Get-Module HnsPolicy) {',
      "$collector = [pscustomobject]@{ Name = 'x'; Title = 'X'; Command = 'Get-NoSuchThing' }",
      '$result = Invoke-DiagnosticCollector -Collector $collector -Context @{} -TimeoutSeconds 600 -Worker @{ Runspace = $null }',
      '"$($result.Status): $($result.Problems[0].Message)" }',
    ].join('\n');
    const { objects } = await (await shell(POWERSHELL_7)).run(command);
    assert.match(objects.join(), /^failed: .*Get-NoSuchThing/);
  });

  it('of HNS are not repeated: after two hanging calls, HNS is no longer called', async () => {
    const changes: Recordings = { HcnEnumerateNetworks: { hangs: 'forever' }, HcnEnumerateEndpoints: { hangs: 'forever' } };
    const parameters = { CollectorTimeout: { 'hns-networks': 0.3, 'hns-endpoints': 0.3 } };
    const { index } = await gather({ folder: await folder(), recordings: writeRecordings(await folder(), changes), parameters });
    const { host, vfp, services, ...states } = statuses(index);
    assert.deepEqual([host, vfp, services], ['ok', 'partial', 'ok']);
    const ofHns = Object.fromEntries(Object.entries(states).filter(([name]) => name.startsWith('hns-') || name === 'acls'));
    assert.deepEqual(ofHns, {
      'hns-version': 'ok',
      'hns-networks': 'timed-out',
      'hns-endpoints': 'timed-out',
      'hns-namespaces': 'skipped',
      acls: 'skipped',
      'hns-policylists': 'skipped',
      'hns-statistics': 'skipped',
    });
    assert.ok(index.findings.some(({ severity, code }) => severity === 'error' && code === 'hns-not-answering'));
  });

  it('of an agent with an empty or invalid response are listed in the index', async () => {
    const silent = createServer(() => {});
    const wrong = createServer((request, response) => {
      response.writeHead(request.url === '/healthz' ? 200 : 500).end('<not json>');
    });
    try {
      const [quiet, loud] = await Promise.all(
        [silent, wrong].map(
          server =>
            new Promise<string>(resolve => {
              server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
            }),
        ),
      );
      const parameters = { AgentUri: quiet!, CollectorTimeout: { agent: 1 } };
      const [hung, nonsense] = await gatherAll([
        { folder: await folder(), parameters },
        { folder: await folder(), parameters: { AgentUri: loud! } },
      ]);
      assert.equal(statuses(hung!.index).agent, 'timed-out');
      assert.deepEqual(statuses(hung!.index).vfp, healthy.vfp);
      assert.equal(statuses(nonsense!.index).agent, 'partial');
      assert.equal(nonsense!.text('agent/healthz.json'), '<not json>');
    } finally {
      for (const server of [silent, wrong]) {
        server.close();
        server.closeAllConnections();
      }
    }
  });
});
