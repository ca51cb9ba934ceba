import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { NETWORK_TYPES, networkType, POD_NETWORK_TYPES, typeOf } from '../../src/hns/network-types.ts';

describe('the types of HNS networks', () => {
  it('carry pods, are enforced by the switch, and need a pair of Host rules as documented', () => {
    assert.deepEqual(
      NETWORK_TYPES.map(type => [
        type.name,
        ...(['carriesPods', 'switchEnforced', 'needsHostPair'] as const).filter(property => type[property]),
      ]),
      [
        ['L2Bridge', 'carriesPods', 'switchEnforced', 'needsHostPair'],
        ['L2Tunnel', 'carriesPods', 'switchEnforced'],
        ['Overlay', 'carriesPods', 'switchEnforced'],
        ['Transparent', 'carriesPods'],
        ['NAT'],
        ['ICS'],
        ['Private'],
        ['Internal'],
        ['Mirrored'],
        ['Infiniband'],
        ['ConstrainedICS'],
      ],
    );
    assert.deepEqual(POD_NETWORK_TYPES, ['L2Bridge', 'L2Tunnel', 'Overlay', 'Transparent']);
  });

  it('are found by name in any case', () => {
    for (const name of ['L2Bridge', 'l2bridge', 'L2BRIDGE']) assert.equal(networkType(name)?.name, 'L2Bridge');
    assert.equal(networkType('Bridge'), undefined);
  });

  it('of a network are read from HNS in the documented spelling, and NAT if HNS omits it', () => {
    assert.deepEqual([{ Type: 'overlay' }, { Type: 'Bridge' }, {}].map(typeOf), ['Overlay', 'Bridge', 'NAT']);
  });
});

/** Every comma-separated list of quoted names that contains a type that carries pods. Other names, such as `Private`, have other meanings too. */
function typeLists(script: string): string[][] {
  const lists = script.matchAll(/(?<!\w)'\w+'(?:\s*,\s*'\w+')*/g);
  return [...lists]
    .map(([text]) => [...text.matchAll(/'(\w+)'/g)].map(match => match[1]!))
    .filter(list => list.some(name => networkType(name)?.carriesPods));
}

describe('the PowerShell module', () => {
  const names = (property: 'carriesPods' | 'switchEnforced' | 'needsHostPair') =>
    NETWORK_TYPES.filter(type => type[property]).map(({ name }) => name);
  const LISTS = [names('carriesPods'), names('switchEnforced'), names('needsHostPair')];
  /** A default, and the two types of network that the self-test can create: one with Host rules, one without a switch. */
  const MADE = [['L2Bridge', 'NAT']];
  const scripts = globSync('windows/HnsPolicy/**/*.ps1');

  it('has no other list of network types', () => {
    for (const script of scripts) {
      for (const list of typeLists(readFileSync(script, 'utf8')))
        assert.ok(
          [...LISTS, ...MADE].some(known => known.join() === list.join()),
          `${script}: ${list.join(', ')}`,
        );
    }
  });

  for (const [script, expected] of [
    ['Assert-HostTestSwitch', [names('carriesPods')]],
    ['Get-HnsReading', [names('switchEnforced'), names('needsHostPair')]],
    ['Get-NetworkFinding', [names('carriesPods')]],
    ['Test-HnsPolicyHost', [...MADE, names('needsHostPair')]],
  ] as const) {
    it(`has in ${script} the lists that decide there`, () => {
      const [path] = scripts.filter(path => path.endsWith(`${script}.ps1`));
      assert.deepEqual(typeLists(readFileSync(path!, 'utf8')), expected);
    });
  }
});
