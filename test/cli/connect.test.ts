import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseDuration } from '../../src/cli/duration.ts';
import { hnsPolicy, type Outcome } from './command-line.ts';

const fixture = (name: string): string => readFileSync(new URL(`fixtures/${name}.yaml`, import.meta.url), 'utf8');

function connect(stdin: string, ...argv: string[]): Promise<Outcome> {
  return hnsPolicy(['connect', ...argv, '-f', '-'], { stdin });
}

describe('cli/connect: offline', () => {
  const labelled = fixture('walkthrough-3-labelled');

  it('prints no output and exits with 0 if the connection is allowed', async () => {
    assert.deepEqual(await connect(labelled, 'demo/client', 'demo/server:80'), { status: 0, out: '', err: '' });
  });

  it('prints TIMEOUT and exits with 1 if it is blocked', async () => {
    assert.deepEqual(await connect(labelled, 'demo/client', 'demo/server:81'), { status: 1, out: 'TIMEOUT\n', err: '' });
    assert.deepEqual(await connect(labelled, 'demo/client', 'demo/server:80', '--protocol', 'udp'), {
      status: 1,
      out: 'TIMEOUT\n',
      err: '',
    });
  });

  it('resolves an address to the pod that owns it', async () => {
    assert.equal((await connect(labelled, '10.224.0.15', '10.224.0.72:80')).status, 0);
    assert.equal((await connect(labelled, '10.224.0.16', '10.224.0.72:80')).status, 1);
    assert.equal((await connect(labelled, '::ffff:10.224.0.15', '[::ffff:10.224.0.72]:80')).status, 0);
  });

  it('allows connections between two external addresses, where no policy is enforced', async () => {
    assert.equal((await connect(labelled, '192.0.2.1', '192.0.2.2:80')).status, 0);
  });

  it('applies the rejections of Windows in the given mode', async () => {
    const input = fixture('sctp');
    assert.equal((await connect(input, 'shop/api', 'shop/web:81')).status, 1);
    assert.equal((await connect(input, 'shop/api', 'shop/web:81', '--on-unsupported', 'reject-policy')).status, 0);
  });

  describe('--explain', () => {
    for (const [name, from, to, ...lines] of [
      [
        'walkthrough-3-labelled',
        'demo/client',
        'demo/server:80',
        'egress  of demo/client (10.224.0.15): allowed, no policy isolates the pod for egress',
        '  enforced by hns-policy-agent on node aksnpwin000000',
        'ingress to demo/server (10.224.0.72): allowed, demo/demo-policy spec.ingress[0] allows it',
        '  enforced by hns-policy-agent on node akswin22000001',
        '  selected by demo/demo-policy',
      ],
      [
        'walkthrough-4-rejected',
        'demo/client',
        '10.224.0.72:81',
        'TIMEOUT',
        'egress  of demo/client (10.224.0.15): allowed, no policy isolates the pod for egress',
        '  enforced by hns-policy-agent on node aksnpwin000000',
        'ingress to demo/server (10.224.0.72): blocked, no rule of demo/demo-policy, demo/demo-rejected allows it',
        '  enforced by hns-policy-agent on node akswin22000001',
        '  selected by demo/demo-policy, demo/demo-rejected',
        '  nearest rule: demo/demo-policy spec.ingress[0]: it allows TCP 80, not TCP 81',
        '  nearest rule: demo/demo-rejected spec.ingress[1]: it allows TCP 8080, not TCP 81',
        '  nearest rule: demo/demo-rejected spec.ingress[0]: the port name web stands for TCP 80 of demo/server, not for TCP 81',
        '  rejected: demo/demo-rejected: spec.ingress[0].ports[0].port: Named ports are not supported on Windows: this port entry allows no traffic. Set translate: named-ports, or write the port number',
        '  rejected: demo/demo-rejected: and 3 more',
        '  If spec.ingress[0].ports of demo/demo-policy also had {"protocol":"TCP","port":81}, it would allow it.',
        '  If spec.ingress[0].ports of demo/demo-rejected also had {"protocol":"TCP","port":81}, it would allow it.',
        '  If spec.ingress[2].from of demo/demo-rejected also had {"podSelector":{"matchLabels":{"app":"client"}}} and spec.ingress[2].ports of demo/demo-rejected also had {"protocol":"TCP","port":81}, it would allow it.',
      ],
      [
        'walkthrough-3-labelled',
        '10.224.0.62',
        'demo/server:9',
        'egress  of 10.224.0.62: allowed, no policy is enforced for 10.224.0.62',
        "ingress to demo/server (10.224.0.72): allowed, 10.224.0.62 is the pod's own node, which can always reach it",
        '  enforced by hns-policy-agent on node akswin22000001',
        '  selected by demo/demo-policy',
      ],
      [
        'types-default-with-egress',
        'shop/web',
        'shop/web:80',
        'egress  of shop/web (10.2.0.10): allowed, a pod can always reach itself',
        '  enforced by hns-policy-agent on node win1',
        '  selected by shop/out',
        'ingress to shop/web (10.2.0.10): allowed, a pod can always reach itself',
        '  enforced by hns-policy-agent on node win1',
        '  selected by shop/out',
      ],
      [
        'types-default-with-egress',
        'shop/web',
        '203.0.113.1:443',
        'TIMEOUT',
        'egress  of shop/web (10.2.0.10): blocked, no rule of shop/out allows it',
        '  enforced by hns-policy-agent on node win1',
        '  selected by shop/out',
        '  nearest rule: shop/out spec.egress[0]: 203.0.113.1 belongs to no pod, and selectors match only pods',
        '  If spec.egress[0].to of shop/out also had {"ipBlock":{"cidr":"203.0.113.1/32"}}, it would allow it.',
        'ingress to 203.0.113.1: allowed, no policy is enforced for 203.0.113.1',
      ],
      [
        'dual-stack',
        'fd00:2::20',
        '[fd00:2::10]:80',
        'TIMEOUT',
        'egress  of shop/six (fd00:2::20): allowed, no policy isolates the pod for egress',
        '  enforced by hns-policy-agent on node win2',
        'ingress to shop/web (fd00:2::10): blocked, no rule of shop/six allows it',
        '  enforced by hns-policy-agent on node win1',
        '  selected by shop/six',
        '  No suggestion: Windows enforces rules for IPv4 only, so only a rule for any peer would allow it. Set translate: ipv6 to enforce rules for IPv6.',
      ],
    ] as const) {
      it(`of ${from} to ${to} in ${name}`, async () => {
        const { out, err } = await connect(fixture(name), from, to, '--explain');
        assert.deepEqual(out.trimEnd().split('\n'), lines);
        assert.equal(err, '');
      });
    }
  });

  describe('has no verdict, and status 2, for', () => {
    const pod = (name: string, ip: string, phase = 'Running', node = 'n1'): string =>
      `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: a }\nspec: { nodeName: ${node} }\nstatus: { phase: ${phase}, podIPs: [{ ip: "${ip}" }] }\n---\n`;
    const pods =
      pod('four', '10.0.0.1') +
      pod('six', 'fd00::1') +
      pod('done', '10.0.0.2', 'Failed') +
      pod('new', '').replace('namespace: a', 'namespace: a, uid: 5c7a') +
      pod('twin', '10.0.0.1', 'Running', 'n2');

    for (const [title, from, to, error] of [
      ['a pod that is not there', 'a/none', 'a/four:80', /^error: FROM a\/none: no such pod$/],
      ['a pod that has finished', 'a/four', 'a/done:80', /^error: TO a\/done: the pod has finished/],
      ['a pod without address', 'a/four', 'a/new:80', /^error: TO a\/new: the pod has no address/],
      [
        'an address of pods of two nodes',
        '10.0.0.1',
        'a/six:80',
        /^error: FROM 10\.0\.0\.1: several pods have this address\. Use one of a\/four, a\/twin$/,
      ],
      ['ends of different families', 'a/four', 'a/six:80', /^error: FROM and TO share no address family/],
      ['a source that is neither', 'server', 'a/six:80', /^error: FROM "server": must be namespace\/pod or an IP address$/],
      ['a destination without port', 'a/four', 'a/six', /^error: TO "a\/six": must be namespace\/pod:port, /],
      ['an IPv6 destination without brackets', 'a/six', 'fd00::1:80', /^error: TO "fd00::1:80": must be namespace\/pod:port, /],
      ['port 0', 'a/four', 'a/six:0', /^error: TO "a\/six:0": the port must be between 1 and 65535$/],
      ['port 65536', 'a/four', '10.0.0.9:65536', /^error: TO "10\.0\.0\.9:65536": the port must be/],
      ['a named port', 'a/four', 'a/six:http', /^error: TO "a\/six:http": must be/],
      ['two bad ends at once', 'x', 'y', /^error: FROM "x": .*\nerror: TO "y": /],
    ] as const) {
      it(title, async () => {
        const { status, out, err } = await connect(pods, from, to);
        assert.deepEqual({ status, out }, { status: 2, out: '' });
        assert.match(err.trimEnd(), error);
      });
    }

    it('an unknown protocol', async () => {
      const { status, err } = await connect(pods, 'a/four', '10.0.0.9:80', '--protocol', 'icmp');
      assert.deepEqual({ status, err }, { status: 2, err: 'error: --protocol "icmp": must be tcp, udp or sctp\n' });
    });

    it('a duration without unit', async () => {
      const { status, err } = await connect(pods, 'a/four', '10.0.0.9:80', '--timeout', '3');
      assert.equal(status, 2);
      assert.match(err, /--timeout.*'3' is invalid\. Must be a duration such as 3s or 500ms\./);
    });

    it('missing arguments', async () => {
      assert.equal((await hnsPolicy(['connect', 'a/four'])).status, 2);
      assert.equal((await hnsPolicy(['connect'])).status, 2);
    });
  });
});

describe('cli/duration', () => {
  it('reads hours, minutes, seconds and milliseconds', () => {
    assert.deepEqual(['3s', '500ms', '1m30s', '1.5s', '1h', '0s'].map(parseDuration), [3000, 500, 90_000, 1500, 3_600_000, 0]);
  });

  it('rejects other texts', () => {
    for (const text of ['', '3', 's', '-1s', '3 s', '3sec', '1e3s']) assert.equal(parseDuration(text), undefined, text);
  });
});
