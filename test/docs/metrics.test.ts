import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { KubeConfig } from '@kubernetes/client-node';
import { Agent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { recordingLog } from '../agent/recording-log.ts';
import { assertGenerated } from './generated.ts';

const PATH = 'docs/metrics.md';

/** Private fields of prom-client's types. */
interface Metric {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** Labels that have few values even in a large cluster. */
const BOUNDED = [
  'version',
  'node_version',
  'transport',
  'code',
  'result',
  'function',
  'hresult',
  'kind',
  'mode',
  'from',
  'reason',
  'effect',
];

describe(PATH, () => {
  const config = readConfig({ flags: { nodeName: 'win1', transport: 'simulator' } });
  const { registry } = new Agent({
    config,
    kubeConfig: new KubeConfig(),
    transport: new SimulatedHns().transport(),
    log: recordingLog().log,
  }).telemetry;
  const metrics = registry.getMetricsAsArray() as unknown as readonly Metric[];
  /** Without those of prom-client about the process. */
  const OWN = metrics.filter(({ name }) => name.startsWith('hns_policy_'));

  it('lists every metric of the agent with its help text', async () => {
    const types = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)]));
    const rows = OWN.map(({ name, help, labelNames }) => {
      const labels = labelNames.map(label => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${types.get(name)} | ${labels} | ${help} |`;
    });
    assertGenerated(PATH, 'metrics', `| metric | type | labels | description |\n|---|---|---|---|\n${rows.join('\n')}`);
  });

  it('has names with one prefix, help texts that are sentences, and labels with few values', () => {
    for (const { name, help, labelNames } of OWN) {
      assert.match(name, /^hns_policy_[a-z_]+$/);
      assert.match(help, /\.$/);
      assert.deepEqual(
        labelNames.filter(label => !BOUNDED.includes(label)),
        [],
      );
    }
  });

  it('names default metrics that the agent exports', () => {
    const names = new Set(metrics.map(({ name }) => name));
    const others = metrics.filter(metric => !OWN.includes(metric));
    assert.ok(others.length > 20);
    for (const { name } of others) assert.match(name, /^(process|nodejs)_/);
    const named = [...readFileSync(PATH, 'utf8').matchAll(/`((?:process|nodejs)_[a-z_]+)`/g)].map(([, name]) => name!);
    assert.deepEqual(
      named.filter(name => !names.has(name)),
      [],
    );
    assert.ok(named.includes('nodejs_eventloop_lag_max_seconds'));
  });
});
