import assert from 'node:assert/strict';
import { cloneOnly, NotInImageError } from '../../src/agent/clone-only.ts';

describe('agent/clone-only', () => {
  const missing = (name: string) => () => import(name);

  it('returns the loaded part', async () => assert.equal(await cloneOnly('the demo', async () => 1), 1));

  it('names the part whose file is missing', async () => {
    await assert.rejects(cloneOnly('the demo', missing('./not-there.ts')), (error: unknown) => {
      assert.ok(error instanceof NotInImageError);
      assert.equal(error.message, 'the demo is not part of this image: run it from a clone of the repository');
      return true;
    });
  });

  it('passes on other errors: a missing package or a bug', async () => {
    await assert.rejects(cloneOnly('the demo', missing('not-a-package')), { code: 'ERR_MODULE_NOT_FOUND', name: 'Error' });
    await assert.rejects(
      cloneOnly('the demo', async () => assert.fail('bug')),
      { message: 'bug' },
    );
  });
});
