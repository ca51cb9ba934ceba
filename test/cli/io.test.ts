import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { progressLine } from '../../src/cli/io.ts';
import { needs } from '../needs.ts';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/walkthrough-3-labelled.yaml', import.meta.url));
const PLAN = [process.execPath, main, 'plan', '-f', fixture];
const COLOR = '\u001b[';
const PROGRESS = 'Planning node 2 of 2 …\u001b[0K';
const ERASED = '\u001b[1G\u001b[0K';
const BOLD_HEADING = '\u001b[1mDIR ';

function terminal(columns: number): { stream: NodeJS.WriteStream; written(): string } {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns });
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => stream.read() ?? '' };
}

/** Runs the process without NO_COLOR and FORCE_COLOR unless `env` sets them. */
function run([program, ...argv]: readonly string[], env: Readonly<Record<string, string>>): { out: string; err: string } {
  // Node has rules of its own for colour on CI.
  const clean = {
    ...process.env,
    TERM: 'xterm',
    CI: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
    NODE_DISABLE_COLORS: undefined,
  };
  const { status, stdout, stderr } = spawnSync(program!, argv, {
    encoding: 'utf8',
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  assert.equal(status, 0, stderr);
  return { out: stdout, err: stderr };
}

describe('cli/progress', () => {
  it('replaces the previous text and clears it at the end', () => {
    const { stream, written } = terminal(80);
    const progress = progressLine(stream, {});
    progress('');
    assert.equal(written(), '', 'nothing was shown that could be erased');
    progress('Reading …');
    progress('Planning …');
    assert.equal(written(), '\u001b[1GReading …\u001b[0K\u001b[1GPlanning …\u001b[0K');
    progress('');
    progress('');
    assert.equal(written(), ERASED);
  });

  it('stays on one line', () => {
    for (const [columns, shown] of [
      [10, '012345678'],
      [0, '0123456789'],
    ] as const) {
      const { stream, written } = terminal(columns);
      progressLine(stream, {})('0123456789');
      assert.equal(written(), `\u001b[1G${shown}\u001b[0K`);
    }
  });

  it('is disabled on terminals that cannot erase', () => {
    const { stream, written } = terminal(80);
    progressLine(stream, { TERM: 'dumb' })('Reading …');
    assert.equal(written(), '');
  });
});

describe('cli/io', () => {
  describe('in a pipe', () => {
    it('has neither colour nor progress', () => {
      const { out, err } = run(PLAN, {});
      assert.ok(!out.includes(COLOR));
      assert.equal(err, '');
    });

    it('FORCE_COLOR enables colour but not progress', () => {
      const { out, err } = run(PLAN, { FORCE_COLOR: '1' });
      assert.ok(out.includes(COLOR));
      assert.equal(err, '');
    });

    it('FORCE_COLOR=0 disables colour', () => assert.ok(!run(PLAN, { FORCE_COLOR: '0' }).out.includes(COLOR)));
  });

  // script(1) of util-linux runs a command on a new terminal and prints its output.
  describe('on a terminal', () => {
    before(function () {
      needs(this, 'script');
    });
    const shown = (env: Readonly<Record<string, string>>, redirect = ''): string =>
      run(['script', '-qec', `${PLAN.map(word => `'${word}'`).join(' ')}${redirect}`, '/dev/null'], env).out;

    it('has colour, and progress that is erased before the result', () => {
      const seen = shown({});
      assert.ok(seen.includes(`${PROGRESS}${ERASED}node aksnpwin000000`), JSON.stringify(seen));
      assert.ok(seen.includes(BOLD_HEADING));
    });

    it('NO_COLOR disables colour but not progress', () => {
      const seen = shown({ NO_COLOR: '1' });
      assert.match(seen, /^ +DIR +PRIO/m);
      assert.ok(seen.includes(PROGRESS));
    });

    it('an empty NO_COLOR has no effect', () => assert.ok(shown({ NO_COLOR: '' }).includes(BOLD_HEADING)));

    it('shows no progress if standard error is not a terminal', () => {
      const seen = shown({}, ' 2>/dev/null');
      assert.ok(!seen.includes('Planning'));
      assert.ok(seen.includes(BOLD_HEADING));
    });

    it('erases progress if only standard error is a terminal', () => {
      assert.ok(shown({}, ' >/dev/null').endsWith(PROGRESS + ERASED));
    });
  });
});
