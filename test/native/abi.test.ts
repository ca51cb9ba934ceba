import assert from 'node:assert/strict';
import { join } from 'node:path';
import { shim } from './build.ts';
import { nodeBehindAbi } from './node-behind-abi.ts';
import { run } from './part.ts';
import { SOCKET_VARIABLE } from './simulator-server.ts';

/** Runs shim/abi-test.c. @returns The rules that it found broken; it must have found some that hold. */
async function brokenRules(folder: string, socket: string | undefined, ...args: string[]): Promise<string[]> {
  const { [SOCKET_VARIABLE]: _, ...env } = process.env;
  const output = await run(join(folder, 'abi-test'), args, { env: socket ? { ...env, [SOCKET_VARIABLE]: socket } : env });
  const lines = output.trim().split('\n');
  assert.ok(
    lines.some(line => line.startsWith('ok ')),
    output,
  );
  return lines.filter(line => !line.startsWith('ok '));
}

describe('native: the simulated computenetwork and vmcompute libraries', function () {
  // What is built for the first time takes as long as the machine needs.
  this.timeout(0);

  it('keep every rule of the ABI', async () => {
    const { server } = await nodeBehindAbi();
    try {
      assert.deepEqual(await brokenRules(await shim(), server.path), []);
    } finally {
      await server.close();
    }
  });

  for (const sanitizer of ['address,undefined', 'thread'] as const) {
    it(`lose no memory and race nowhere: the same under the sanitizer for ${sanitizer}`, async () => {
      const { server } = await nodeBehindAbi();
      try {
        assert.deepEqual(await brokenRules(await shim(sanitizer), server.path), []);
      } finally {
        await server.close();
      }
    });
  }

  it('look like an HNS that does not run when no simulator does', async () => {
    const { server } = await nodeBehindAbi();
    await server.close();
    assert.deepEqual(await brokenRules(await shim(), server.path, 'no-service'), []);
    assert.deepEqual(await brokenRules(await shim(), undefined, 'no-service'), []);
  });
});
