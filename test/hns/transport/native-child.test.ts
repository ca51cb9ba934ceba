import assert from 'node:assert/strict';
import { join } from 'node:path';
import { edgeFailure } from '../../../src/hns/transport/edge-probe.ts';
import { askChild } from '../../../src/hns/transport/native-child.ts';

const PROGRAM = join(import.meta.dirname, 'child-program.ts');
const LONG = 60_000;

describe('hns/transport/native-child', () => {
  it('returns the answer, and does not wait for the end of the child', async () => {
    assert.deepEqual(await askChild(PROGRAM, ['answers', 'a b', '"'], LONG), { answer: ['a b', '"'] });
  });

  it('a child that hangs is ended', async () => {
    await assert.rejects(askChild(PROGRAM, ['hangs'], 1), { message: 'did not answer within 0.001 s' });
  });

  it('a child that crashes is an error with the signal', async () => {
    await assert.rejects(askChild(PROGRAM, ['crashes'], LONG), { message: /^ended with SIGABRT/ });
  });

  it('a child that ends without an answer is an error with its status and its complaint in one line', async () => {
    await assert.rejects(askChild(PROGRAM, ['ends'], LONG), { message: 'ended with status 3: no idea why' });
  });

  it('a program that does not exist is an error', async () => {
    await assert.rejects(askChild(join(import.meta.dirname, 'absent.ts'), [], LONG), { message: /^ended with status 1: / });
  });
});

describe('hns/transport/edge-probe', () => {
  it('an answer other than “loaded” is the reason', async () => {
    assert.equal(await edgeFailure({ program: PROGRAM, timeoutMs: 1 }), 'the process that loads edge-js did not answer within 0.001 s');
  });

  it('names the missing part', async () => {
    // On other systems than Windows the addon is compiled for some tests only.
    if (process.platform === 'win32') return;
    assert.match(String(await edgeFailure()), /^the edge transport (needs the npm package edge-js|cannot load its bridge)/);
  });
});
