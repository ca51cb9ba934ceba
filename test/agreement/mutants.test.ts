import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cluster } from '../oracle/cluster.arbitrary.ts';
import type { Rejection } from '../oracle/oracle.ts';
import { somePackets } from '../oracle/packets.ts';
import { compareCore } from './compare-core.ts';
import { compareWindows, type WindowsOptions } from './compare-windows.ts';
import { MUTANTS } from './mutants.ts';
import { edit } from './simulated.ts';
import { TAMPERED } from './tampered.ts';

/** Milliseconds. Far more than a slow machine needs. */
const SLOW = 600_000;
// The seed is fixed, so that finding these counterexamples does not depend on luck.
const SEARCH = { seed: 20260101, numRuns: 10_000, endOnFailure: true };
const WINDOWS: WindowsOptions = {
  rejection: { mode: 'reject-item', translate: [] },
  setting: { network: 'L2Bridge', foreign: 'none', switches: {}, maxEntries: 4000 },
};

/** Asserts that the run found different answers and did not fail for another reason. */
function assertFound<T>(result: fc.RunDetails<T>, message: RegExp): void {
  assert.ok(result.failed, 'no counterexample');
  assert.ok(result.errorInstance instanceof assert.AssertionError, (result.errorInstance as Error).stack!);
  assert.match(result.errorInstance.message, message);
}

describe('agreement can fail', function () {
  this.timeout(SLOW);

  for (const [mistake, mutant] of Object.entries(MUTANTS)) {
    it(`a core that believes that ${mistake} is detected`, () => {
      const property = fc.property(cluster({ rejected: 60 }), fc.nat(), (raw, salt) => {
        compareCore({ oracle: raw, real: mutant(raw) }, somePackets(raw, ['TCP', 'UDP', 'SCTP'], 48, salt));
      });
      assertFound(fc.check(property, SEARCH), /^(allowed\?|egress of|ingress of) /);
    });
  }

  for (const [mistake, change] of Object.entries(TAMPERED)) {
    it(`an encoding in which ${mistake} is detected`, async () => {
      const property = fc.asyncProperty(cluster({ rejected: 0 }), fc.nat(), async (raw, salt) => {
        const packets = somePackets(raw, ['TCP', 'UDP'], 40, salt);
        await compareWindows({ oracle: raw, real: raw }, packets, { ...WINDOWS, tamper: simulated => edit(simulated, change) });
      });
      assertFound(await fc.check(property, SEARCH), /^the simulator on /);
    });
  }

  it('an agent in the other rejection mode is detected', async () => {
    const property = fc.asyncProperty(cluster({ rejected: 60 }), fc.nat(), async (raw, salt) => {
      const packets = somePackets(raw, ['TCP', 'UDP'], 40, salt);
      await compareWindows({ oracle: raw, real: raw }, packets, { ...WINDOWS, realRejection: { mode: 'reject-policy', translate: [] } });
    });
    assertFound(await fc.check(property, SEARCH), /^the (core|simulator) on /);
  });

  it('an agent that translates a feature by mistake is detected', async () => {
    const property = fc.asyncProperty(cluster({ rejected: 60 }), fc.nat(), async (raw, salt) => {
      const packets = somePackets(raw, ['TCP', 'UDP'], 40, salt);
      const realRejection: Rejection = { mode: 'reject-item', translate: ['except'] };
      await compareWindows({ oracle: raw, real: raw }, packets, { ...WINDOWS, realRejection });
    });
    assertFound(await fc.check(property, SEARCH), /unsupported-except/);
  });

  for (const [mistake, mutant] of Object.entries(MUTANTS).filter(([name]) => /except|sidecars/.test(name))) {
    it(`a translation that believes that ${mistake} is detected`, async () => {
      const rejection: Rejection = { mode: 'reject-item', translate: ['named-ports', 'negative-selectors', 'except'] };
      const property = fc.asyncProperty(cluster({ rejected: 60 }), fc.nat(), async (raw, salt) => {
        const packets = somePackets(raw, ['TCP', 'UDP'], 40, salt);
        await compareWindows({ oracle: raw, real: mutant(raw) }, packets, { ...WINDOWS, rejection });
      });
      assertFound(await fc.check(property, SEARCH), /^the (core|simulator) on /);
    });
  }

  it('an agent that omits a rejection report is detected', async () => {
    const property = fc.asyncProperty(cluster({ rejected: 60 }), fc.nat(), async (raw, salt) => {
      const real = MUTANTS['except is ignored']!(raw);
      await compareWindows({ oracle: raw, real }, somePackets(raw, ['TCP', 'UDP'], 40, salt), WINDOWS);
    });
    assertFound(await fc.check(property, SEARCH), /unsupported-except/);
  });
});
