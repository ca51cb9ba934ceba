/** Situations from public bug reports: the exit status and text of `plan`, and the verdicts of `connect`. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hnsPolicy } from './command-line.ts';

const folder = new URL('reported/', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, folder));

// The first line of each file is its title. The lines below it state the facts, for instance `# blocked: FROM TO:PORT udp`.
describe('cli: reported situations', () => {
  const names = readdirSync(folder).filter(name => name.endsWith('.yaml'));

  it('has all of them', () => assert.ok(names.length >= 100, String(names.length)));

  for (const name of names) {
    const lines = readFileSync(path(name), 'utf8').split(/\r?\n/);
    const header = lines.slice(
      0,
      lines.findIndex(line => !line.startsWith('# ')),
    );
    const facts = (pattern: RegExp): RegExpExecArray[] => header.map(line => pattern.exec(line)).filter(fact => fact !== null);
    const isAlone = header.includes('# without the common cluster');
    const files = ['-f', ...(isAlone ? [] : [path('base/cluster.yaml'), '-f']), path(name)];

    it(`${name}: ${header[0]!.slice(2)}`, async () => {
      const plan = await hnsPolicy(['plan', ...files]);
      const text = plan.out + plan.err;
      for (const [, status] of facts(/^# plan: (\d)$/)) assert.equal(plan.status, Number(status), text);
      for (const [, pattern] of facts(/^# plan has: (.*)$/)) assert.match(text, new RegExp(pattern!, 's'));
      for (const [, pattern] of facts(/^# plan lacks: (.*)$/)) assert.doesNotMatch(text, new RegExp(pattern!, 's'));
      for (const [line, verdict, from, to, protocol] of facts(/^# (allowed|blocked|status \d): (\S+) (\S+) (\w+)$/)) {
        const { status, err } = await hnsPolicy(['connect', from!, to!, '--protocol', protocol!, ...files]);
        const expected = { allowed: 0, blocked: 1 }[verdict!] ?? Number(verdict!.slice(-1));
        assert.deepEqual({ line, status }, { line, status: expected }, err);
      }
      for (const [, from, to, protocol, pattern] of facts(/^# explained: (\S+) (\S+) (\w+) (.*)$/)) {
        const { out, err } = await hnsPolicy(['connect', from!, to!, '--protocol', protocol!, '--explain', ...files]);
        assert.match(out + err, new RegExp(pattern!, 's'));
      }
    });
  }
});
