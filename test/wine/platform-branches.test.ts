/** The places in `src` that differ on Windows, and the tests in this folder that run them there. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../native/part.ts';

const WINDOWS_ONLY = /process\.platform|\bplatform\(\)|win32|SystemRoot|SIGBREAK|CONTAINER_SANDBOX_MOUNT_POINT|pipe\\\\|\.exe\b/;
const COMMENT = /^(\/\/|\/?\*)/;

const SANDBOX = 'a new pod is isolated before the kubelet reports its address, because its sandbox is read over the named pipe';
const BUILD = 'is healthy on the build that Wine reports';
const EVENT_LOG = 'each state of the agent has an entry, written by the eventcreate.exe of the system folder';
const SANDBOXES = 'lists the sandboxes with their networks';

interface Branch {
  readonly file: string;
  /** The beginning of the line. */
  readonly line: string;
  /** Title of the test. */
  readonly test: string;
}

const BRANCHES: readonly Branch[] = [
  { file: 'src/agent/config.ts', line: ".default('\\\\\\\\.\\\\pipe", test: SANDBOX },
  { file: 'src/agent/config.ts', line: ".refine(text => text === '' || criTarget(text)", test: SANDBOX },
  { file: 'src/agent/enforcement/windows-build.ts', line: 'export function windowsBuild(', test: BUILD },
  { file: 'src/agent/enforcement/windows-build.ts', line: "return platform === 'win32' &&", test: BUILD },
  // Wine delivers CTRL+C, which is SIGINT. It does not deliver CTRL+BREAK.
  { file: 'src/cli/agent.ts', line: "for (const signal of ['SIGINT',", test: 'CTRL+C ends it with status 0, and it writes nothing' },
  {
    file: 'src/cli/kube-config.ts',
    line: 'const root = environment.KUBERNETES_SERVICE_HOST ?',
    test: 'starts with the service account and the ConfigMap below its mount point, and writes nothing without a policy',
  },
  { file: 'src/cri/endpoint.ts', line: 'const PIPE =', test: 'takes the spelling of the kubelet for the pipe' },
  { file: 'src/cri/endpoint.ts', line: 'if (pipe !== undefined) return', test: SANDBOXES },
  {
    file: 'src/hns/transport/edge-bridge.ts',
    line: "const flavour = process.platform === 'win32' ?",
    test: 'on Windows the bridge for the .NET Framework is loaded, with the C++ runtime of the image and the HNS library of the system',
  },
  {
    file: 'src/hns/transport/edge-bridge.ts',
    line: "if (process.platform !== 'win32') process.env.EDGE_USE_CORECLR",
    test: 'on Windows edge-js is left to choose, and loads the addon of the image, which needs the .NET Framework',
  },
  { file: 'src/agent/report/windows-event-log.ts', line: "execFile(systemProgram('eventcreate.exe'),", test: EVENT_LOG },
  { file: 'src/cli/agent.ts', line: "const writeEntry = process.platform === 'win32'", test: EVENT_LOG },
  {
    file: 'src/hns/transport/powershell.ts',
    line: 'program:',
    test: 'the powershell transport starts the Windows PowerShell of the system folder',
  },
  {
    file: 'src/hns/transport/system-program.ts',
    line: 'return `${env.SystemRoot',
    test: 'the powershell transport starts the Windows PowerShell of the system folder',
  },
  {
    file: 'src/hns/transport/registry.ts',
    line: "execFile(systemProgram('reg.exe'),",
    test: 'the switches of HNS are read from the registry',
  },
  { file: 'src/simulator/cri/server.ts', line: "this.#folder = process.platform === 'win32' ?", test: SANDBOXES },
  { file: 'src/simulator/cri/server.ts', line: 'this.endpoint =', test: SANDBOXES },
];

describe('places that differ on Windows', () => {
  const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

  it('are these', () => {
    const found = globSync('src/**/*.ts', { cwd: ROOT }).flatMap(file => {
      const lines = read(file).split('\n');
      // `.exec(` is a method of regular expressions.
      const differing = lines
        .map(line => line.trim())
        .filter(line => WINDOWS_ONLY.test(line.replaceAll('.exec(', '')) && !COMMENT.test(line));
      return differing.map(line => ({
        file,
        line: BRANCHES.find(branch => branch.file === file && line.startsWith(branch.line))?.line ?? line,
      }));
    });
    const text = ({ file, line }: { readonly file: string; readonly line: string }) => `${file}: ${line}`;
    assert.deepEqual(found.map(text).sort(), BRANCHES.map(text).sort());
  });

  it('are run under Wine', () => {
    const tests = globSync('test/wine/*.test.ts', { cwd: ROOT, exclude: ['**/platform-branches.test.ts'] })
      .map(read)
      .join('\n');
    for (const { test } of BRANCHES) assert.ok(tests.includes(`it('${test}'`), test);
  });
});
