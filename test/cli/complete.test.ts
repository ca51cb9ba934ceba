import assert from 'node:assert/strict';
import { hnsPolicy } from './command-line.ts';

/** What may come next, without the descriptions. */
async function next(...words: string[]): Promise<string[]> {
  const { status, out, err } = await hnsPolicy(['complete', '--', ...words]);
  assert.deepEqual({ status, err }, { status: 0, err: '' });
  return out.split('\n').flatMap(line => (line === '' ? [] : line.split('\t')[0]!));
}

const SHELLS = ['bash', 'zsh', 'powershell'];
const OUTPUTS = ['table', 'json', 'yaml'];

describe('cli/complete', () => {
  it('names the commands, those that are hidden excepted, whatever was typed of one', async () => {
    const commands = await next('');
    for (const command of ['agent', 'demo', 'connect', 'plan', 'completion', 'help']) assert.ok(commands.includes(command), command);
    assert.ok(!commands.includes('complete'));
    assert.deepEqual(await next('pl'), commands);
    assert.deepEqual(await next('help', ''), commands);
    assert.deepEqual(await next('""'), commands, 'the empty word of Windows PowerShell');
  });

  it('describes what it names', async () => {
    const { out } = await hnsPolicy(['complete', '--', '']);
    assert.match(out, /^plan\tPrint the HNS ACLs each Windows node would get, /m);
  });

  for (const [title, words, expected] of [
    ['the flags of the program', ['-'], ['-V', '--version', '-h', '--help']],
    ['the flags of a command', ['demo', '--s'], ['--serve', '--empty', '-h', '--help']],
    ['the choices of an option', ['plan', '--output', ''], OUTPUTS],
    ['the choices of a short option', ['plan', '-o', 'j'], OUTPUTS],
    ['the choices after an equals sign', ['plan', '--output=j'], OUTPUTS.map(output => `--output=${output}`)],
    ['the choices after an equals sign that is a word of its own', ['plan', '--output', '=', 'j'], OUTPUTS],
    ['the choices right after it', ['plan', '--output', '='], OUTPUTS],
    ['the choices of an argument', ['completion', ''], SHELLS],
    ['the choices of an argument after flags', ['completion', '--', ''], SHELLS],
    ['nothing for an argument that is not there', ['completion', 'bash', ''], []],
    ['nothing for a file', ['plan', '-f', ''], []],
    ['nothing for more files', ['plan', '-f', 'one.yaml', ''], []],
    ['the choices that the second of two options has', ['plan', '-f', 'one.yaml', '-o', ''], OUTPUTS],
    ['nothing for free text', ['connect', ''], []],
    ['the choices of an option between arguments', ['connect', 'a/b', '--protocol', ''], ['tcp', 'udp']],
    ['what the agent is configured with', ['agent', '--log-level', ''], ['error', 'warn', 'info', 'debug']],
    ['what a switch of the agent can be', ['agent', '--allow-egress-to-node', ''], ['true', 'false']],
    ['nothing for a number', ['agent', '--max-acls', ''], []],
    ['nothing behind a command that is not there', ['enforce', ''], []],
  ] as const) {
    it(`names ${title}`, async () => assert.deepEqual(await next(...words), expected));
  }

  it('goes on with flags where a value may be left out, or has been given', async () => {
    assert.ok((await next('agent', '--allow-egress-to-node', '-')).includes('--node-name'));
    assert.ok((await next('plan', '-f', 'one.yaml', '--')).includes('--node'));
    assert.ok((await next('agent', '--')).includes('--config'));
  });

  it('goes on with a list, leaving out what it has', async () => {
    const types = await next('agent', '--network-types', '');
    assert.equal(types[0], 'L2Bridge');
    assert.deepEqual(
      await next('agent', '--network-types', 'Overlay,L2Bridge,T'),
      types.filter(type => type !== 'L2Bridge' && type !== 'Overlay').map(type => `Overlay,L2Bridge,${type}`),
    );
  });
});
