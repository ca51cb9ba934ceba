import assert from 'node:assert/strict';
import { hnsPolicy } from './command-line.ts';

/** The candidates without their descriptions. */
async function next(...words: string[]): Promise<string[]> {
  const { status, out, err } = await hnsPolicy(['complete', '--', ...words]);
  assert.deepEqual({ status, err }, { status: 0, err: '' });
  return out.split('\n').flatMap(line => (line === '' ? [] : line.split('\t')[0]!));
}

const SHELLS = ['bash', 'zsh', 'powershell'];
const OUTPUTS = ['table', 'json', 'yaml'];

describe('cli/complete', () => {
  it('offers all commands except hidden ones, whatever has been typed', async () => {
    const commands = await next('');
    for (const command of ['agent', 'demo', 'connect', 'plan', 'completion', 'help']) assert.ok(commands.includes(command), command);
    assert.ok(!commands.includes('complete'));
    assert.deepEqual(await next('pl'), commands);
    assert.deepEqual(await next('help', ''), commands);
    assert.deepEqual(await next('""'), commands, 'the empty word of Windows PowerShell');
  });

  it('adds descriptions', async () => {
    const { out } = await hnsPolicy(['complete', '--', '']);
    assert.match(out, /^plan\tPrint the HNS ACLs each Windows node would get, /m);
  });

  for (const [title, words, expected] of [
    ['the flags of the program', ['-'], ['-V', '--version', '-h', '--help']],
    ['the flags of a command', ['demo', '--s'], ['--serve', '--empty', '--translate', '-h', '--help']],
    ['the choices of an option', ['plan', '--output', ''], OUTPUTS],
    ['the choices of a short option', ['plan', '-o', 'j'], OUTPUTS],
    ['the choices after an equals sign', ['plan', '--output=j'], OUTPUTS.map(output => `--output=${output}`)],
    ['the choices after an equals sign that is a word of its own', ['plan', '--output', '=', 'j'], OUTPUTS],
    ['the choices right after it', ['plan', '--output', '='], OUTPUTS],
    ['the choices of an argument', ['completion', ''], SHELLS],
    ['the choices of an argument after flags', ['completion', '--', ''], SHELLS],
    ['no choices for an argument that does not exist', ['completion', 'bash', ''], []],
    ['no choices for a file', ['plan', '-f', ''], []],
    ['no choices for more files', ['plan', '-f', 'one.yaml', ''], []],
    ['the choices that the second of two options has', ['plan', '-f', 'one.yaml', '-o', ''], OUTPUTS],
    ['no choices for free text', ['connect', ''], []],
    ['the choices of an option between arguments', ['connect', 'a/b', '--protocol', ''], ['tcp', 'udp', 'sctp']],
    ['the choices of a setting of the agent', ['agent', '--log-level', ''], ['error', 'warn', 'info', 'debug']],
    ['the choices of a switch of the agent', ['agent', '--allow-egress-to-node', ''], ['true', 'false']],
    ['no choices for a number', ['agent', '--max-acls', ''], []],
    ['no choices after an unknown command', ['enforce', ''], []],
  ] as const) {
    it(`offers ${title}`, async () => assert.deepEqual(await next(...words), expected));
  }

  it('offers flags if a value is optional or has been given', async () => {
    assert.ok((await next('agent', '--allow-egress-to-node', '-')).includes('--node-name'));
    assert.ok((await next('plan', '-f', 'one.yaml', '--')).includes('--node'));
    assert.ok((await next('agent', '--')).includes('--config'));
  });

  it('completes a list without the items that it has', async () => {
    const types = await next('agent', '--network-types', '');
    assert.equal(types[0], 'L2Bridge');
    assert.deepEqual(
      await next('agent', '--network-types', 'Overlay,L2Bridge,T'),
      types.filter(type => type !== 'L2Bridge' && type !== 'Overlay').map(type => `Overlay,L2Bridge,${type}`),
    );
  });
});
