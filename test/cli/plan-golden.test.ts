import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describeEnd, type End, parseConnection } from '../../src/cli/connect/connect-target.ts';
import { type Plan, planSchema } from '../../src/cli/plan/plan-schema.ts';
import { judge } from '../hns/acl/judge.ts';
import { hnsPolicy } from './command-line.ts';

const folder = new URL('fixtures/', import.meta.url);
const UPDATE = process.env.UPDATE_GOLDEN === '1';

// Each fixture starts with a title line, then lists packets with their verdicts: `# blocked: FROM TO:PORT [udp]`. `# translate: LIST` is optional.
describe('cli/plan: manifests to ACLs', () => {
  const fixtures = readdirSync(folder).filter(name => name.endsWith('.yaml'));

  it('has fixtures, and no golden file without one', () => {
    assert.ok(fixtures.length >= 25, String(fixtures.length));
    const goldens = readdirSync(folder).filter(name => name.endsWith('.acls.json'));
    assert.deepEqual(goldens.sort(), fixtures.map(goldenOf).sort());
  });

  for (const fixture of fixtures) {
    const input = readFileSync(new URL(fixture, folder), 'utf8');
    const title = /^# (.*)$/m.exec(input)?.[1];
    const translated = /^# translate: (\S+)$/m.exec(input)?.slice(1) ?? [];
    const options = ['-f', '-', ...translated.flatMap(list => ['--translate', list])];
    const packets = [...input.matchAll(/^# (allowed|blocked): (\S+) (\S+)(?: (udp))?$/gm)];

    it(`${fixture}: ${title}`, async () => {
      const { status, out } = await hnsPolicy(['plan', ...options, '-o', 'json'], { stdin: input });
      const golden = new URL(goldenOf(fixture), folder);
      if (UPDATE) writeFileSync(golden, out);
      assert.ok(existsSync(golden), `UPDATE_GOLDEN=1 writes ${golden.pathname}`);
      assert.equal(out, readFileSync(golden, 'utf8'));
      const plan = planSchema.parse(JSON.parse(out));
      assert.equal(status, plan.issues.some(({ severity, code }) => severity === 'error' && code.startsWith('unsupported-')) ? 2 : 0);
    });

    it(`${fixture}: connect returns the stated verdicts`, async () => {
      assert.ok(packets.length > 0, 'states no verdict');
      for (const [line, verdict, from, to, protocol = 'tcp'] of packets) {
        const { status, out, err } = await hnsPolicy(['connect', from!, to!, '--protocol', protocol, ...options], { stdin: input });
        const expected = verdict === 'allowed' ? { line, status: 0, out: '' } : { line, status: 1, out: 'TIMEOUT\n' };
        assert.deepEqual({ line, status, out }, expected, err);
      }
    });

    it(`${fixture}: the ACLs give the stated verdicts`, async () => {
      const { out } = await hnsPolicy(['plan', ...options, '-o', 'json'], { stdin: input });
      const plan = planSchema.parse(JSON.parse(out));
      for (const [line, verdict, from, to, protocol = 'tcp'] of packets) {
        assert.equal(isAllowed(plan, from!, to!, protocol) ? 'allowed' : 'blocked', verdict, line);
      }
    });
  }
});

function goldenOf(fixture: string): string {
  return fixture.replace(/\.yaml$/, '.acls.json');
}

/** The verdict of HNS on a packet. Each end is an endpoint of the plan or an external address. */
function isAllowed(plan: Plan, from: string, to: string, protocol: string): boolean {
  const connection = parseConnection(from, to, protocol);
  const [source, destination] = [endOf(plan, connection.from), endOf(plan, connection.to)];
  const packet = { protocol: connection.protocol === 'TCP' ? 6 : 17, port: connection.port };
  const sent = judge(source.acls, 'Out', { ...packet, peer: destination.address });
  const received = judge(destination.acls, 'In', { ...packet, peer: source.address });
  // ACLs must match every packet, because Server 2022 allows an unmatched packet and Server 2025 denies it.
  assert.equal(sent === 'unmatched', source.acls.length === 0);
  assert.equal(received === 'unmatched', destination.acls.length === 0);
  return sent !== 'Block' && received !== 'Block';
}

function endOf({ nodes }: Plan, end: End): { acls: Plan['nodes'][number]['endpoints'][number]['policies']; address: string } {
  const text = describeEnd(end);
  const endpoint = nodes
    .flatMap(node => node.endpoints)
    .find(({ namespace, pod, ipAddresses }) => `${namespace}/${pod}` === text || ipAddresses.includes(text));
  // A pod without an endpoint uses the host network. No fixture allows traffic of its node.
  return { acls: endpoint?.policies ?? [], address: 'address' in end ? text : (endpoint?.ipAddresses[0] ?? '192.0.2.255') };
}
