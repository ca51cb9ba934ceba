import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { STEPS } from '../../src/cli/demo/walkthrough.ts';
import { hnsPolicy } from './command-line.ts';

describe('hns-policy demo', () => {
  it('runs every step, prints tables, verdicts, log line and Event, and exits with 0', async () => {
    const { status, out, err } = await hnsPolicy(['demo']);
    assert.equal(err, '');
    assert.equal(status, 0, out);
    for (const text of [
      ...STEPS.map(({ title }) => title),
      /\$ kubectl apply -f - <<EOF/,
      /In +1000 +Allow +TCP +10\.224\.0\.10 +80 +hns-policy-agent\.demo\.demo-policy\.[0-9a-f]{16}/,
      /ERROR policy rejected policy=demo\/second-policy/,
      /Warning UnsupportedOnWindows/,
      /connect demo\/client demo\/server:81 --explain\n +TIMEOUT/,
      'Every step had the expected result.',
    ]) {
      assert.ok(typeof text === 'string' ? out.includes(text) : text.test(out), String(text));
    }
    assert.doesNotMatch(out, /unexpected/);
  });

  it('--serve keeps running for connect, status and kubectl until it is interrupted', async () => {
    const demo = spawn(process.execPath, ['src/cli/main.ts', 'demo', '--serve'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise<number | null>(resolve => demo.once('exit', resolve));
    let out = '';
    const kubeconfig = await new Promise<string>((resolve, reject) => {
      demo.stdout.setEncoding('utf8').on('data', text => {
        out += text;
        const path = /export KUBECONFIG=(\S+) .*\n[\s\S]*log/.exec(out)?.[1];
        if (path) resolve(path);
      });
      void ended.then(() => reject(new Error(`the demo ended:\n${out}`)));
    });
    try {
      const connect = (to: string) => hnsPolicy(['connect', 'demo/client', to, '--explain', '--kubeconfig', kubeconfig]);
      const { status, out: explained } = await connect('demo/server:80');
      assert.equal(status, 0);
      assert.match(explained, /ingress to demo\/server \(10\.224\.0\.72\): allowed, no policy isolates the pod for ingress \[ACL /);
      assert.equal((await connect('demo/nobody:80')).status, 2);
      const address = / HNS_POLICY_METRICS_ADDRESS=(\S+)\n/.exec(out)![1]!;
      const { status: isWell, out: pods } = await hnsPolicy(['status', '--address', address]);
      assert.equal(isWell, 0);
      assert.match(pods, /^demo\/server +10\.224\.0\.72 +- +0 +\d+s +-$/m);
    } finally {
      demo.kill('SIGTERM');
    }
    assert.equal(await ended, 0);
  });
});
