/** Evaluates the alerts with promtool on series over time. The unit tests are in `alerts/`. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { needs } from '../needs.ts';
import { only, renderWith } from './kustomize.ts';

const UNIT_TESTS = join(import.meta.dirname, 'alerts');
const FILES = readdirSync(UNIT_TESTS);

interface Groups {
  readonly groups: { readonly rules: { readonly alert: string; expr: string }[] }[];
}
interface UnitTest {
  readonly name: string;
  readonly alert_rule_test: readonly { readonly alertname: string; readonly eval_time: string; readonly exp_alerts: readonly unknown[] }[];
}

/** Alerts that do not fire, or do not end, in any of the tests. */
function incomplete(alerts: readonly string[], tests: readonly UnitTest[]): string[] {
  const minutes = (time: string) => Number(/^(\d+)m$/.exec(time)![1]);
  const isShown = (alert: string) =>
    tests.some(({ alert_rule_test: all }) => {
      const steps = all.filter(({ alertname }) => alertname === alert);
      const firing = steps.filter(({ exp_alerts: expected }) => expected.length > 0).map(step => minutes(step.eval_time));
      const silent = steps.filter(({ exp_alerts: expected }) => expected.length === 0).map(step => minutes(step.eval_time));
      return firing.length > 0 && Math.max(...silent) > Math.max(...firing);
    });
  return alerts.filter(alert => !isShown(alert));
}

describe('deploy: alerts over time', function () {
  this.timeout(120_000);
  let rules: Groups;
  let folder: string;
  before(function () {
    needs(this, 'kubectl', 'promtool');
    rules = only(renderWith('generic', 'prometheus-rule'), 'PrometheusRule').spec as Groups;
    folder = mkdtempSync(join(tmpdir(), 'alerts-'));
    cpSync(UNIT_TESTS, folder, { recursive: true });
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true });
  });

  function promtool(groups: Groups, ...args: readonly string[]): { readonly status: number | null; readonly out: string } {
    writeFileSync(join(folder, 'rules.yaml'), stringify({ groups: groups.groups }));
    const { status, stdout, stderr } = spawnSync('promtool', args, { cwd: folder, encoding: 'utf8' });
    return { status, out: stdout + stderr };
  }

  it('are rules that Prometheus accepts', () => {
    const { status, out } = promtool(rules, 'check', 'rules', 'rules.yaml');
    assert.equal(status, 0, out);
  });

  for (const file of FILES) {
    it(`fire and end: ${file}`, () => {
      const { status, out } = promtool(rules, 'test', 'rules', file);
      assert.equal(status, 0, out);
    });
  }

  it('have a test in which they fire, and then end', () => {
    const tests = FILES.flatMap(file => (parse(readFileSync(join(UNIT_TESTS, file), 'utf8')) as { tests: UnitTest[] }).tests);
    const alerts = rules.groups.flatMap(group => group.rules.map(({ alert }) => alert));
    assert.deepEqual(incomplete(alerts, tests), []);
  });

  it('an alert without a test, or whose test does not show its end, is detected', () => {
    const step = (minutes: number, ...expected: object[]) => ({ alertname: 'A', eval_time: `${minutes}m`, exp_alerts: expected });
    assert.deepEqual(incomplete(['A', 'B'], [{ name: '', alert_rule_test: [step(1, {}), step(2)] }]), ['B']);
    assert.deepEqual(incomplete(['A'], [{ name: '', alert_rule_test: [step(1), step(2, {})] }]), ['A']);
    assert.deepEqual(incomplete(['A'], [{ name: '', alert_rule_test: [step(2)] }]), ['A']);
  });

  it('an alert that never fires is detected', () => {
    const broken = structuredClone(rules);
    const rule = broken.groups.flatMap(group => group.rules).find(({ alert }) => alert === 'HnsPolicyAgentRestarting')!;
    rule.expr = 'vector(1) > 2';
    const { status, out } = promtool(broken, 'test', 'rules', 'enforcement.yaml');
    assert.equal(status, 1);
    assert.match(out, /HnsPolicyAgentRestarting/);
  });
});
