import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { recordingLog } from './recording-log.ts';

const published = new URL('../../docs/metrics.md', import.meta.url);

const HEAD = `# Metrics

Served for Prometheus at \`/metrics\` of \`metricsAddress\`. This table is written from the agent itself, and a test keeps it current. A label has a
fixed set of values, or one that grows with the number of reasons for refusals and of named HRESULTs: never with pods, policies or messages.

| metric | type | labels | what it says |
|---|---|---|---|
`;

describe('agent: the metrics', () => {
  const config = readConfig({ flags: { nodeName: 'win1', transport: 'simulator' } });
  const agent = () =>
    new Agent({ config, kubeConfig: new KubeConfig(), transport: new SimulatedHns().transport(), log: recordingLog().log });

  it('are those of docs/metrics.md, in its words (UPDATE_GOLDEN=1 writes it)', async () => {
    const { registry } = agent().telemetry;
    const labels = new Map(
      (registry.getMetricsAsArray() as unknown as { name: string; labelNames: string[] }[]).map(metric => [metric.name, metric.labelNames]),
    );
    const rows = (await registry.getMetricsAsJSON()).map(({ name, type, help }) => {
      const of = labels.get(name)!.map(label => `\`${label}\``);
      return `| \`${name}\` | ${type} | ${of.join(', ')} | ${help} |\n`;
    });
    const current = HEAD + rows.join('');
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(published, current);
    assert.equal(readFileSync(published, 'utf8'), current);
  });

  it('have names that say so, help and no label for what a cluster has without end', () => {
    for (const { name, help, labelNames } of agent().telemetry.registry.getMetricsAsArray() as unknown as {
      readonly name: string;
      readonly help: string;
      readonly labelNames: readonly string[];
    }[]) {
      assert.match(name, /^hns_policy_[a-z_]+$/);
      assert.match(help, /[.]$/);
      const known = ['version', 'node_version', 'transport', 'code', 'result', 'function', 'hresult', 'kind', 'from'];
      assert.deepEqual(
        labelNames.filter(label => !known.includes(label)),
        [],
      );
    }
  });
});
