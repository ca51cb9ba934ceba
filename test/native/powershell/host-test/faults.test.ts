import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import type { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import { readHostReport } from '../../../../src/simulator/hns/host-report.ts';
import type { NativeFunction } from '../../../../src/simulator/hns/native.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7 } from '../run.ts';
import { left, node, type SelfTest, selfTests } from './self-test.ts';

const EVERYTHING: readonly NativeFunction[] = [
  'HNSCall',
  ...(['Network', 'Endpoint', 'Namespace'] as const).flatMap(
    kind =>
      [
        `HcnOpen${kind}`,
        `HcnCreate${kind}`,
        `HcnDelete${kind}`,
        `HcnModify${kind}`,
        `HcnQuery${kind}Properties`,
        `HcnEnumerate${kind}s`,
      ] as const,
  ),
];

function failing(plant: (hns: SimulatedHns) => void, parameters = '-AclCount 1'): SelfTest {
  const hns = node();
  return { hns, parameters, before: () => plant(hns) };
}

describe('Test-HnsPolicyHost: failures', function () {
  // The first run builds native parts, which may take minutes.
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('reports a stopped HNS or denied access as a named error, and writes no file', async () => {
    const [down, denied] = await selfTests(POWERSHELL_7, [failing(hns => hns.stop()), failing(hns => hns.configure({ access: 'denied' }))]);
    assert.match(
      down!.errors.map(({ message }) => message).join(),
      /^HNS could not be called: HNSCall: 0x800706ba RPC_S_SERVER_UNAVAILABLE/,
    );
    assert.match(denied!.errors.map(({ message }) => message).join(), /^HNS could not be called: HNSCall: 0x80070005 E_ACCESSDENIED/);
    for (const run of [down!, denied!]) assert.deepEqual([run.objects, run.file], [[], undefined]);
  });

  it('leaves no object behind, whichever call fails, before or after its effect', async () => {
    // All calls up to the first question, then a sample.
    const numbers = [...Array.from({ length: 16 }, (_, index) => index), 40, 222];
    const tests = numbers.flatMap(skip =>
      [false, true].map(afterEffect =>
        failing(hns => hns.faults.plant({ on: EVERYTHING, skip, times: 1, fail: 'RPC_S_CALL_FAILED', afterEffect })),
      ),
    );
    const runs = await selfTests(POWERSHELL_7, tests);
    for (const [index, run] of runs.entries()) {
      const what = `call ${numbers[Math.floor(index / 2)]}`;
      const messages = run.errors.map(({ message }) => message).join();
      // Either the run or some questions report the failure.
      if (run.file === undefined) assert.match(messages, /RPC_S_CALL_FAILED/, what);
      else assert.equal(messages, '', what);
    }
    assert.ok(runs.some(({ file }) => file === undefined));
    assert.ok(
      runs.some(({ file, reasons }) => file !== undefined && [...reasons.values()].some(text => text.includes('RPC_S_CALL_FAILED'))),
    );
  });

  it('ends if HNS rejects the network', async () => {
    const hns = node();
    const instead: SelfTest['instead'] = name => (name === 'HcnCreateNetwork' ? hns.answer('HcnModifyNetwork', 'none', '') : undefined);
    const [run] = await selfTests(POWERSHELL_7, [{ hns, instead }]);
    assert.match(run!.errors[0]!.message, /a preparing step failed: HcnCreateNetwork/);
    assert.equal(run!.file, undefined);
  });

  it('retries a failed removal', async () => {
    const hns = node();
    const [run] = await selfTests(POWERSHELL_7, [
      {
        hns,
        parameters: '-AclCount 1',
        before: () => {
          hns.faults.plant({ on: 'HcnDeleteEndpoint', times: 3, fail: 'HCN_E_MANAGER_STOPPED' });
          hns.faults.plant({ on: 'HcnDeleteNetwork', skip: 1, times: 2, fail: 'HCN_E_DEGRADED_OPERATION' });
        },
      },
    ]);
    assert.deepEqual(run!.errors, []);
    assert.deepEqual(JSON.parse(run!.file!).leftBehind, []);
  });

  it('keeps the answers and names the leftover objects if HNS stops, and removes them later', async () => {
    const hns = node();
    const stop = () => hns.faults.plant({ on: 'HcnModifyEndpoint', skip: 20, times: 1, run: () => hns.stop() });
    const start = () => hns.start();
    const [run, listed, removed, again] = await selfTests(
      POWERSHELL_7,
      [
        { hns, parameters: '-AclCount 1', before: stop },
        { hns, before: start, command: 'Test-HnsPolicyHost -RemoveLeftover -WhatIf' },
        { hns, command: 'Test-HnsPolicyHost -RemoveLeftover -Confirm:$false' },
        { hns, command: 'Test-HnsPolicyHost -RemoveLeftover -Confirm:$false' },
      ],
      { leaves: true },
    );
    assert.equal(run!.answers.get('update-replaces'), 'perType');
    assert.equal(run!.answers.get('network-removal'), 'unknown');
    assert.ok(readHostReport(run!.file!).switches.updateReplaces);
    const { leftBehind } = JSON.parse(run!.file!) as { leftBehind: { Kind: string; Id: string; Reason: string }[] };
    assert.deepEqual(leftBehind.map(({ Kind }) => Kind).sort(), ['Endpoint', 'Namespace', 'Namespace', 'Network']);
    assert.deepEqual(
      run!.errors.map(({ message }) => message),
      leftBehind.map(({ Kind, Id }) => run!.errors.find(({ message }) => message.startsWith(`${Kind} ${Id}`))!.message),
    );
    assert.match(run!.errors[0]!.message, /could not be removed: .*RPC_S_SERVER_UNAVAILABLE.*-RemoveLeftover/);
    assert.deepEqual(listed!.objects, []);
    for (const { Kind, Id } of leftBehind) assert.match(run!.shown, new RegExp(`"Remove" on target "${Kind} ${Id}`, 'i'));
    assert.deepEqual(removed!.objects.map(({ Id }) => Id.toLowerCase()).sort(), leftBehind.map(({ Id }) => Id).sort());
    assert.deepEqual([again!.objects, again!.errors, left(hns)], [[], [], []]);
  });

  it('asks no more questions after a hanging call, but removes its objects', async () => {
    const hns = node();
    const [run] = await selfTests(POWERSHELL_7, [
      {
        hns,
        parameters: '-AclCount 1 -TimeoutSeconds 5',
        before: () => hns.faults.plant({ on: 'HcnModifyEndpoint', skip: 12, times: 1, hang: true }),
      },
    ]);
    hns.faults.clear();
    const unanswered = [...run!.answers].filter(([, answer]) => answer === 'unknown').map(([id]) => id);
    assert.ok(unanswered.length > 20 && unanswered.includes('network-removal'));
    const [first, ...others] = [...run!.reasons.values()];
    assert.match(first!, /0x800705b4 HNS did not answer within 5000 ms/);
    assert.deepEqual([...new Set(others)], ['HNS did not answer an earlier call']);
    assert.deepEqual(run!.errors, []);
  });

  it('waits once more for a hanging HNS, and names the leftover objects', async () => {
    const hns = node();
    const [run] = await selfTests(
      POWERSHELL_7,
      [
        {
          hns,
          parameters: '-AclCount 1 -TimeoutSeconds 5',
          before: () => hns.faults.plant({ on: EVERYTHING, skip: 60, hang: true }),
        },
      ],
      { leaves: true },
    );
    hns.faults.clear();
    assert.deepEqual([run!.errors.map(({ id }) => id.split(',')[0])], [left(hns).map(() => 'LeftBehind')]);
    assert.match(run!.errors[0]!.message, /HNS did not answer within 5000 ms|did not answer an earlier call/);
    assert.equal(run!.answers.get('hns-version'), '14.0');
  });

  it('reports a missing folder before it creates an object', async () => {
    const hns = node();
    const [run] = await selfTests(POWERSHELL_7, [{ hns, command: "Test-HnsPolicyHost -Path '/nowhere/at/all.json' -Confirm:$false" }]);
    assert.match(run!.errors[0]!.message, /the folder of \/nowhere\/at\/all\.json does not exist/);
    assert.deepEqual([hns.writes, existsSync('/nowhere')], [[], false]);
  });
});
