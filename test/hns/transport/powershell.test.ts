import assert from 'node:assert/strict';
import { join } from 'node:path';
import sinon from 'sinon';
import { HnsError, type HnsErrorCode } from '../../../src/hns/transport/hns-error.ts';
import { type PowerShellOptions, powerShellTransport, TRANSPORT_SCRIPT, windowsPowerShell } from '../../../src/hns/transport/powershell.ts';
import type { Transport } from '../../../src/hns/transport/transport.ts';

const SCRIPT = join(import.meta.dirname, 'fake-transport-script.ts');

describe('hns/powershell', () => {
  const open: Transport[] = [];
  const log: string[] = [];
  afterEach(async () => {
    sinon.restore();
    log.length = 0;
    for (const transport of open.splice(0)) await transport.close();
  });

  /** @param start How the child starts: fake-transport-script.ts. */
  function transport(start = 'ready', options: PowerShellOptions = {}): (document: string, id?: string) => Promise<string> {
    const command = { program: process.execPath, args: [SCRIPT, start] };
    const made = powerShellTransport({ command, log: sentence => log.push(sentence), ...options });
    open.push(made);
    return (document, id = '') => made.call('HcnQueryEndpointProperties', id, document);
  }

  async function fails(call: Promise<string>, code: HnsErrorCode, message: string | RegExp): Promise<HnsError> {
    const error = await call.then(
      result => assert.fail(`answered with ${result}`),
      reason => reason,
    );
    assert.ok(error instanceof HnsError, String(error));
    assert.equal(error.code, code);
    if (typeof message === 'string') assert.equal(error.message, message);
    else assert.match(error.message, message);
    return error;
  }

  describe('calls', () => {
    it('each get their own answer, in any order of answers', async () => {
      const call = transport();
      const calls = ['a', 'b', 'c'].map(id => call('hold', id));
      await call('release');
      assert.deepEqual(await Promise.all(calls), ['a', 'b', 'c']);
    });

    it('carry any text', async () => {
      const call = transport();
      for (const text of ['', 'grüße 🚀', '\u2028\u2029\u0085', '\n\r\n\t\0', '\ud800', '"\\', 'x'.repeat(3_000_000)])
        assert.equal(await call('echo', text), text);
    });

    it('start one child, at the first of them', async () => {
      const call = transport();
      assert.deepEqual(log, []);
      const pids = await Promise.all([call('pid'), call('pid'), call('pid')]);
      assert.equal(new Set(pids).size, 1);
      assert.deepEqual(log, ['PowerShell 0.0 is ready for HNS calls']);
    });

    it('do not exceed the allowed number at once', async () => {
      const call = transport('ready', { maxCalls: 3 });
      const first = [call('hold', 'a'), call('hold', 'b')];
      const most = [call('release'), call('echo', 'x')];
      const later = [call('hold', 'c'), call('hold', 'd')];
      assert.equal(await most[0], '2');
      await Promise.all([...first, ...most]);
      assert.equal(await call('release'), '2');
      assert.deepEqual(await Promise.all(later), ['c', 'd']);
    });

    it('are not made if they were queued for longer than their caller waits', async () => {
      const call = transport('ready', { maxCalls: 1, maxHung: 1, timeoutMs: 60_000 });
      await call('echo');
      const clock = sinon.useFakeTimers({ toFake: ['performance'] });
      const first = call('hang');
      const second = call('die', 'id');
      clock.tick(60_001);
      const third = call('echo', 'third');
      await fails(first, 'unavailable', /was ended/);
      await fails(second, 'timeout', 'HcnQueryEndpointProperties id: not tried, queued for more than 60000 ms');
      assert.equal(await third, 'third');
    });
  });

  describe('failures', () => {
    const failure = {
      function: 'HcnOpenEndpoint',
      hresult: '0x803b0002',
      hresultName: 'HCN_E_ENDPOINT_NOT_FOUND',
      record: '{"a":1}',
      message: '',
    };

    it('are classified by their number', async () => {
      const call = transport();
      const error = await fails(
        call('refuse', JSON.stringify(failure)),
        'not-found',
        'HcnOpenEndpoint failed: 0x803b0002 HCN_E_ENDPOINT_NOT_FOUND {"a":1}',
      );
      assert.equal(error.function, 'HcnOpenEndpoint');
      assert.equal(error.hresult, 0x803b0002);
      assert.equal(error.record, '{"a":1}');
      await fails(call('refuse', JSON.stringify({ ...failure, hresult: '0x80070005' })), 'access-denied', /0x80070005/);
      await fails(call('refuse', JSON.stringify({ ...failure, hresult: '0x800706ba' })), 'unavailable', /0x800706ba/);
      await fails(call('refuse', JSON.stringify({ ...failure, hresult: '0x00000000' })), 'rejected', /0x00000000/);
      const inRecord = { ...failure, hresult: '0x00000000', record: '{"ErrorCode":2151350274}' };
      await fails(call('refuse', JSON.stringify(inRecord)), 'not-found', /0x803b0002/);
    });

    it('fail with the bridge’s message if HNS was not reached', async () => {
      const failed = {
        ...failure,
        hresult: '0x8007007e',
        hresultName: 'ERROR_MOD_NOT_FOUND',
        record: '',
        message: 'HNS is not installed here',
      };
      const error = await transport()('refuse', JSON.stringify(failed)).catch(reason => reason);
      assert.equal(error.message, 'HcnOpenEndpoint failed: 0x8007007e unknown HRESULT: HNS is not installed here');
    });
  });

  it('ignores all output other than answers', async () => {
    const call = transport();
    assert.equal(await call('garbage', 'right'), 'right');
    assert.equal(await call('echo', 'next'), 'next');
  });

  describe('a child that dies', () => {
    it('fails the pending calls, and the next call starts another child', async () => {
      const call = transport();
      const before = await call('pid');
      const hung = call('hang');
      const killer = call('die');
      for (const out of [hung, killer]) {
        await fails(out, 'unavailable', 'HcnQueryEndpointProperties: PowerShell ended with status 3: something broke');
      }
      assert.notEqual(await call('pid'), before);
      assert.deepEqual(log, [
        'PowerShell 0.0 is ready for HNS calls',
        'PowerShell ended with status 3: something broke',
        'PowerShell 0.0 is ready for HNS calls',
      ]);
    });

    it('does not fail the queued calls', async () => {
      const call = transport('ready', { maxCalls: 1 });
      const killer = call('die');
      const waiting = call('echo', 'x');
      await assert.rejects(killer);
      assert.equal(await waiting, 'x');
    });

    it('is restarted only a limited number of times a minute', async () => {
      const clock = sinon.useFakeTimers({ toFake: ['performance'] });
      const call = transport('ready', { maxStarts: 2 });
      await assert.rejects(call('die'));
      await assert.rejects(call('die'));
      const starts = log.length;
      const message = 'HcnQueryEndpointProperties: PowerShell ended with status 3: something broke; it is started at most 2 times a minute';
      await fails(call('echo'), 'unavailable', message);
      assert.equal(log.length, starts);
      clock.tick(60_000);
      assert.equal(await call('echo', 'again'), 'again');
    });
  });

  describe('a child that cannot make calls', () => {
    it('does not exist', async () => {
      const call = transport('ready', { command: { program: '/nowhere/powershell', args: [] } });
      const message = 'HcnQueryEndpointProperties: PowerShell is not on this host: /nowhere/powershell does not exist';
      for (let i = 0; i < 2; i++) await fails(call('echo'), 'unavailable', message);
    });

    it('is not a program', async () => {
      const call = transport('ready', { command: { program: '', args: [] } });
      await fails(call('echo'), 'unavailable', /^HcnQueryEndpointProperties: PowerShell cannot be started: .*'file'/);
    });

    it('ends at once: the calls fail with its message and start no other', async () => {
      const call = transport('fail');
      const message = 'HcnQueryEndpointProperties: PowerShell ended with status 1: The bridge to HNS is not there: x.dll does not exist.';
      for (const out of [call('echo'), call('echo')]) await fails(out, 'unavailable', message);
      assert.equal(log.length, 1);
    });

    it('never becomes ready', async () => {
      const call = transport('silent', { startMs: 1 });
      await fails(call('echo'), 'unavailable', 'HcnQueryEndpointProperties: PowerShell was not ready within 1 ms');
    });
  });

  it('ends a child in which calls hang, and the next call starts another', async () => {
    const call = transport('ready', { maxHung: 2, timeoutMs: 60_000 });
    const before = await call('pid');
    const clock = sinon.useFakeTimers({ toFake: ['performance'] });
    const one = call('hang');
    clock.tick(60_001);
    // A single hung call is allowed.
    assert.equal(await call('pid'), before);
    const two = call('hang');
    await call('echo');
    clock.tick(60_001);
    const after = call('pid');
    const message = 'HcnQueryEndpointProperties: PowerShell was ended: 2 calls got no answer within 60000 ms';
    for (const out of [one, two]) await fails(out, 'unavailable', message);
    assert.notEqual(await after, before);
  });

  describe('close', () => {
    it('ends the child and the pending calls, and rejects new calls', async () => {
      const call = transport();
      const pid = Number(await call('pid'));
      const hung = call('hang');
      await Promise.all([fails(hung, 'unavailable', 'HcnQueryEndpointProperties: PowerShell ended with status 0'), open[0]!.close()]);
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
      await fails(call('echo'), 'unavailable', 'HcnQueryEndpointProperties: the transport is closed');
      await open[0]!.close();
      assert.deepEqual(log, ['PowerShell 0.0 is ready for HNS calls']);
    });

    it('kills a child that does not end', async () => {
      const call = transport('deaf');
      const pid = Number(await call('pid'));
      const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldClearNativeTimers: true });
      const hung = call('hang');
      const closed = open[0]!.close();
      clock.tick(2000);
      await fails(hung, 'unavailable', 'HcnQueryEndpointProperties: PowerShell did not end within 2000 ms');
      await closed;
      while (isAlive(pid)) await new Promise(setImmediate);
    });

    it('does not start a child if there was no call', async () => {
      const call = transport();
      await open[0]!.close();
      await fails(call('echo'), 'unavailable', 'HcnQueryEndpointProperties: the transport is closed');
      assert.deepEqual(log, []);
    });
  });

  it('is Windows PowerShell by its full path, and the script as a file', () => {
    assert.deepEqual(windowsPowerShell({ SystemRoot: 'D:\\Windows' }), {
      program: 'D:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      args: ['-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-ExecutionPolicy', 'Bypass', '-File', TRANSPORT_SCRIPT],
    });
    assert.match(windowsPowerShell({}).program, /^C:\\Windows\\/);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
