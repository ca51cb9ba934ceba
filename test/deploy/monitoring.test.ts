import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../src/simulator/kube/object.ts';
import { needs } from '../needs.ts';
import { DEPLOY, only, RUNBOOK_BASE, renderWith } from './kustomize.ts';
import { parseQuery, SCRAPED, series } from './promql.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string; readonly runbook_url: string };
}

const known = series();
/** Of Prometheus and of kube-state-metrics. */
const OTHERS = new Map([
  ['up', []],
  ['kube_node_info', ['os_image']],
  ['kube_node_labels', ['label_hns_policy_agent_exclude']],
]);

/** Problems of a query: invalid PromQL, unknown metrics, or labels that none of its metrics has. */
function problems(text: string, others: ReadonlyMap<string, readonly string[]> = new Map()): string[] {
  const { metrics, labels } = parseQuery(text);
  const wrong = metrics.filter(name => !known.has(name) && !others.has(name)).map(name => `no metric ${name}: ${text}`);
  const there = new Set([...SCRAPED, ...metrics.flatMap(name => known.get(name) ?? others.get(name) ?? [])]);
  return [...wrong, ...labels.filter(label => !there.has(label)).map(label => `no label ${label}: ${text}`)];
}

describe('deploy: alerts', () => {
  let rules: readonly Rule[];
  before(function () {
    needs(this, 'kubectl');
    const { groups } = only(renderWith('generic', 'prometheus-rule'), 'PrometheusRule').spec as { groups: { rules: Rule[] }[] };
    rules = groups.flatMap(group => group.rules);
  });

  it('use metrics and labels of the agent', () => {
    assert.ok(rules.length > 10);
    assert.deepEqual(
      rules.flatMap(({ expr }) => problems(expr, OTHERS)),
      [],
    );
  });

  it('use only labels that the query result has', () => {
    for (const { alert, expr, annotations } of rules) {
      const { metrics, grouping } = parseQuery(expr);
      const left = grouping ?? [...SCRAPED, ...metrics.flatMap(name => known.get(name) ?? [])];
      for (const [, label] of `${annotations.summary} ${annotations.description}`.matchAll(/\$labels\.(\w+)/g)) {
        assert.ok(left.includes(label!), `${alert}: ${label}`);
      }
    }
  });

  it('have a severity, and a section of docs/operations.md with the remedy', () => {
    const document = readFileSync('docs/operations.md', 'utf8');
    const headings = [...document.matchAll(/^#+ (HnsPolicy\w+)$/gm)].map(([, name]) => name!);
    assert.deepEqual(headings.toSorted(), rules.map(({ alert }) => alert).toSorted());
    for (const { alert, annotations, labels } of rules) {
      assert.match(alert, /^HnsPolicy[A-Z]/);
      assert.ok(['critical', 'warning', 'info'].includes(labels.severity), alert);
      assert.equal(annotations.runbook_url, `https://runbooks.example.com/hns-policy-agent#${alert.toLowerCase()}`);
    }
  });

  it('link to your own runbook with the component runbook-base', () => {
    const { groups } = only(renderWith('generic', 'prometheus-rule', 'runbook-base'), 'PrometheusRule').spec as {
      groups: { rules: Rule[] }[];
    };
    assert.deepEqual(
      groups.flatMap(group => group.rules).map(({ annotations }) => annotations.runbook_url),
      rules.map(({ alert }) => `${RUNBOOK_BASE}#${alert.toLowerCase()}`),
    );
  });

  it('invalid PromQL and unknown metrics or labels are detected', () => {
    assert.throws(() => parseQuery('sum by (node (up)'), /not PromQL/);
    assert.deepEqual(problems('hns_policy_policys > 0'), ['no metric hns_policy_policys: hns_policy_policys > 0']);
    assert.deepEqual(problems('hns_policy_policies{code="x"}'), ['no label code: hns_policy_policies{code="x"}']);
    assert.deepEqual(problems('sum by (le) (hns_policy_hns_call_duration_seconds_bucket)'), []);
  });
});

describe('deploy: scraping by Prometheus', () => {
  before(function () {
    needs(this, 'kubectl');
  });

  it('a PodMonitor selects the agents, but not the cleanup pods', () => {
    const objects = renderWith('generic', 'pod-monitor');
    const { selector, podMetricsEndpoints } = only(objects, 'PodMonitor').spec;
    const { metadata, spec } = only(objects, 'DaemonSet').spec.template;
    assert.deepEqual(selector.matchLabels, metadata.labels);
    assert.deepEqual(
      podMetricsEndpoints.map(({ port }: { port: string }) => port),
      [spec.containers[0].ports[0].name],
    );
  });

  it('a ServiceMonitor selects them through its Service', () => {
    const objects = renderWith('generic', 'service-monitor');
    const service = only(objects, 'Service');
    const { selector, endpoints } = only(objects, 'ServiceMonitor').spec;
    for (const [key, value] of Object.entries(selector.matchLabels)) assert.equal(service.metadata.labels?.[key], value);
    assert.deepEqual(service.spec.selector, only(objects, 'DaemonSet').spec.template.metadata.labels);
    assert.deepEqual([endpoints[0].port, service.spec.ports[0].name, service.spec.ports[0].targetPort], ['metrics', 'metrics', 'metrics']);
  });
});

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

describe('deploy: the dashboard', () => {
  const text = readFileSync(join(DEPLOY, 'components/grafana-dashboard/hns-policy-agent.json'), 'utf8');
  const { panels, templating } = JSON.parse(text) as { panels: readonly Panel[]; templating: { list: readonly { name: string }[] } };
  /** Values of Grafana's variables. */
  const filled = (expr: string) => expr.replaceAll('$__rate_interval', '1m').replaceAll('$node', 'win1');

  it('uses metrics and labels of the agent', () => {
    const queries = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
    assert.ok(queries.length > 20);
    assert.deepEqual(
      queries.flatMap(expr => problems(filled(expr))),
      [],
    );
    const variables = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!));
    assert.deepEqual([...variables].filter(name => !name.startsWith('__')).sort(), templating.list.map(({ name }) => name).sort());
  });

  it('shows every metric except the sums of histograms', () => {
    const asked = new Set(panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => parseQuery(filled(expr)).metrics)));
    const notShown = [...known.keys()].filter(name => !/_(sum|count)$/.test(name) && !asked.has(name));
    assert.deepEqual(
      notShown.filter(name => name.startsWith('hns_policy_')),
      ['hns_policy_in_sync', 'hns_policy_policies'],
    );
  });

  it('has no overlapping panels and no panel without a query', () => {
    for (const [i, { type, title, targets = [], gridPos: a }] of panels.entries()) {
      assert.ok(type === 'row' || targets.length > 0, title);
      assert.ok(a.x + a.w <= 24, title);
      for (const { gridPos: b, title: other } of panels.slice(i + 1)) {
        assert.ok(a.x + a.w <= b.x || b.x + b.w <= a.x || a.y + a.h <= b.y || b.y + b.h <= a.y, `${title} lies on ${other}`);
      }
    }
  });

  it('is also a ConfigMap, with the label for Grafana’s sidecar', function () {
    needs(this, 'kubectl');
    const configMaps = renderWith('generic', 'grafana-dashboard').filter(({ kind }) => kind === 'ConfigMap');
    const dashboard = configMaps.find(({ metadata }) => metadata.name === 'hns-policy-agent-dashboard') as KubeObject;
    assert.equal(dashboard.metadata.labels?.grafana_dashboard, '1');
    assert.equal(dashboard.data['hns-policy-agent.json'], text);
  });
});
