import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { performThroughApi } from '../../src/cli/demo/api-actions.ts';
import { judge } from '../../src/cli/demo/connect-handler.ts';
import { type Stage, setStage } from '../../src/cli/demo/stage.ts';
import { STEPS } from '../../src/cli/demo/walkthrough.ts';

const ENDS = { from: 'demo/client', to: 'demo/server', port: 81, protocol: 'TCP' } as const;

describe('hns-policy demo --translate', () => {
  let stage: Stage | undefined;
  afterEach(() => stage?.close());

  for (const [translate, allowed] of [
    [[], false],
    [['except'], true],
  ] as const) {
    it(`[${translate.join()}]: connect explains the exception of the second policy as the agent enforces it`, async () => {
      stage = await setStage(() => {}, undefined, { translate });
      // The fourth step creates the policy.
      for (const { actions } of STEPS.slice(0, 4)) for (const action of actions) await performThroughApi(stage.api, action);
      for (const end = Date.now() + 60_000; judgeOf(stage)?.allowed !== allowed; await sleep(20)) assert.ok(Date.now() < end, 'never');
      await stage.agent.settled();
      const { ingress } = judgeOf(stage)!;
      assert.equal(ingress.allowed, allowed);
      // The ACL of HNS and the policies give the same reason.
      assert.equal(ingress.reason, allowed ? 'granted' : 'not-granted');
      assert.equal(ingress.acl?.Action, allowed ? 'Allow' : 'Block');
    });
  }
});

/** Undefined: a pod has no address yet. */
function judgeOf({ cluster, config }: Stage): ReturnType<typeof judge> | undefined {
  try {
    return judge(cluster, config, ENDS);
  } catch {
    return undefined;
  }
}
