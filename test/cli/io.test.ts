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
const BOLD_HEADING = '\u001b[1mDIRECTION';

function terminal(columns: number): { stream: NodeJS.WriteStream; written(): string } {
  const stream = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY: true, columns });
  return { stream: stream as unknown as NodeJS.WriteStream, written: () => stream.read() ?? '' };
}

/** What the process writes, with neither variable set unless here. */
function run([program, ...argv]: readonly string[], env: Readonly<Record<string, string>>): { out: string; err: string } {
  // On CI, too, Node knows terminals without colour.
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
  it('shows a text in place of the one before, and leaves nothing', () => {
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

  it('keeps to one line', () => {
    for (const [columns, shown] of [
      [10, '012345678'],
      [0, '0123456789'],
    ] as const) {
      const { stream, written } = terminal(columns);
      progressLine(stream, {})('0123456789');
      assert.equal(written(), `\u001b[1G${shown}\u001b[0K`);
    }
  });

  it('is not for terminals that cannot erase', () => {
    const { stream, written } = terminal(80);
    progressLine(stream, { TERM: 'dumb' })('Reading …');
    assert.equal(written(), '');
  });
});

describe('cli/io', () => {
  describe('in a pipe', () => {
    it('there is neither colour nor progress', () => {
      const { out, err } = run(PLAN, {});
      assert.ok(!out.includes(COLOR));
      assert.equal(err, '');
    });

    it('FORCE_COLOR gives colour, and still no progress', () => {
      const { out, err } = run(PLAN, { FORCE_COLOR: '1' });
      assert.ok(out.includes(COLOR));
      assert.equal(err, '');
    });

    it('FORCE_COLOR=0 gives none', () => assert.ok(!run(PLAN, { FORCE_COLOR: '0' }).out.includes(COLOR)));
  });

  // script(1) of util-linux runs a command on a terminal of its own and prints what that shows.
  describe('on a terminal', () => {
    before(function () {
      needs(this, 'script');
    });
    const shown = (env: Readonly<Record<string, string>>, redirect = ''): string =>
      run(['script', '-qec', `${PLAN.map(word => `'${word}'`).join(' ')}${redirect}`, '/dev/null'], env).out;

    it('there is colour, and progress that is erased before the result', () => {
      const seen = shown({});
      assert.ok(seen.includes(`${PROGRESS}${ERASED}node aksnpwin000000`), JSON.stringify(seen));
      assert.ok(seen.includes(BOLD_HEADING));
    });

    it('NO_COLOR takes the colour, not the progress', () => {
      const seen = shown({ NO_COLOR: '1' });
      assert.match(seen, /^ +DIRECTION/m);
      assert.ok(seen.includes(PROGRESS));
    });

    it('an empty NO_COLOR takes nothing', () => assert.ok(shown({ NO_COLOR: '' }).includes(BOLD_HEADING)));

    it('progress is left out where standard error is no terminal', () => {
      const seen = shown({}, ' 2>/dev/null');
      assert.ok(!seen.includes('Planning'));
      assert.ok(seen.includes(BOLD_HEADING));
    });

    it('progress is erased where only standard error is one', () => {
      assert.ok(shown({}, ' >/dev/null').endsWith(PROGRESS + ERASED));
    });
  });
});
