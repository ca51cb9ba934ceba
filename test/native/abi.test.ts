import assert from 'node:assert/strict';
import { join } from 'node:path';
import { shim } from './build.ts';
import { nodeBehindAbi } from './node-behind-abi.ts';
import { run } from './part.ts';
import { SOCKET_VARIABLE } from './simulator-server.ts';

/** Runs shim/abi-test.c. @returns The broken rules. At least one rule must hold. */
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
  // The first run builds native parts, which may take minutes.
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
    it(`keep the rules under the sanitizer for ${sanitizer}, without leaks and races`, async () => {
      const { server } = await nodeBehindAbi();
      try {
        assert.deepEqual(await brokenRules(await shim(sanitizer), server.path), []);
      } finally {
        await server.close();
      }
    });
  }

  it('return the errors of a stopped HNS if no simulator runs', async () => {
    const { server } = await nodeBehindAbi();
    await server.close();
    assert.deepEqual(await brokenRules(await shim(), server.path, 'no-service'), []);
    assert.deepEqual(await brokenRules(await shim(), undefined, 'no-service'), []);
  });
});
