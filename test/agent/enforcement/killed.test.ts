/**
 * On Windows a process can end without any of its handlers having run (docs/reference/windows-nodes.md §6). Each test ends the agent at one of its HNS
 * calls, starts another, and compares the result with that of an agent that was not ended.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import type { Transport } from '../../../src/hns/transport/transport.ts';
import type { Policy } from '../../../src/simulator/hns/records.ts';
import { leaveAzureNpm } from '../azure-npm-leftovers.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod } from '../objects.ts';

const SERVER = '10.224.0.72';
const OTHER = '10.224.0.73';
const RESYNC_S = 31;

const pods = [
  pod('server', SERVER, { app: 'server' }),
  pod('other', OTHER, { app: 'other' }),
  pod('client', '10.224.9.5', { app: 'client' }, { node: 'linux1' }),
];
const namespaces = [{ name: 'demo', labels: {} }];
const before = [allow('p', 'server', 'client', 80)];
const after = [allow('p', 'server', 'client', 80, 81), allow('q', 'other', 'client', 80)];

/** `lost`: HNS never gets the call at which the agent ends. `made`: HNS makes it, and the agent does not get the answer. */
type Ending = 'lost' | 'made';

/** Makes the first calls, and none after the end of the process. */
function endingAt(last: number, ending: Ending, transport: Transport): Transport & { readonly calls: number } {
  let calls = 0;
  return {
    get calls() {
      return calls;
    },
    async call(name, id, document) {
      calls++;
      if (calls < last || (calls === last && ending === 'made')) {
        const answer = await transport.call(name, id, document);
        if (calls < last) return answer;
      }
      return new Promise(() => {});
    },
    close: () => transport.close(),
  };
}

interface Result {
  readonly endpoints: readonly (readonly Policy[])[];
  readonly network: readonly Policy[];
}

/** A takeover from Azure NPM with a change of policies. @returns The calls until everything is done, and what HNS holds then. */
async function run(last: number, ending: Ending): Promise<{ readonly calls: number; readonly result: Result }> {
  const node = new NodeUnderTest();
  try {
    const endpoints = [node.endpoint(SERVER), node.endpoint(OTHER)];
    leaveAzureNpm(node.hns, node.network, NODE_ADDRESS, { pods, namespaces, policies: before });
    const transport = endingAt(last, ending, node.hns.transport());
    await node.restart({}, transport);
    node.sync(...pods, ...after);
    await node.pass(RESYNC_S + 5);
    const { calls } = transport;
    if (last < Number.POSITIVE_INFINITY) {
      // The agent is gone. The stop only ends the timers that it leaves in this process, and makes no call.
      await node.restart();
      node.sync(...pods, ...after);
      await node.settle();
      await node.pass(2 * RESYNC_S);
    }
    assert.equal(node.enforcer.status().state, 'healthy');
    return {
      calls,
      result: { endpoints: endpoints.map(id => node.hns.policiesOf(id)), network: node.hns.networkPoliciesOf(node.network) },
    };
  } finally {
    await node.end();
  }
}

describe('the handlers of signals and of the end of the process', () => {
  it('are those of the two commands that run until they get a signal', () => {
    const files = globSync('src/**/*.ts').filter(file => /(?<![#.\w])process\.(on|once|addListener)\(/.test(readFileSync(file, 'utf8')));
    assert.deepEqual(files.sort(), ['src/cli/agent.ts', 'src/cli/demo.ts']);
  });
});

describe('agent: killed at any HNS call and started again', function () {
  this.timeout(120_000);

  for (const ending of ['lost', 'made'] as const) {
    it(`has the same result where the call is ${ending}, and opens no pod on the way`, async () => {
      const expected = await run(Number.POSITIVE_INFINITY, ending);
      assert.deepEqual(expected.result.network, []);
      assert.ok(expected.calls > 20, `${expected.calls} calls`);
      for (let last = 1; last <= expected.calls; last++) {
        const { result } = await run(last, ending);
        assert.deepEqual(result, expected.result, `killed at call ${last}`);
      }
    });
  }
});
