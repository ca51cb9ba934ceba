import assert from 'node:assert/strict';
import { Registry } from 'prom-client';
import { measureProcess } from '../../../src/agent/metrics/process-metrics.ts';
import { createTelemetry } from '../../../src/agent/metrics/telemetry.ts';

describe('agent/metrics/telemetry', () => {
  it('every counter starts at 0 for each known value of its labels', async () => {
    const metrics = await createTelemetry().registry.getMetricsAsJSON();
    const counters = metrics.filter(({ type }) => String(type) === 'counter');
    assert.ok(counters.length > 5);
    for (const { name, values } of counters) {
      assert.ok(values.length > 0, name);
      for (const { value } of values) assert.equal(value, 0, name);
    }
    const labels = (name: string, label: string) =>
      new Set(counters.find(counter => counter.name === name)!.values.map(value => (value.labels as Record<string, string>)[label]));
    assert.ok(labels('hns_policy_hns_errors_total', 'hresult').has('HCN_E_INVALID_POLICY'));
    assert.ok(labels('hns_policy_hns_errors_total', 'hresult').has('none'));
    assert.ok(labels('hns_policy_hns_calls_total', 'function').has('HcnModifyEndpoint'));
    assert.ok(labels('hns_policy_hns_calls_total', 'result').has('timeout'));
    assert.deepEqual(labels('hns_policy_taken_over_endpoints_total', 'from'), new Set(['azure-npm', 'calico']));
    assert.deepEqual(labels('hns_policy_endpoint_updates_total', 'result'), new Set(['updated', 'failed', 'gone']));
  });

  it('the metrics of the process are the same in every registry', async () => {
    const registries = [new Registry(), new Registry()];
    for (const registry of registries) measureProcess(registry);
    const [first, second] = registries.map(registry => registry.getMetricsAsArray());
    assert.ok(first!.length > 20);
    assert.ok(first!.every((metric, index) => metric === second![index]));
    assert.match(await registries[1]!.metrics(), /^process_start_time_seconds \d+$/m);
    assert.match(await registries[1]!.metrics(), /^nodejs_eventloop_lag_max_seconds /m);
  });
});
