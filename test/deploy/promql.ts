/** Parses queries with Prometheus' own grammar and finds their metrics and labels. */
import { KubeConfig } from '@kubernetes/client-node';
import { parser } from '@prometheus-io/lezer-promql';
import { Agent } from '../../src/agent/agent.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { SimulatedHns } from '../../src/simulator/hns/hns.ts';
import { recordingLog } from '../agent/recording-log.ts';

/** All series of an agent with their labels, including those that scraping adds. */
export function series(): ReadonlyMap<string, readonly string[]> {
  const { registry } = new Agent({
    config: readConfig({ flags: { nodeName: 'win1', transport: 'simulator' } }),
    kubeConfig: new KubeConfig(),
    transport: new SimulatedHns().transport(),
    log: recordingLog().log,
  }).telemetry;
  const metrics = registry.getMetricsAsArray() as unknown as readonly { name: string; labelNames: readonly string[]; buckets?: unknown }[];
  return new Map(
    metrics.flatMap(({ name, labelNames, ...metric }): [string, readonly string[]][] => {
      const labels = [...labelNames, ...SCRAPED];
      if (!('upperBounds' in metric)) return [[name, labels]];
      return [
        [`${name}_bucket`, [...labels, 'le']],
        [`${name}_sum`, labels],
        [`${name}_count`, labels],
      ];
    }),
  );
}

/** Labels that Prometheus adds to every series. The relabelling of our monitors adds `node`. */
export const SCRAPED = ['job', 'instance', 'namespace', 'pod', 'node'];

export interface Query {
  readonly metrics: readonly string[];
  /** Labels in matchers, and after by, without, on and ignoring. */
  readonly labels: readonly string[];
  /** Labels that an aggregation keeps. Undefined without an aggregation. */
  readonly grouping: readonly string[] | undefined;
}

/** @throws Error if the text is not PromQL. */
export function parseQuery(text: string): Query {
  const metrics: string[] = [];
  const labels: string[] = [];
  let grouping: string[] | undefined;
  parser.parse(text).iterate({
    enter({ name, from, to, node }) {
      const word = text.slice(from, to);
      if (node.type.isError) throw new Error(`not PromQL at ${from}: ${text}`);
      if (name === 'Identifier') metrics.push(word);
      if (name === 'LabelName') labels.push(word);
      if (name === 'AggregateExpr') {
        grouping ??= [];
        for (const label of node.getChild('AggregateModifier')?.getChild('GroupingLabels')?.getChildren('LabelName') ?? []) {
          grouping.push(text.slice(label.from, label.to));
        }
      }
    },
  });
  return { metrics, labels, grouping };
}
