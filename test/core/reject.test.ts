import assert from 'node:assert/strict';
import type { LabelRequirement, NetworkPolicy, Peer, Port, Rule, Selector } from '../../src/core/model.ts';
import { ON_UNSUPPORTED, type OnUnsupported, reject } from '../../src/core/reject.ts';
import { WINDOWS } from '../../src/hns/windows.ts';

const windows = (policy: NetworkPolicy, mode: OnUnsupported) => reject(policy, WINDOWS, mode);

function selector(...operators: LabelRequirement['operator'][]): Selector {
  return {
    matchLabels: { app: 'x' },
    matchExpressions: operators.map(operator => ({ key: 'k', operator, values: operator.endsWith('In') ? ['v'] : [] })),
  };
}
const ALL = selector();

function policy(part: Partial<NetworkPolicy>): NetworkPolicy {
  return { namespace: 'demo', name: 'p', uid: 'u', podSelector: ALL, ...part };
}

function ingress(peers: Rule['peers'], ports: Rule['ports']): NetworkPolicy {
  return policy({ ingress: [{ path: 'spec.ingress[0]', peers, ports }] });
}

const port = (index: number, port: Port['port'], protocol: Port['protocol'] = 'TCP'): Port => ({
  path: `spec.ingress[0].ports[${index}]`,
  protocol,
  port,
});
const pods = (index: number, own: Selector, namespaces: 'same' | Selector = 'same'): Peer => ({
  kind: 'pods',
  path: `spec.ingress[0].from[${index}]`,
  namespaces,
  pods: own,
});
const block = (index: number, cidr: string, ...except: string[]): Peer => ({
  kind: 'ipBlock',
  path: `spec.ingress[0].from[${index}]`,
  cidr,
  except,
});
const found = (result: ReturnType<typeof windows>) => result.issues.map(({ code, path }) => [code, path]);

describe('core/reject, for Windows', () => {
  it('a policy without rejected features is returned as the same object, in both modes', () => {
    const plain = policy({
      podSelector: selector('In', 'Exists'),
      ingress: [
        {
          path: 'spec.ingress[0]',
          peers: [pods(0, selector('In', 'Exists'), selector('Exists')), block(1, '10.0.0.0/8')],
          ports: [port(0, [80, 90]), port(1, 'any', 'UDP')],
        },
      ],
      egress: [],
    });
    for (const mode of ON_UNSUPPORTED) {
      const result = windows(plain, mode);
      assert.equal(result.value, plain);
      assert.deepEqual(result.issues, []);
    }
  });

  const rejected: readonly (readonly [string, NetworkPolicy, readonly (readonly [string, string])[]])[] = [
    ['a named port', ingress('any', [port(0, { name: 'http' })]), [['unsupported-named-port', 'spec.ingress[0].ports[0].port']]],
    ['SCTP', ingress('any', [port(0, [80, 80], 'SCTP')]), [['unsupported-sctp', 'spec.ingress[0].ports[0].protocol']]],
    [
      'a named SCTP port, for both reasons',
      ingress('any', [port(0, { name: 'sig' }, 'SCTP')]),
      [
        ['unsupported-sctp', 'spec.ingress[0].ports[0].protocol'],
        ['unsupported-named-port', 'spec.ingress[0].ports[0].port'],
      ],
    ],
    [
      'NotIn and DoesNotExist on pods, each',
      ingress([pods(0, selector('NotIn', 'In', 'DoesNotExist'))], 'any'),
      [
        ['unsupported-negative-selector', 'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator'],
        ['unsupported-negative-selector', 'spec.ingress[0].from[0].podSelector.matchExpressions[2].operator'],
      ],
    ],
    [
      'NotIn on namespaces and pods, each',
      ingress([pods(0, selector('NotIn'), selector('In', 'NotIn'))], 'any'),
      [
        ['unsupported-negative-selector', 'spec.ingress[0].from[0].namespaceSelector.matchExpressions[1].operator'],
        ['unsupported-negative-selector', 'spec.ingress[0].from[0].podSelector.matchExpressions[0].operator'],
      ],
    ],
    ['except', ingress([block(0, '10.0.0.0/8', '10.1.0.0/16')], 'any'), [['unsupported-except', 'spec.ingress[0].from[0].ipBlock.except']]],
    ['an IPv6 block', ingress([block(0, 'fd00::/8')], 'any'), [['unsupported-ipv6', 'spec.ingress[0].from[0].ipBlock.cidr']]],
    [
      'an IPv6 block with except, for both reasons',
      ingress([block(0, 'fd00::/8', 'fd00::/16')], 'any'),
      [
        ['unsupported-ipv6', 'spec.ingress[0].from[0].ipBlock.cidr'],
        ['unsupported-except', 'spec.ingress[0].from[0].ipBlock.except'],
      ],
    ],
  ];
  for (const [what, bad, reasons] of rejected) {
    it(`rejects ${what}`, () => {
      for (const mode of ON_UNSUPPORTED) assert.deepEqual(found(windows(bad, mode)), reasons);
      assert.equal(windows(bad, 'reject-policy').value, undefined);
      const [rule] = windows(bad, 'reject-item').value!.ingress!;
      assert.deepEqual(
        [rule!.peers, rule!.ports].filter(list => list !== 'any'),
        [[]],
        'an empty list, which allows no traffic, instead of any',
      );
    });
  }

  it('removes only the rejected items and keeps the order of the rest', () => {
    const peers = [pods(0, ALL), pods(1, selector('NotIn')), block(2, '10.0.0.0/8')];
    const ports = [port(0, { name: 'http' }), port(1, [80, 80]), port(2, 'any', 'SCTP')];
    const { value } = windows(ingress(peers, ports), 'reject-item');
    assert.deepEqual(value, ingress([peers[0]!, peers[2]!], [ports[1]!]));
  });

  it('lists the reasons of both directions, ports before peers, and leaves an open direction open', () => {
    const egress: Rule = {
      path: 'spec.egress[0]',
      peers: [{ kind: 'ipBlock', path: 'spec.egress[0].to[0]', cidr: '::/0', except: [] }],
      ports: 'any',
    };
    const both = { ...ingress([block(0, '10.0.0.0/8', '10.1.0.0/16')], [port(0, { name: 'http' })]), egress: [egress] };
    assert.deepEqual(
      windows(both, 'reject-item').issues.map(({ path }) => path),
      ['spec.ingress[0].ports[0].port', 'spec.ingress[0].from[0].ipBlock.except', 'spec.egress[0].to[0].ipBlock.cidr'],
    );
    assert.equal(windows(ingress('any', [port(0, { name: 'http' })]), 'reject-item').value!.egress, undefined);
  });

  describe('a negative podSelector', () => {
    const bad = { ...ingress('any', [port(0, { name: 'http' }), port(1, [80, 80])]), podSelector: selector('In', 'NotIn') };
    const prefix = 'NotIn and DoesNotExist are not supported on Windows: ';
    const remedy = 'Set translate: negative-selectors, or use In or Exists';

    it('is kept, and the policy allows no traffic in the directions that it isolates', () => {
      const { value, closes } = windows(bad, 'reject-item');
      assert.deepEqual([value, closes], [{ ...bad, ingress: [] }, true]);
      const both = windows({ ...bad, egress: bad.ingress! }, 'reject-item').value!;
      assert.deepEqual([both.ingress, both.egress], [[], []]);
    });

    it('makes the policy have no effect with reject-policy', () => {
      const { value, closes } = windows(bad, 'reject-policy');
      assert.deepEqual([value, closes], [undefined, false]);
    });

    it('is reported with every other reason in both modes', () => {
      for (const mode of ON_UNSUPPORTED) {
        assert.deepEqual(found(windows(bad, mode)), [
          ['unsupported-negative-selector', 'spec.podSelector.matchExpressions[1].operator'],
          ['unsupported-named-port', 'spec.ingress[0].ports[0].port'],
        ]);
      }
    });

    it('names the remedy', () => {
      assert.deepEqual(
        windows(bad, 'reject-item').issues.map(({ message }) => message),
        [
          `${prefix}the policy allows its pods no traffic. ${remedy}`,
          'Named ports are not supported on Windows: this port entry allows no traffic. Set translate: named-ports, or write the port number',
        ],
      );
      const [whole] = windows(bad, 'reject-policy').issues;
      assert.equal(whole!.message, `${prefix}the whole policy has no effect there. ${remedy}`);
    });

    it('does not close a pod if it is in a peer', () => {
      assert.equal(windows(ingress([pods(0, selector('NotIn'))], 'any'), 'reject-item').closes, false);
    });
  });

  it('an issue is an error that names the policy and the rejected part', () => {
    const bad = ingress([block(0, '10.0.0.0/8', '10.1.0.0/16')], [port(0, { name: 'http' })]);
    assert.deepEqual(windows(bad, 'reject-item').issues, [
      {
        severity: 'error',
        code: 'unsupported-named-port',
        policy: 'demo/p',
        path: 'spec.ingress[0].ports[0].port',
        message:
          'Named ports are not supported on Windows: this port entry allows no traffic. Set translate: named-ports, or write the port number',
      },
      {
        severity: 'error',
        code: 'unsupported-except',
        policy: 'demo/p',
        path: 'spec.ingress[0].from[0].ipBlock.except',
        message:
          'ipBlock.except is not supported on Windows: this peer allows no traffic. Set translate: except, or list the blocks around it',
      },
    ]);
    assert.deepEqual(
      [...new Set(windows(bad, 'reject-policy').issues.map(({ message }) => /: (.*?)\./.exec(message)![1]))],
      ['the whole policy has no effect there'],
    );
  });
});
