import assert from 'node:assert/strict';
import { cluster, packet, pod, policy } from '../oracle/notation.ts';
import { allowed, type Mode, rejectedCodes } from '../oracle/oracle.ts';
import type { RawCluster, RawPolicy, RawPolicySpec } from '../oracle/raw.ts';
import { compareWindows } from './compare-windows.ts';
import type { Setting } from './simulated.ts';

const SETTING: Setting = { network: 'L2Bridge', foreign: 'azure-cni', switches: {}, maxEntries: 4000 };
const web = pod('web', '10.0.0.1 fd00::1', { labels: 'app=web', ports: ['http:80'] });
const client = pod('client', '10.0.0.2 fd00::2', { labels: 'app=client' });
const other = pod('other', '10.0.0.3 fd00::3');
const subjects = { podSelector: { matchLabels: { app: 'web' } } };
const clients = { podSelector: { matchLabels: { app: 'client' } } };

type Row = readonly [want: 'allow' | 'block', packet: string];

/** Checks every row with the oracle, the core and the simulated HNS. */
async function table(mode: Mode, policies: readonly RawPolicy[], rows: readonly Row[]): Promise<void> {
  const rejection = { mode, translate: [] };
  const raw: RawCluster = cluster(web, client, other, ...policies);
  const packets = rows.map(([, text]) => packet(raw, text));
  for (const [index, [want, text]] of rows.entries()) assert.equal(allowed(raw, packets[index]!, rejection), want === 'allow', text);
  await compareWindows({ oracle: raw, real: raw }, packets, { rejection, setting: SETTING });
}

/** One policy on `web`, the codes that it is reported with, and its effect in both modes. */
function rejected(fact: string, spec: RawPolicySpec, codes: readonly string[], item: readonly Row[], whole: readonly Row[]): void {
  const subject = policy('p', { ...subjects, ...spec });
  it(`${fact} (reject-item)`, async () => {
    assert.deepEqual(rejectedCodes(subject, []), codes);
    await table('reject-item', [subject], item);
  });
  it(`${fact} (reject-policy)`, () => table('reject-policy', [subject], whole));
}

const OPEN: readonly Row[] = [
  ['allow', 'client > web:80'],
  ['allow', 'other > web:81/UDP'],
];
const SHUT: readonly Row[] = [
  ['block', 'client > web:80'],
  ['block', 'other > web:81/UDP'],
];

describe('agreement on rejected features', () => {
  rejected(
    'a named port allows no traffic, but a numbered port next to it still does',
    { ingress: [{ ports: [{ port: 'http' }, { port: 81 }] }] },
    ['unsupported-named-port'],
    [
      ['block', 'client > web:80'],
      ['allow', 'client > web:81'],
      ['block', 'client > web:82'],
    ],
    OPEN,
  );
  rejected(
    'a rule with only a named port allows no traffic, instead of every port',
    { ingress: [{ ports: [{ port: 'http' }] }] },
    ['unsupported-named-port'],
    SHUT,
    OPEN,
  );
  rejected(
    'SCTP allows no traffic and does not mean every port',
    { ingress: [{ ports: [{ protocol: 'SCTP', port: 80 }] }] },
    ['unsupported-sctp'],
    SHUT,
    OPEN,
  );
  rejected(
    'a peer with a negative selector allows no traffic, but its neighbour still does',
    { ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] } }, clients] }] },
    ['unsupported-negative-selector'],
    [
      ['allow', 'client > web:80'],
      ['block', 'other > web:80'],
    ],
    OPEN,
  );
  rejected(
    'a rule with only a negative namespaceSelector allows no traffic, instead of every peer',
    { ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['red'] }] } }] }] },
    ['unsupported-negative-selector'],
    SHUT,
    OPEN,
  );
  rejected(
    'a block with an except allows no traffic, neither inside nor outside the except',
    { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/24', except: ['10.0.0.3/32'] } }] }] },
    ['unsupported-except'],
    SHUT,
    OPEN,
  );
  rejected(
    'an IPv6 block allows no traffic, but an IPv4 block next to it still does',
    { ingress: [{ from: [{ ipBlock: { cidr: 'fd00::/64' } }, { ipBlock: { cidr: '10.0.0.2/32' } }] }] },
    ['unsupported-ipv6'],
    [
      ['allow', 'client > web:80'],
      ['block', 'other > web:80'],
      ['block', 'client#1 > web#1:80'],
    ],
    OPEN,
  );
  rejected(
    'a policy whose own podSelector is negative isolates the pods it selects and allows no traffic',
    { podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['client'] }] }, ingress: [{ ports: [{ port: 81 }] }] },
    ['unsupported-negative-selector'],
    [
      ['block', 'client > web:80'],
      ['block', 'client > web:81'],
      ['block', 'client > other:81'],
      ['allow', 'web > client:80'],
    ],
    OPEN,
  );
  rejected(
    'every reason is reported, even several for one peer or port',
    {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] },
      ingress: [{ from: [{ ipBlock: { cidr: 'fd00::/64', except: ['fd00::1/128'] } }], ports: [{ protocol: 'SCTP', port: 'http' }] }],
    },
    ['unsupported-except', 'unsupported-ipv6', 'unsupported-named-port', 'unsupported-negative-selector', 'unsupported-sctp'],
    [
      ['allow', 'client > web:80'],
      ['block', 'client > other:80'],
    ],
    OPEN,
  );
  rejected(
    'rules of a direction that policyTypes does not list have no effect, so no part of them is rejected',
    { policyTypes: ['Ingress'], egress: [{ ports: [{ port: 'http' }] }] },
    [],
    SHUT,
    SHUT,
  );
  rejected(
    'an empty except is not rejected',
    { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.2/32', except: [] } }] }] },
    [],
    [
      ['allow', 'client > web:80'],
      ['block', 'other > web:80'],
    ],
    [
      ['allow', 'client > web:80'],
      ['block', 'other > web:80'],
    ],
  );
  rejected(
    'a selector covers only IPv4 addresses, but a rule for any peer covers IPv6 too',
    { ingress: [{ from: [clients] }, { ports: [{ port: 81 }] }] },
    [],
    [
      ['allow', 'client > web:80'],
      ['block', 'client#1 > web#1:80'],
      ['allow', 'client#1 > web#1:81'],
      ['allow', '[2001:db8::1] > web#1:81'],
    ],
    [
      ['allow', 'client > web:80'],
      ['block', 'client#1 > web#1:80'],
      ['allow', 'client#1 > web#1:81'],
    ],
  );

  it('rejecting a whole policy does not affect another policy', async () => {
    const deny = policy('deny', subjects);
    const named = policy('named', { ...subjects, ingress: [{ ports: [{ port: 'http' }, { port: 81 }] }] });
    await table('reject-policy', [deny, named], SHUT);
    await table('reject-item', [deny, named], [...SHUT, ['allow', 'client > web:81']]);
  });
});
