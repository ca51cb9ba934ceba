import assert from 'node:assert/strict';
import type { Counter } from 'prom-client';
import sinon from 'sinon';
import { agentTransport, guarded } from '../../src/agent/guarded-transport.ts';
import { createTelemetry } from '../../src/agent/metrics/telemetry.ts';
import { DEFAULT_TRANSPORT, openTransport } from '../../src/agent/transports.ts';
import { HnsClient } from '../../src/hns/client.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';

const OPTIONS = { nodeName: 'win1', timeoutMs: 30_000, log: () => {} };

/** The series that counted something. Every known series starts at 0. */
const nonZero = async <L extends string>(counter: Counter<L>) => (await counter.get()).values.filter(({ value }) => value > 0);

describe('agent/transports', () => {
  it('opens a simulator with an empty pod network', async () => {
    const client = new HnsClient((await openTransport('simulator', OPTIONS)).transport);
    assert.deepEqual(
      (await client.networks()).map(({ Name, Type }) => [Name, Type]),
      [['azure', 'L2Bridge']],
    );
    assert.deepEqual(await client.endpointIds(), []);
  });

  it('loads edge at the first call, and reports a missing file then', async () => {
    const { transport: edge } = await openTransport('edge', OPTIONS);
    await assert.rejects(edge.call('HcnEnumerateEndpoints', '', ''), { code: 'unavailable', message: /^the edge transport / });
  });

  it('starts PowerShell at the first call, and reports a failed start then', async () => {
    const said: string[] = [];
    const { transport: powershell } = await openTransport('powershell', { ...OPTIONS, log: sentence => said.push(sentence) });
    assert.deepEqual(said, []);
    if (process.platform === 'win32') return;
    await assert.rejects(powershell.call('HcnEnumerateEndpoints', '', ''), { code: 'unavailable', message: /PowerShell/ });
    assert.equal(said.length, 1);
    await powershell.close();
  });

  it('auto is the default', () => assert.equal(DEFAULT_TRANSPORT, 'auto'));

  it('auto uses PowerShell where edge-js cannot be loaded, and returns the reason', async () => {
    if (process.platform === 'win32') return;
    const { transport, name, warning } = await openTransport('auto', OPTIONS);
    assert.equal(name, 'powershell');
    assert.match(String(warning), /^HNS is called through PowerShell, because edge-js cannot be loaded: the edge transport /);
    await assert.rejects(transport.call('HcnEnumerateEndpoints', '', ''), { message: /PowerShell/ });
    await transport.close();
  });

  it('passes no call that could write in a dry run', async () => {
    const hns = new SimulatedHns();
    const endpoint = hns.addEndpoint({ network: hns.addNetwork({ name: 'azure' }), ips: ['10.224.0.72'] });
    const client = (dryRun: boolean) =>
      new HnsClient(agentTransport(hns.transport(), { dryRun, hnsTimeoutSeconds: 30 }, createTelemetry()));
    await assert.rejects(client(true).update(endpoint, []), { code: 'rejected', message: /the transport is read-only/ });
    assert.deepEqual([(await client(true).endpointIds()).length, hns.writes.length], [1, 0]);
    await client(false).update(endpoint, []);
    assert.equal(hns.writes.length, 1);
  });

  it('counts calls by function and result, and times them', async () => {
    const hns = new SimulatedHns();
    const telemetry = createTelemetry();
    const client = new HnsClient(guarded(hns.transport(), 1_000, telemetry));
    await client.networks();
    hns.faults.plant({ on: 'HcnEnumerateNetworks', fail: 'RPC_S_SERVER_UNAVAILABLE' });
    await assert.rejects(client.networks());
    const counts = await nonZero(telemetry.calls);
    assert.deepEqual(
      counts.map(({ labels, value }) => [labels.function, labels.result, value]),
      [
        ['HcnEnumerateNetworks', 'ok', 1],
        ['HcnEnumerateNetworks', 'unavailable', 1],
      ],
    );
    const times = (await telemetry.callSeconds.get()).values.find(({ metricName }) => metricName?.endsWith('_count'));
    assert.equal(times?.value, 2);
  });

  it('counts failures by the name of their HRESULT, so that the number of series is bounded', async () => {
    const hns = new SimulatedHns();
    const telemetry = createTelemetry();
    const client = new HnsClient(guarded(hns.transport(), 1_000, telemetry));
    for (const fail of ['HCN_E_INVALID_JSON', 'ERROR_WRONG_DISK', 'E_HANDLE'] as const) {
      hns.faults.plant({ on: 'HcnEnumerateNetworks', times: 1, fail });
      await assert.rejects(client.networks());
    }
    const counts = await nonZero(telemetry.errors);
    assert.deepEqual(
      counts.map(({ labels, value }) => [labels.hresult, value]),
      [
        ['HCN_E_INVALID_JSON', 1],
        ['other', 2],
      ],
    );
  });

  it('counts a call that never returns as a timeout, and spared calls as spared', async () => {
    const clock = sinon.useFakeTimers();
    try {
      const hns = new SimulatedHns();
      const telemetry = createTelemetry();
      const client = new HnsClient(guarded(hns.transport(), 1_000, telemetry));
      const network = hns.addNetwork({ name: 'azure' });
      hns.faults.plant({ on: 'HcnQueryNetworkProperties', hang: true });
      const refused = Promise.allSettled([client.network(network)]);
      await clock.tickAsync(1_001);
      await refused;
      await assert.rejects(client.network(network), { code: 'timeout', message: /not tried/ });
      hns.faults.release();
      await clock.tickAsync(0);
      const counts = await nonZero(telemetry.calls);
      assert.deepEqual(
        counts.map(({ labels, value }) => [labels.result, value]),
        [
          ['timeout', 1],
          ['spared', 1],
        ],
      );
      const errors = await nonZero(telemetry.errors);
      assert.deepEqual(
        errors.map(({ labels, value }) => [labels.hresult, value]),
        [['none', 1]],
      );
      const times = (await telemetry.callSeconds.get()).values;
      assert.equal(times.find(({ metricName }) => metricName?.endsWith('_count'))?.value, 1);
      assert.equal(times.find(({ metricName }) => metricName?.endsWith('_sum'))?.value, 1);
    } finally {
      clock.restore();
    }
  });
});
