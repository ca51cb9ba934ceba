import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../../needs.ts';
import { gather, gatherAll } from './gather.ts';
import { writeRecordings } from './recordings.ts';
import { temporary } from './temporary.ts';

const MAX = 8192;

describe('powershell/diagnostics/caps', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'dotnet');
  });
  const folder = temporary();

  it('cut logs at the beginning and other files at the end, between characters', async () => {
    const place = await folder();
    const log = join(place, 'agent.log');
    const lines = Array.from({ length: 2000 }, (_, number) => `${number} ${'ü'.repeat(number % 7)} token=abc${number}def`);
    writeFileSync(log, `${lines.join('\n')}\n`);
    const long = `begin ${'€'.repeat(5000)} end`;
    const recordings = writeRecordings(await folder(), { 'hnsdiag.exe list all -d': { text: long } });
    const { index, files, text } = await gather({ folder: place, recordings, parameters: { AgentLogPath: log, MaxFileBytes: MAX } });
    for (const { path, bytes, originalBytes, cut } of index.files) {
      assert.ok(bytes <= MAX, path);
      assert.equal(files.get(path)?.length, bytes, path);
      assert.equal(cut, originalBytes > MAX, path);
      assert.ok(!text(path).includes('�'), path);
    }
    assert.match(text('hnsdiag/list-all.txt'), /^begin €+\n\[cut: the original size was 15010 bytes\]$/);
    assert.equal(index.files.find(({ path }) => path === 'hnsdiag/list-all.txt')?.originalBytes, Buffer.byteLength(long));
    const kept = text('agent/log/agent.log');
    assert.match(kept, /^\[cut: the original size was \d+ bytes\]\n/);
    assert.ok(kept.endsWith('\n1998 üüü token=[removed:named]\n1999 üüüü token=[removed:named]\n'), kept.slice(-80));
    // The text may have begun in the middle of a line, or even of a secret.
    assert.doesNotMatch(kept, /\d+def/);
  });

  it('omit files when the bundle is full, the least useful first, and list them', async () => {
    const bulk = 'x'.repeat(6000);
    const recordings = writeRecordings(await folder(), { 'netstat.exe -ano': { text: bulk }, 'crictl.exe ps -a': { text: bulk } });
    const whole = await gather({ folder: await folder(), recordings });
    const size = whole.index.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const { index, files, text } = await gather({ folder: await folder(), recordings, parameters: { MaxTotalBytes: size - 5000 } });
    const left = index.files.filter(({ leftOut }) => leftOut).map(({ path }) => path);
    assert.deepEqual(left, ['containers/containers.txt']);
    assert.ok(!files.has(left[0]!));
    assert.ok(text('index.html').includes('omitted, because the bundle is full'));
    assert.deepEqual(
      index.findings.map(({ code }) => code),
      whole.index.findings.map(({ code }) => code),
    );
  });

  it('do not affect findings, which are computed before files are cut', async () => {
    const parameters = { MaxFileBytes: 4096, MaxTotalBytes: 4096 };
    const [whole, small] = await gatherAll([{ folder: await folder() }, { folder: await folder(), parameters }]);
    assert.deepEqual(small!.index.findings, whole!.index.findings);
    assert.ok(small!.index.files.some(({ leftOut }) => leftOut));
  });
});
