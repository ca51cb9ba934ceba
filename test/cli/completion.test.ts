import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { needs } from '../needs.ts';
import { hnsPolicy } from './command-line.ts';
import { type Executable, executable } from './executable.ts';

// The shells' completion commands do not work outside a line editor. Functions that print their arguments replace them.
const SHELLS = {
  bash: {
    // Bash also splits words at equals signs.
    complete: (words: readonly string[]) => `
      compopt() { echo "compopt $*"; }
      source "$SCRIPT"
      COMP_WORDS=(${words.map(quoted).join(' ')}) COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
      $(complete -p hns-policy | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
      printf '%s\\n' "\${COMPREPLY[@]}"`,
    files: 'compopt -o default\n\n',
  },
  zsh: {
    complete: (words: readonly string[]) => `
      compdef() { completer=$1; [[ $2 == hns-policy ]] || echo "compdef $*"; }
      _describe() { local item; for item in "\${(@P)2}"; do print -r -- "$item"; done; }
      compset() { :; }
      _files() { echo _files; }
      source "$SCRIPT"
      words=(${words.map(quoted).join(' ')}) CURRENT=$#words
      $completer`,
    files: '_files\n',
  },
} as const;

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

for (const [shell, { complete, files }] of Object.entries(SHELLS)) {
  describe(`cli/completion: ${shell}`, () => {
    let hns: Executable;
    let env: NodeJS.ProcessEnv;
    before(async function () {
      needs(this, shell as keyof typeof SHELLS);
      hns = executable();
      env = { ...process.env, PATH: hns.PATH, SCRIPT: hns.file('completion', (await hnsPolicy(['completion', shell])).out) };
    });
    after(() => hns?.remove());

    const completed = (...words: string[]): string => {
      const argv =
        shell === 'bash' ? ['--norc', '-c', complete(['hns-policy', ...words])] : ['-f', '-c', complete(['hns-policy', ...words])];
      const { stdout, stderr, status } = spawnSync(shell, argv, { encoding: 'utf8', env });
      assert.deepEqual({ stderr, status }, { stderr: '', status: 0 });
      return stdout;
    };

    it('completes a command', () =>
      assert.match(completed('pl'), shell === 'bash' ? /^plan\n$/ : /^plan:Print the HNS ACLs each Windows node/m));

    it('completes a flag', () =>
      assert.match(completed('demo', '--se'), shell === 'bash' ? /^--serve\n$/ : /^--serve:keep the servers running/m));

    it('completes a choice, also after an equals sign', () => {
      assert.match(completed('plan', '-f', 'a b.yaml', '--output', 'j'), shell === 'bash' ? /^json\n$/ : /^json$/m);
      const [words, choices] = shell === 'bash' ? [['--output', '='], /^table\njson\nyaml\n$/] : [['--output='], /^--output=json$/m];
      assert.match(completed('plan', ...words), choices);
    });

    it('offers files if any text is possible', () => assert.equal(completed('plan', '-f', ''), files));

    it('never evaluates typed words', () => {
      assert.doesNotMatch(completed('$(echo pwned >&2)', '`echo pwned >&2`', ''), /pwned/);
    });
  });
}

describe('cli/completion', () => {
  it('does not depend on the environment', async () => {
    for (const shell of ['bash', 'zsh', 'powershell']) {
      const { status, out } = await hnsPolicy(['completion', shell], { env: { PATH: '/pwned', HOME: '/pwned', SHELL: '/pwned' } });
      assert.equal(status, 0);
      assert.ok(!out.includes(process.cwd()) && !out.includes(process.execPath) && !out.includes('pwned'), shell);
    }
  });

  it('rejects an unknown shell and lists the known ones', async () => {
    const { status, out, err } = await hnsPolicy(['completion', 'fish']);
    assert.deepEqual({ status, out }, { status: 1, out: '' });
    assert.match(err, /'fish' is invalid.*Allowed choices are bash, zsh, powershell/);
  });
});
