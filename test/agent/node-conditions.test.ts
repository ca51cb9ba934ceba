import assert from 'node:assert/strict';
import sinon from 'sinon';
import { createTelemetry } from '../../src/agent/metrics/telemetry.ts';
import { NodeConditions } from '../../src/agent/node-conditions.ts';
import { NodeConditionReport } from '../../src/agent/report/node-condition-report.ts';
import { HnsClient } from '../../src/hns/client.ts';
import type { DsrMode } from '../../src/hns/node/dsr.ts';
import type { ObjectEvent } from '../../src/kube/events/events.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { recordingLog } from './recording-log.ts';

const KUBERNETES = '10.96.0.1';
const ROUTE = { Type: 'SDNRoute', Settings: { DestinationPrefix: '10.96.0.0/16', NeedEncap: true } };

describe('agent/node-conditions', () => {
  let clock: sinon.SinonFakeTimers;
  let hns: SimulatedHns;
  let network: string;
  let conditions: NodeConditions;
  let modes: DsrMode[];
  const events: string[] = [];
  const { log, lines } = recordingLog();
  const telemetry = createTelemetry();

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    events.length = lines.length = 0;
    modes = [];
    hns = new SimulatedHns();
    network = hns.addNetwork({ name: 'pods' });
    const put = ({ type, reason }: ObjectEvent) => void events.push(`${type} ${reason}`);
    const report = new NodeConditionReport({ node: 'win1', log, telemetry, events: { put, resolve: put } });
    conditions = new NodeConditions({
      client: new HnsClient(hns.transport()),
      serviceAddress: KUBERNETES,
      readSwitches: undefined,
      build: 20348,
      onDsr: condition => {
        modes.push(condition.mode);
        report.dsr(condition);
      },
      onSwitches: switches => report.switches(switches),
    });
  });
  afterEach(() => {
    conditions.stop();
    clock.restore();
  });

  const balancer = (isDsr: boolean) =>
    hns.addLoadBalancer({ endpoints: [], vips: [KUBERNETES], protocol: 'TCP', port: 443, targetPort: 6443, isDsr });
  const minutes = (count: number) => clock.tickAsync(count * 60_000);

  it('reports unknown, and waits for kube-proxy to start', async () => {
    conditions.start();
    await minutes(0);
    assert.equal(conditions.dsr.mode, 'unknown');
    balancer(true);
    await minutes(1);
    assert.deepEqual([conditions.dsr.mode, modes], ['on', ['unknown', 'on']]);
    assert.deepEqual(events, []);
    assert.deepEqual(
      lines.map(({ level, message }) => [level, message]),
      [['info', 'kube-proxy uses DSR']],
    );
  });

  it('reads a few endpoints only if the load balancers show neither', async () => {
    for (let index = 0; index < 10; index++) hns.addEndpoint({ network, ips: [`10.224.0.${index + 10}`], policies: [ROUTE] });
    conditions.start();
    await minutes(0);
    assert.equal(conditions.dsr.mode, 'off');
    assert.equal(hns.calls.filter(({ name }) => name === 'HcnQueryEndpointProperties').length, 4);
    hns.forgetCalls();
    balancer(true);
    await minutes(5);
    assert.equal(conditions.dsr.mode, 'on');
    assert.deepEqual(
      hns.calls.map(({ id }) => id),
      ['GET /policylists/'],
    );
  });

  it('records one Event while DSR is off, and one when it is on again', async () => {
    const without = balancer(false);
    conditions.start();
    await minutes(60);
    assert.deepEqual(events, ['Warning KubeProxyWithoutDsr']);
    hns.removeLoadBalancer(without);
    await minutes(5);
    assert.deepEqual([conditions.dsr.mode, events.length], ['unknown', 1]);
    balancer(true);
    await minutes(5);
    assert.deepEqual(events, ['Warning KubeProxyWithoutDsr', 'Normal KubeProxyUsesDsr']);
  });

  it('keeps the condition while HNS cannot be read', async () => {
    balancer(false);
    conditions.start();
    await minutes(0);
    hns.stop();
    await minutes(60);
    assert.equal(conditions.dsr.mode, 'off');
    hns.start();
    await minutes(5);
    assert.deepEqual([conditions.dsr.mode, events], ['off', ['Warning KubeProxyWithoutDsr']]);
  });

  it('reports unknown if HNS could never be read', async () => {
    hns.stop();
    conditions.start();
    await minutes(10);
    assert.deepEqual([conditions.dsr.mode, conditions.switches.state, events, lines], ['unknown', 'unknown', [], []]);
  });
});
