/** The whole preflight, on a node that is as it should be and on nodes where a part hangs or fails. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import sinon from 'sinon';
import { readConfig } from '../../../src/agent/config-sources.ts';
import { preflight, type Sources } from '../../../src/agent/preflight/preflight.ts';
import { CHECKS, ok } from '../../../src/agent/preflight/row.ts';
import { SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';
import { HEALTHY_NODE } from './healthy-node.ts';

const DEADLINE_MS = 25_000;

async function results(sources: Partial<Sources> = {}, flags: object = {}) {
  const config = readConfig({ flags: { nodeName: 'win1', metricsAddress: '0.0.0.0:9464', ...flags } });
  const rows = await preflight({ config, settings: ok('agent.yaml'), sources: { ...HEALTHY_NODE, ...sources }, deadlineMs: DEADLINE_MS });
  assert.deepEqual(
    rows.map(({ check }) => check),
    CHECKS,
  );
  return Object.fromEntries(rows.filter(({ result }) => result !== 'ok').map(({ check, result, detail }) => [check, [result, detail]]));
}

describe('agent/preflight', () => {
  it('of a healthy node has only rows that are ok', async () => {
    assert.deepEqual(await results(), {});
  });

  it('reads HNS with the transport that the agent would use', async () => {
    const used: string[] = [];
    const probeHns: Sources['probeHns'] = transport => {
      used.push(transport);
      return HEALTHY_NODE.probeHns(transport);
    };
    await results({ probeHns });
    await results({ probeHns, edgeFailure: async () => 'no addon' });
    await results({ probeHns, edgeFailure: async () => 'no addon' }, { transport: 'edge' });
    await results({ probeHns }, { transport: 'powershell' });
    assert.deepEqual(used, ['edge', 'powershell', 'edge', 'powershell']);
  });

  it('a hung HNS fails its row, and rows that need its answers are unknown', async () => {
    const probeHns = async () => {
      throw new Error('did not answer within 12 s');
    };
    assert.deepEqual(await results({ probeHns }), {
      transport: ['unknown', 'edge-js and the bridge are loaded, but the process that calls HNS did not answer within 12 s'],
      hns: ['failed', 'the process that calls HNS did not answer within 12 s'],
      dsr: ['unknown', 'HNS cannot be read'],
      'cni-default-deny': ['unknown', 'no endpoint of a pod could be read'],
      'other-engines': ['unknown', 'no pod of another engine runs here, but its ACLs cannot be read'],
    });
  });

  it('a machine that is no Windows node has no row that is ok without evidence', async () => {
    const reg = async () => {
      throw new Error('ENOENT');
    };
    const found = await results({ reg, windowsBuild: undefined, release: '6.1.0' });
    assert.deepEqual(Object.keys(found), ['windows', 'dotnet', 'hns-switches', 'firewall']);
    assert.ok(Object.values(found).every(([result]) => result === 'unknown'));
  });

  it('a part that never answers fails its row after the deadline, and the others are there', async () => {
    const clock = sinon.useFakeTimers();
    try {
      const hung = results({ send: () => new Promise(() => {}), connectCri: () => inProcessCri(new SimulatedContainerd()) });
      await clock.tickAsync(DEADLINE_MS);
      assert.deepEqual(await hung, {
        'other-engines': ['failed', 'no answer within 25 s'],
        permissions: ['failed', 'no answer within 25 s'],
      });
    } finally {
      clock.restore();
    }
  });

  it('a bug in a check fails its row', async () => {
    const connectCri = () => {
      throw new TypeError('x is undefined');
    };
    assert.deepEqual(await results({ connectCri }), {
      'container-runtime': ['failed', 'the check itself failed: x is undefined'],
    });
  });

  it('metrics for this machine need no rule of the firewall', async () => {
    const reg: Sources['reg'] = async args => (args[1]!.includes('Firewall') ? { status: 1, out: '' } : HEALTHY_NODE.reg(args));
    assert.deepEqual(Object.keys(await results({ reg })), ['firewall']);
    assert.deepEqual(await results({ reg }, { metricsAddress: '127.0.0.1:9464' }), {});
  });

  it('docs/preflight.md describes every check, in the order of the table', () => {
    const [, checks = ''] = readFileSync('docs/preflight.md', 'utf8').split('\n## Checks\n');
    const rows = checks.match(/^\| `[\w-]+` \|/gm) ?? [];
    assert.deepEqual(
      rows,
      CHECKS.map(check => `| \`${check}\` |`),
    );
  });
});
