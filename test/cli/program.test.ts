import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { configOptions } from '../../src/agent/config.ts';
import { program } from '../../src/cli/program.ts';
import { commandOf, hnsPolicy, SILENCE } from './command-line.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

describe('cli/program', () => {
  it('lists its commands', async () => {
    const { status, out, err } = await hnsPolicy(['--help']);
    assert.deepEqual({ status, err }, { status: 0, err: '' });
    for (const command of ['agent', 'demo', 'connect', 'plan']) assert.match(out, new RegExp(`^ {2}${command} `, 'm'));
  });

  it('documents the exit statuses', async () => {
    const plan = (await hnsPolicy(['plan', '--help'])).out;
    const connect = (await hnsPolicy(['connect', '--help'])).out;
    assert.match(plan, /Exit status:\n {2}0 {2}done\n {2}1 {2}.*invalid.*\n {2}2 {2}.*not enforced as it is written/);
    assert.match(connect, /Exit status:\n {2}0 {2}allowed\n {2}1 {2}blocked\n {2}2 {2}no verdict/);
  });

  describe('the help of every command', () => {
    const root = program(SILENCE, configOptions, () => {});
    const commands = root
      .createHelp()
      .visibleCommands(root)
      .map(command => command.name());

    for (const name of commands.filter(name => name !== 'help')) {
      it(`${name}: has exit statuses and valid examples`, async () => {
        const { out } = await hnsPolicy([name, '--help']);
        assert.match(out, /\n\nExit status:\n {2}0 {2}\S/);
        const [, examples = ''] = /\n\nExamples:\n((?: {2}.*\n)+)/.exec(out) ?? [];
        const lines = [...examples.matchAll(/^ {2}# \S.*\n {2}(.*\bhns-policy (.*))$/gm)];
        assert.equal(lines.length * 2, examples.trimEnd().split('\n').length, examples);
        for (const [, line, argv] of lines) assert.equal(await commandOf(argv!), name, line);
      });
    }
  });

  it('has the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.deepEqual(await hnsPolicy(['--version']), { status: 0, out: `${version}\n`, err: '' });
  });

  it('offers the agent every setting as a flag', async () => {
    const { out } = await hnsPolicy(['agent', '--help']);
    for (const flag of ['--config <file>', '--node-name <text>', '--max-acls <integer>', '--allow-egress-to-node [true|false]']) {
      assert.ok(out.includes(flag), flag);
    }
  });

  for (const [title, argv, status, message] of [
    ['no command', [], 1, /^Usage: hns-policy /],
    ['an unknown command', ['enforce'], 1, /^error: unknown command 'enforce'\n$/],
    ['an unknown option', ['plan', '-f', '-', '--nodes', 'x'], 1, /^error: unknown option '--nodes'/],
    ['plan without -f', ['plan'], 1, /^error: give manifests with -f, or --live to read a cluster\n$/],
    ['an unexpected argument', ['plan', 'x.yaml', '-f', '-'], 1, /^error: too many arguments for 'plan'/],
    ['an unknown output', ['plan', '-f', '-', '-o', 'xml'], 1, /^error: .*'xml' is invalid\. Allowed choices are table, json, yaml\.\n$/],
    [
      'an unknown value of --on-unsupported',
      ['plan', '-f', '-', '--on-unsupported', 'ignore'],
      1,
      /Allowed choices are reject-item, reject-policy/,
    ],
    [
      'an unknown value of --translate',
      ['plan', '-f', '-', '--translate', 'except,sctp'],
      1,
      /'except,sctp' is invalid\. Must be a list of named-ports, negative-selectors, except, ipv6\./,
    ],
    ['an invalid --max-acls', ['plan', '-f', '-', '--max-acls', '3'], 1, /'3' is invalid\. Must be a whole number, at least 4\./],
    ['an unknown option of connect', ['connect', 'a/b', 'c/d:1', '--tcp'], 2, /^error: unknown option '--tcp'/],
  ] as const) {
    it(`rejects ${title} with status ${status}`, async () => {
      const outcome = await hnsPolicy(argv);
      assert.deepEqual([outcome.status, outcome.out], [status, '']);
      assert.match(outcome.err, message);
    });
  }

  describe('as a process of its own', () => {
    const env = { ...process.env, NO_COLOR: undefined };
    const run = (argv: readonly string[], input = '') => spawnSync(process.execPath, [main, ...argv], { input, encoding: 'utf8', env });

    it('plans, with the golden output and status 2', () => {
      const { status, stdout, stderr } = run(['plan', '-f', fixture('walkthrough-4-rejected.yaml'), '-o', 'json']);
      assert.equal(stdout, readFileSync(fixture('walkthrough-4-rejected.acls.json'), 'utf8'));
      assert.deepEqual({ status, stderr }, { status: 2, stderr: '' });
    });

    it('reads standard input and writes no colour to a pipe', () => {
      const { status, stdout } = run(['plan', '-f', '-'], readFileSync(fixture('walkthrough-3-labelled.yaml'), 'utf8'));
      assert.equal(status, 0);
      assert.match(stdout, /^node aksnpwin000000\n/);
      assert.ok(!stdout.includes('\u001b'));
    });

    it('rejects invalid input without a stack trace', () => {
      const { status, stdout, stderr } = run(['plan', '-f', '-'], 'hello\n');
      assert.deepEqual(
        { status, stdout, stderr },
        { status: 1, stdout: '', stderr: 'error: stdin:1:1: is text, not a Kubernetes object\n' },
      );
    });

    it('connects', () => {
      const { status, stdout, stderr } = run(['connect', 'demo/client', 'demo/server:81', '-f', fixture('walkthrough-3-labelled.yaml')]);
      assert.deepEqual({ status, stdout, stderr }, { status: 1, stdout: 'TIMEOUT\n', stderr: '' });
    });

    it('exits quietly if the reader closes the pipe', async () => {
      // More than a pipe buffers, so that the program still writes after the reader has closed it.
      const pods = Array.from({ length: 3000 }, (_, i) => ({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: `p${i}` },
        spec: { nodeName: 'win1' },
        status: { podIP: `10.0.${i >> 8}.${i & 255}` },
      }));
      const child = spawn(process.execPath, [main, 'plan', '-f', '-', '-o', 'json'], { env });
      let stderr = '';
      child.stderr.on('data', chunk => {
        stderr += chunk;
      });
      child.stdout.once('data', () => child.stdout.destroy());
      child.stdin.end(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: pods }));
      const status = await new Promise(resolve => child.on('close', resolve));
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    });
  });
});
