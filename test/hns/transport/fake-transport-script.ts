/**
 * Replaces windows/HnsPolicy/Transport.ps1 in the tests and runs on Node.js. Each call's document selects the answer. Arguments select the start.
 */
import { setTimeout } from 'node:timers';
import { LineSplitter } from '../../../src/async/lines.ts';

interface Request {
  readonly n: number;
  readonly id: string;
  readonly document: string;
}

const [start = 'ready'] = process.argv.slice(2);
const say = (value: unknown) => process.stdout.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
const held: Request[] = [];
let most = 0;

const acts: Readonly<Record<string, (request: Request) => void>> = {
  /** Answers with the call's id. */
  echo: ({ n, id }) => say({ n, result: id }),
  pid: ({ n }) => say({ n, result: String(process.pid) }),
  hold: request => {
    most = Math.max(most, held.push(request));
  },
  /** Answers the held calls, the last one first. */
  release: ({ n }) => {
    for (const request of held.splice(0).reverse()) acts.echo!(request);
    say({ n, result: String(most) });
  },
  hang: () => {},
  refuse: ({ n, id }) => say({ n, error: JSON.parse(id) }),
  die: () => {
    process.stderr.write('something broke\n', () => process.exit(3));
  },
  garbage: ({ n, id }) => {
    say('WARNING: this is no answer');
    for (const line of [
      null,
      1,
      [n],
      {},
      { n },
      { n: n + 1000, result: 'x' },
      { n: String(n), result: 'x' },
      { n, result: 1 },
      { n, error: {} },
    ])
      say(line);
    say({ n: null, error: { function: '', hresult: '0x80070057', hresultName: '', record: '', message: '' } });
    say({ n, result: id });
    say({ n, result: 'a second answer' });
  },
};

if (start === 'fail') {
  process.stderr.write('The bridge to HNS is not there: x.dll does not exist.\n', () => process.exit(1));
} else if (start === 'silent') {
  setTimeout(() => {}, 2 ** 30);
} else {
  say({ ready: { powershell: '0.0' } });
  const lines = new LineSplitter();
  process.stdin.on('data', chunk => {
    for (const line of lines.push(chunk)) {
      const request = JSON.parse(line) as Request;
      acts[request.document]!(request);
    }
  });
  process.stdin.on('end', () => {
    // Like a process that hangs in native code, it ignores the end of its input.
    if (start === 'deaf') setTimeout(() => {}, 2 ** 30);
    else process.exit(0);
  });
}
