import assert from 'node:assert/strict';
import { once } from 'node:events';
import { LogSink } from '../../src/agent/log-sink.ts';

type Done = (error: NodeJS.ErrnoException | null, written: number) => void;

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

/** A descriptor that is asked for each write. */
class Descriptor {
  text = '';
  readonly waiting: (() => void)[] = [];
  stalls = false;
  error: string | undefined;
  most = Number.POSITIVE_INFINITY;

  readonly write = (_fd: number, bytes: Uint8Array, done: Done): void => {
    const end = () => {
      if (this.error !== undefined) return done(failure(this.error), 0);
      const part = bytes.subarray(0, this.most);
      this.text += Buffer.from(part).toString();
      done(null, part.length);
    };
    if (this.stalls) this.waiting.push(end);
    else setImmediate(end);
  };

  goOn(): void {
    this.stalls = false;
    for (const end of this.waiting.splice(0)) end();
  }
}

describe('agent/log-sink', () => {
  let descriptor: Descriptor;
  let sink: LogSink;
  let losses: string[];

  beforeEach(() => {
    descriptor = new Descriptor();
    sink = new LogSink({ fd: 1, maxPending: 100, write: descriptor.write });
    losses = [];
    sink.on('lost', reason => losses.push(reason));
  });

  it('writes lines in order', async () => {
    for (const line of ['a\n', 'b\n', 'c\n']) sink.write(line);
    assert.equal(await sink.flush(5_000), true);
    assert.equal(descriptor.text, 'a\nb\nc\n');
    assert.equal(sink.lost, 0);
  });

  it('completes a line that the descriptor takes in parts', async () => {
    descriptor.most = 2;
    sink.write('abcdef\n');
    assert.equal(await sink.flush(5_000), true);
    assert.equal(descriptor.text, 'abcdef\n');
  });

  it('on a full disk drops and counts lines, goes on, and reports the number when there is room again', async () => {
    descriptor.error = 'ENOSPC';
    for (let index = 0; index < 3; index++) sink.write(`lost ${index}\n`);
    assert.equal(await sink.flush(5_000), true);
    assert.deepEqual(losses, ['failed', 'failed', 'failed']);
    descriptor.error = undefined;
    const recovered = once(sink, 'recovered');
    sink.write('kept\n');
    assert.deepEqual(await recovered, [3]);
    assert.equal(descriptor.text, 'kept\n');
    assert.equal(sink.lost, 3);
  });

  it('whose reader has gone drops every line, and throws no error', async () => {
    descriptor.error = 'EPIPE';
    sink.write('lost\n');
    assert.equal(await sink.flush(5_000), true);
    assert.deepEqual(losses, ['failed']);
  });

  it('whose reader stalls keeps a bounded backlog and drops what exceeds it', async () => {
    descriptor.stalls = true;
    for (let index = 0; index < 1_000; index++) sink.write(`line ${String(index).padStart(3, '0')}\n`);
    assert.equal(sink.lost, 1_000 - Math.floor(100 / 9));
    assert.deepEqual([...new Set(losses)], ['full']);
    assert.equal(await sink.flush(10), false);
    assert.equal(sink.isStuck, true);
    descriptor.goOn();
    assert.equal(await sink.flush(5_000), true);
    assert.equal(sink.isStuck, false);
    assert.equal(descriptor.text.split('\n').length - 1, 11);
  });

  it('tries a descriptor that does not block again', async () => {
    descriptor.error = 'EAGAIN';
    sink.write('a\n');
    assert.equal(await sink.flush(10), false);
    assert.equal(sink.isStuck, false);
    descriptor.error = undefined;
    assert.equal(await sink.flush(5_000), true);
    assert.equal(descriptor.text, 'a\n');
  });

  it('begins a new line after one that was written in part', async () => {
    descriptor.most = 3;
    descriptor.stalls = true;
    sink.write('abcdef\n');
    descriptor.goOn();
    descriptor.error = 'ENOSPC';
    assert.equal(await sink.flush(5_000), true);
    descriptor.error = undefined;
    descriptor.most = 100;
    sink.write('next\n');
    assert.equal(await sink.flush(5_000), true);
    assert.equal(descriptor.text, 'abc\nnext\n');
  });
});
