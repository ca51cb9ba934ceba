import { rejectedBy } from '../../src/core/backend.ts';
import { type Feature, unsupportedCode } from '../../src/core/feature.ts';
import { translationOf, WINDOWS } from '../../src/hns/windows.ts';
import { assertGenerated } from './generated.ts';

type Row = readonly [use: string, effect: string];

function rowsOf({ title, entry }: Feature): readonly Row[] {
  if (entry === 'port') return [[title, 'the port entry allows no traffic']];
  if (entry === 'ipBlock') return [[title, 'the peer allows no traffic']];
  return [
    [`${title} in a peer`, 'the peer allows no traffic'],
    [`${title} in \`spec.podSelector\``, 'the policy isolates the pods it selects and allows no traffic'],
  ];
}

describe('README.md', () => {
  it('lists every feature that Windows rejects', () => {
    const rows = rejectedBy(WINDOWS).flatMap(feature => {
      const translation = translationOf(feature.name);
      const translated = translation ? `\`translate: ${translation.name}\` | ${translation.how}` : 'no | ';
      return rowsOf(feature).map(([use, effect]) => `| ${use} | ${effect} | \`${unsupportedCode(feature)}\` | ${translated} |`);
    });
    const head = '| in a policy | effect by default (`onUnsupported: reject-item`) | code | translated | how |\n|---|---|---|---|---|\n';
    assertGenerated('README.md', 'rejected features', head + rows.join('\n'));
  });
});
