import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { statusSchema } from '../../src/agent/status/status-schema.ts';

const document = readFileSync('docs/troubleshooting.md', 'utf8');
const source = globSync('src/{agent,kube}/**/*.ts').map(path => readFileSync(path, 'utf8'));

/** A column, counted from 0, of the table below a heading. */
function column(heading: string, number: number): string[] {
  const section = document.slice(document.indexOf(`\n## ${heading}\n`));
  const rows = section.slice(0, section.indexOf('\n## ', 1)).matchAll(/^\| (.*) \|$/gm);
  const cells = [...rows].map(row => row[1]!.split(' | ')[number]!);
  return cells.slice(1).flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(match => match[1]!));
}

describe('docs/troubleshooting.md', () => {
  it('has exactly the log lines', () => {
    const call =
      /\blog\.(?:info|warn|error)\(|#log\.(?:info|warn|error)\(|#log\((?:level|'\w+'), |#say\('\w+', |log\[.*?\]\(|#once\([^'`]*/;
    const said = source.flatMap(text =>
      [...text.matchAll(new RegExp(`(?:${call.source})\\s*['\`]([^'\`]+)`, 'g'))].map(match => match[1]!),
    );
    const lines = said.filter(line => line !== 'debug').map(line => line.replace(/^\$\{\w+\}/, 'policy'));
    assert.ok(lines.length > 25);
    assert.deepEqual(column('Log lines', 0).sort(), [...new Set(lines)].sort());
  });

  it('has exactly the Events', () => {
    const reasons = source.flatMap(text =>
      [...text.matchAll(/^ *reason: (.*)$/gm)].flatMap(([, value]) => value!.match(/'[A-Z]\w+'/g) ?? []),
    );
    const known = reasons.map(reason => reason.slice(1, -1));
    assert.ok(known.length > 5);
    assert.deepEqual(column('Events', 1).sort(), [...new Set(known)].sort());
  });

  it('has all states of the agent except stopped', () => {
    const states = statusSchema.shape.state.options.filter(state => state !== 'stopped');
    assert.deepEqual(column("The agent's pod is not ready", 0).sort(), states.toSorted());
  });

  it('names HNS’s errors like the agent', () => {
    const names = column('HRESULTs', 0).filter(name => /^[A-Z_]+$/.test(name));
    assert.ok(names.length > 5);
    const source = readFileSync('src/hns/transport/hns-error.ts', 'utf8');
    assert.deepEqual(
      names.filter(name => !source.includes(`'${name}'`)),
      [],
    );
  });
});
