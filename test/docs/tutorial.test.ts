import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shellCommand } from '../../src/cli/demo/action.ts';
import { STEPS } from '../../src/cli/demo/walkthrough.ts';
import { type Executable, executable } from '../cli/executable.ts';
import { needs } from '../needs.ts';
import { type Block, blocksOf, endOfShown, isAsShown, type Typed, typedIn } from './console.ts';

const PATH = 'docs/tutorial.md';
const blocks = blocksOf(readFileSync(PATH, 'utf8'));
const DEMO = 'npm run demo -- ';
const CHANGES = /^kubectl (create|run|apply|label|delete) /;
const DEADLINE = 60_000;

function typedUnder(heading: string): Typed[] {
  return blocks.flatMap(block => (block.heading === heading && block.language === 'console' ? typedIn(block.text) : []));
}

describe(PATH, () => {
  for (const [index, step] of STEPS.entries()) {
    const title = `${index + 1}. ${step.title}`;
    const typed = typedUnder(title);

    it(`makes the changes of the demo’s step ${title}`, () => {
      const changes = typed.map(({ command }) => command.replaceAll(/\\\n */g, '')).filter(command => CHANGES.test(command));
      assert.deepEqual(changes, step.actions.map(shellCommand));
    });

    it(`tries the connections of the demo’s step ${title}`, () => {
      const tried = typed.flatMap(({ command, output }) => {
        const [, from, to, port] = /^hns-policy connect (\S+) ([^:]+):(\d+)/.exec(command) ?? [];
        return from === undefined ? [] : `${from} ${to} ${port} ${!output.startsWith('TIMEOUT\n')}`;
      });
      assert.deepEqual(tried.sort(), step.connects.map(({ from, to, port, allowed }) => `${from} ${to} ${port} ${allowed}`).sort());
    });
  }

  describe('when it is followed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tutorial-'));
    let hns: Executable;
    let demo: ChildProcess;
    let printed = '';
    let logRead = 0;
    /** The environment for the other terminal, from the demo's output. */
    let exported: NodeJS.ProcessEnv = {};

    before(function () {
      needs(this, 'kubectl', 'bash');
      hns = executable();
    });
    after(async () => {
      if (demo?.kill('SIGINT')) assert.deepEqual(await once(demo, 'exit'), [0, null]);
      hns?.remove();
      rmSync(folder, { recursive: true });
    });

    /** Waits until the demo has printed the shown text. */
    async function demoHas(isThere: () => boolean, what: string): Promise<void> {
      const signal = AbortSignal.timeout(DEADLINE);
      while (!isThere()) await once(demo.stdout!, 'data', { signal }).catch(() => assert.fail(`never printed:\n${what}\nbut:\n${printed}`));
    }

    async function start({ command, output }: Typed): Promise<void> {
      assert.equal(JSON.parse(readFileSync('package.json', 'utf8')).scripts.demo, 'node src/cli/main.ts demo');
      const argv = command.slice(DEMO.length).split(' ');
      demo = spawn(process.execPath, ['src/cli/main.ts', 'demo', ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
      demo.stdout!.setEncoding('utf8').on('data', text => {
        printed += text;
      });
      await demoHas(() => isAsShown(output, printed), output);
      const [, assignments] = /^ +export (.*)$/m.exec(printed)!;
      exported = Object.fromEntries(assignments!.split(' ').map(assignment => assignment.split('=')));
    }

    /** Runs a command in the other terminal. @returns Its output. */
    function type(command: string): Promise<string> {
      const env = { ...process.env, PATH: hns.PATH, HOME: folder, ...exported };
      return new Promise(resolve => execFile('bash', ['-c', `{ ${command}\n} 2>&1`], { env }, (_status, out) => resolve(out)));
    }

    /** Runs a command that changes something once. Repeats a read-only command until its output matches, because the agent works asynchronously. */
    async function follow({ command, output }: Typed): Promise<void> {
      if (command.startsWith(DEMO)) return start({ command, output });
      for (const end = Date.now() + DEADLINE; ; ) {
        const out = await type(command);
        if (isAsShown(output, out)) return;
        if (CHANGES.test(command) || Date.now() > end) assert.equal(out, output, command);
      }
    }

    /** Read-only commands, which wait for the effect of earlier changes. */
    async function followAll(all: readonly Typed[]): Promise<void> {
      const looks: Promise<void>[] = [];
      for (const typed of all) {
        if (CHANGES.test(typed.command)) await Promise.all(looks.splice(0));
        const done = follow(typed);
        if (CHANGES.test(typed.command)) await done;
        else looks.push(done);
      }
      await Promise.all(looks);
    }

    for (const heading of new Set(blocks.map(block => block.heading))) {
      it(heading, async function () {
        this.timeout(3 * DEADLINE);
        for (const block of blocks.filter(block => block.heading === heading)) await play(block);
      });
    }

    async function play({ language, text }: Block): Promise<void> {
      if (language === 'console') await followAll(typedIn(text));
      else if (language === 'log') {
        const rest = () => printed.slice(logRead);
        await demoHas(() => endOfShown(text, rest()) !== undefined, text);
        logRead += endOfShown(text, rest())!;
      } else assert.fail(`${PATH}: a block of ${language} is neither run nor compared`);
    }
  });
});

describe('docs/console', () => {
  it('parses a terminal session', () => {
    assert.deepEqual(typedIn('$ a \\\n  b\nx\n\ny\n$ c <<EOF\n$ d\nEOF\n$ e\n'), [
      { command: 'a \\\n  b', output: 'x\n\ny\n' },
      { command: 'c <<EOF\n$ d\nEOF', output: '' },
      { command: 'e', output: '' },
    ]);
    assert.throws(() => typedIn('x\n$ a\n'), /not a console block/);
  });

  it('compares output and detects a difference', () => {
    assert.ok(isAsShown('a  b …\n…\nz\n', 'a b 1\nc\nd\nz\n'));
    assert.ok(isAsShown('', ''));
    for (const [shown, printed] of [
      ['a\n', 'a\nb\n'],
      ['', 'a\n'],
      ['a\nb\n', 'a\n'],
      ['a.c\n', 'abc\n'],
      ['a…\n', 'b\n'],
    ] as const)
      assert.ok(!isAsShown(shown, printed), shown);
  });
});
