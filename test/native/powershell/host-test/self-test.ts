/** Runs Test-HnsPolicyHost on simulated nodes, several in one PowerShell process, with a probe that gets packet verdicts from the simulator. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CNI_POLICIES } from '../../../../src/simulator/azure-cni.ts';
import { Fabric, packet } from '../../../../src/simulator/hns/fabric.ts';
import { SimulatedHns, type SimulatedHnsOptions } from '../../../../src/simulator/hns/hns.ts';
import { type Answer, success } from '../../../../src/simulator/hns/native.ts';
import type { Policy } from '../../../../src/simulator/hns/records.ts';
import { type Given, session } from '../module/module.ts';
import type { PowerShell } from '../run.ts';

/** Prefix of the ids of the self-test's objects. */
export const OWN_ID = /^5e1f7e57-/;

/** Connect and Use call the simulator, with a function that HNS does not have. A watch tries one connection after the Updates. */
export const PROBE = `{
  param($Request)
  $end = $Request
  if ($Request.Operation -eq 'Use') { $end = $Request.Connection }
  $ask = {
    param($Way)
    $path = "PROBE /$Way/$($end.From.Address)/$($end.Address)/$($end.TargetPort)"
    $answer = [HnsPolicy.Bridge.Hcn]::Call('HNSCall', $path, '').Text
    if ($answer -notin 'yes', 'no') { throw "the simulator said '$answer'" }
    $answer -eq 'yes'
  }
  switch ($Request.Operation) {
    'Connect' { & $ask connect }
    'Open' { $Request }
    'Use' { & $ask send }
    'Close' { }
    'Watch' { & $Request.While; [pscustomobject]@{ Attempts = 1; Arrived = [int](& $ask connect) } }
  }
}`;

const ADAPTER: Policy = { Type: 'NetAdapterName', Settings: { NetworkAdapterName: 'Ethernet 2' } };

/** A node with a foreign network, namespace and pod. */
export function node(options: SimulatedHnsOptions = {}): SimulatedHns {
  const hns = new SimulatedHns(options);
  const network = hns.addNetwork({ name: 'azure', policies: [ADAPTER] });
  hns.addEndpoint({ network, namespace: hns.addNamespace(), ips: ['10.224.0.4'], policies: CNI_POLICIES });
  return hns;
}

export interface SelfTest {
  readonly hns: SimulatedHns;
  /** In addition to -Path, -Confirm and the probe. */
  readonly parameters?: string;
  /** Script text of a block. '' for the built-in probe. */
  readonly probe?: string;
  /** Answers calls instead of the node, including those of the probe. Undefined passes the call to the node. */
  readonly instead?: (name: string, target: string, document: string) => Answer | undefined;
  /** Replaces the whole command. */
  readonly command?: string;
  /** Runs right before the command. */
  readonly before?: () => void;
}

export interface SelfTestRun extends Given {
  /** Text of the result file. Undefined without a file. */
  readonly file: string | undefined;
  readonly answers: ReadonlyMap<string, string>;
  readonly reasons: ReadonlyMap<string, string>;
  /** The console output of all runs. */
  readonly shown: string;
}

/** Runs all tests in one process. By default it asserts that each run leaves no object behind and keeps foreign objects unchanged. */
export async function selfTests(on: PowerShell, tests: readonly SelfTest[], { leaves = false } = {}): Promise<readonly SelfTestRun[]> {
  const folder = await mkdtemp(join(tmpdir(), 'host-test-'));
  let current = tests[0]!;
  const fabrics = new Map(tests.map(({ hns }) => [hns, new Fabric([hns])]));
  const paths = tests.map((_, index) => join(folder, `${index}.json`));
  const owned = tests.map(({ hns }) => ownedByOthers(hns));
  try {
    const { given, shown } = await session(
      {
        serve: async (name, target, document) => {
          const instead = current.instead?.(name, target, document);
          if (instead) return instead;
          const probe = /^PROBE \/(connect|send)\/([\da-f.:]+)\/([\da-f.:]+)\/(\d+)$/.exec(target);
          if (!probe) return current.hns.serve(name, target, document);
          const [, way, from, to, port] = probe as unknown as readonly [string, 'connect' | 'send', string, string, string];
          const fabric = fabrics.get(current.hns)!;
          const flow = packet(from, to, Number(port));
          return success(
            (way === 'send' ? fabric.send(flow) : fabric.discovers(flow.from, flow.to) && fabric.connect(flow).allowed) ? 'yes' : 'no',
          );
        },
      },
      on,
      tests.map((test, index) => ({
        command: test.command ?? commandOf(test, paths[index]!),
        before: () => {
          current = test;
          test.before?.();
        },
        after: () => {
          assert.deepEqual(ownedByOthers(test.hns), owned[index]);
          if (!leaves) assert.deepEqual(left(test.hns), []);
        },
      })),
    );
    return given.map((one, index) => ({ ...one, ...read(paths[index]!), shown }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function commandOf({ parameters = '', probe = PROBE }: SelfTest, path: string): string {
  return `Test-HnsPolicyHost -Path '${path}' -Confirm:$false ${probe && `-Probe ${probe}`} ${parameters}`;
}

function read(path: string): Pick<SelfTestRun, 'file' | 'answers' | 'reasons'> {
  const file = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const { questions } = (file === undefined ? { questions: [] } : JSON.parse(file)) as { questions: Record<string, string>[] };
  const column = (name: string) => new Map(questions.flatMap(entry => (entry[name] === undefined ? [] : [[entry.id!, entry[name]]])));
  return { file, answers: column('answer'), reasons: column('reason') };
}

/** Ids of the self-test's remaining objects. */
export function left(hns: SimulatedHns): readonly string[] {
  return hns.ids().filter(id => OWN_ID.test(id));
}

function ownedByOthers(hns: SimulatedHns): unknown {
  const endpoints = hns.endpoints().filter(({ id }) => !OWN_ID.test(id));
  return {
    objects: hns.ids().filter(id => !OWN_ID.test(id)),
    endpoints,
    policies: endpoints.map(({ id }) => hns.policiesOf(id)),
    changed: hns.writes.filter(({ name, id }) => name !== 'HNSCall' && !OWN_ID.test(id)),
  };
}
