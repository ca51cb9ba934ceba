import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type ConfigOption, configOptions } from '../../src/agent/config.ts';
import { readConfig } from '../../src/agent/config-sources.ts';
import { assertGenerated } from './generated.ts';

const PATH = 'docs/configuration.md';

function row(option: ConfigOption): string {
  const names = [option.key, option.flag, option.variable].map(code).join('<br>');
  const preset = option.required ? 'required' : option.default === undefined ? '' : code(option.default);
  return `| ${names} | ${valuesOf(option)} | ${preset} | ${option.description.replaceAll('|', '\\|')} |`;
}

function valuesOf({ type, choices, range }: ConfigOption): string {
  if (choices) return (type === 'list' ? 'list of ' : '') + choices.map(code).join(', ');
  if (range) return `${type}, ${range[0]} to ${range[1]}`;
  return type === 'boolean' ? '`true`, `false`' : type;
}

function code(text: unknown): string {
  return `\`${text}\``;
}

describe(PATH, () => {
  it('lists every setting of the schema', () => {
    const head = '| key, flag, variable | value | default | |\n|---|---|---|---|\n';
    assertGenerated(PATH, 'settings', head + configOptions.map(row).join('\n'));
  });

  it('shows files that the agent accepts', () => {
    const files = [...readFileSync(PATH, 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)];
    assert.ok(files.length > 0);
    for (const [, text] of files) readConfig({ file: { path: PATH, text: text! } });
  });
});
