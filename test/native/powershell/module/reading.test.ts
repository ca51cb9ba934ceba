import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseAddress, parseCidr } from '../../../../src/core/address.ts';
import { SimulatedHns } from '../../../../src/simulator/hns/hns.ts';
import { needs } from '../../../needs.ts';
import { POWERSHELL_7 } from '../run.ts';
import { ENGINES, objectsOf } from './module.ts';

/** Runs a script block inside the module for each of the texts. */
function each(body: string): string {
  return `& (Get-Module HnsPolicy) { param($data) foreach ($text in Split-JsonText -As Array -Json $data) { $text = ConvertFrom-JsonText -Json $text; ${body} } } $data`;
}

const SPLIT = each(`
  $as = 'Array'; if ($text -match '\\A\\s*\\{') { $as = 'Object' }
  try {
    $parts = Split-JsonText -As $as -Json $text
    if ($as -eq 'Array') { , @('array', $text, @($parts)) } else { , @('object', $text, @($parts.get_Keys()), @($parts.get_Values())) }
  } catch [System.FormatException] { , @('none', $text) }`);

const BLOCK = each(`
  $block = ConvertTo-IpBlock -Text $text
  if ($null -eq $block) { "$text is none" } else { "$text is $($block.Family)/$($block.Prefix) $($block.First)-$($block.Last)" }`);

describe('PowerShell module: reading JSON and addresses', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('splits JSON into the exact texts of its values', async () => {
    const cases: readonly (readonly [text: string, parts: unknown])[] = [
      [
        ' { "a" : [1, {"x":"}]\\"["}, []] ,"b\\u00e9":"c\\n\\/", "n":null,\t"a":12345678901234567890.10 }\r\n',
        ['12345678901234567890.10', '"c\\n\\/"', 'null'],
      ],
      ['{"a":1,"A":2}', ['1', '2']],
      ['{}', []],
      ['[ ]', []],
      ['[ -0.0e+1 , "]" , [ [ ] ] ]', ['-0.0e+1', '"]"', '[ [ ] ]']],
    ];
    const bad = [
      '',
      '{',
      '[',
      '{"a":1,}',
      '[1,]',
      '[1 2]',
      '{"a" 1}',
      '{"a":01}',
      '[.5]',
      '[+1]',
      '[1.]',
      '{"a":"x}',
      '[truex]',
      '[nul]',
      '{"a":[}',
      '["a\nb"]',
      '["\\x"]',
      "['a']",
      '[1]]',
      '{a:1}',
      '[1\u00a0]',
    ];
    const texts = [...cases.map(([text]) => text), ...bad];
    for (const on of ENGINES) {
      const rows = await objectsOf(new SimulatedHns(), on, SPLIT, JSON.stringify(texts));
      assert.equal(rows.length, texts.length);
      for (const [index, [text, parts]] of cases.entries()) assert.deepEqual(rows[index].at(-1), parts, text);
      for (const [index, text] of bad.entries()) assert.deepEqual(rows[cases.length + index], ['none', text]);
    }
  });

  it('splits random JSON like JSON.parse', () => {
    const anyText = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.constantFrom('', ' ', '\n\t'))
      .map(([json, blank]) => JSON.stringify(JSON.parse(json), null, blank));
    const isComposite = (text: string) => /^[[{]/.test(text);
    return fc.assert(
      fc.asyncProperty(fc.array(anyText.filter(isComposite), { minLength: 300, maxLength: 300 }), async texts => {
        const rows = await objectsOf(new SimulatedHns(), POWERSHELL_7, SPLIT, JSON.stringify(texts));
        for (const [index, text] of texts.entries()) {
          const [kind, , ...parts] = rows[index];
          const value = JSON.parse(text);
          const read =
            kind === 'array'
              ? parts[0].map((part: string) => JSON.parse(part))
              : Object.fromEntries(parts[0].map((name: string, at: number) => [name, JSON.parse(parts[1][at])]));
          assert.deepEqual(read, value, text);
        }
      }),
      // One process handles all cases. Shrinking would start a process per attempt.
      { numRuns: 1, endOnFailure: true },
    );
  });

  it('parses addresses and CIDRs like the core', () => {
    const pieces = [
      '0',
      '1',
      '10',
      '255',
      '256',
      '08',
      'ffff',
      'FD00',
      '12345',
      'g',
      '.',
      '.',
      ':',
      ':',
      '::',
      '/',
      '/8',
      '/0',
      '/32',
      '/33',
      '/08',
      '/96',
      '/128',
      '/129',
      ' ',
      '%1',
      '-',
      '::ffff:',
    ];
    const anyText = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map(list => list.join('')),
      fc.array(fc.nat(270), { minLength: 3, maxLength: 5 }).map(parts => parts.join('.')),
      fc.tuple(fc.ipV4(), fc.nat(34)).map(([address, prefix]) => `${address}/${prefix}`),
      fc.tuple(fc.ipV6(), fc.nat(130)).map(([address, prefix]) => `${address}/${prefix}`),
      fc.ipV4(),
      fc.ipV6(),
      fc.tuple(fc.ipV4(), fc.nat(130)).map(([address, prefix]) => `::ffff:${address}/${prefix}`),
      fc.string(),
    );
    return fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 600, maxLength: 600 }), async texts => {
        const rows = await objectsOf(new SimulatedHns(), POWERSHELL_7, BLOCK, JSON.stringify(texts));
        assert.deepEqual(
          rows,
          texts.map(text => `${text} is ${meaning(text)}`),
        );
      }),
      { numRuns: 1, endOnFailure: true },
    );
  });
});

function meaning(text: string): string {
  const cidr = parseCidr(text);
  if (cidr) return `${cidr.family}/${cidr.prefix} ${cidr.range[0]}-${cidr.range[1]}`;
  const address = parseAddress(text);
  return address ? `${address.family}/${address.family === 4 ? 32 : 128} ${address.value}-${address.value}` : 'none';
}
