import { cluster, pod, policy } from '../../oracle/notation.ts';
import type { RawPeer } from '../../oracle/raw.ts';
import { type Row, table } from './table.ts';

const PODS = [
  pod('web', '10.0.0.1 fd00::1', { labels: 'app=web' }),
  pod('client', '10.0.0.2 fd00::2', { labels: 'app=client' }),
  pod('y/client', '10.0.0.3 fd00::3'),
];
function enter(from: readonly RawPeer[], rows: readonly Row[]): void {
  table(cluster(...PODS, policy('p', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ from }] })), rows);
}
const block = (cidr: string, ...except: string[]): RawPeer => ({ ipBlock: { cidr, except } });

describe('core/verdict: ipBlock', () => {
  it('contains its first and its last address and none beyond', () =>
    enter(
      [block('192.0.2.16/28')],
      [
        ['block', '192.0.2.15 > web:80'],
        ['allow', '192.0.2.16 > web:80'],
        ['allow', '192.0.2.31 > web:80'],
        ['block', '192.0.2.32 > web:80'],
      ],
    ));

  it('without excepts, in any spelling, is the whole block', () => {
    for (const except of [{}, { except: null }, { except: [] }]) {
      enter([{ ipBlock: { cidr: '192.0.2.0/24', ...except } }], [['allow', '192.0.2.255 > web:80']]);
    }
  });

  it('matches addresses of pods too, in any namespace', () =>
    enter(
      [block('10.0.0.2/31')],
      [
        ['allow', 'client > web:80'],
        ['allow', 'y/client > web:80'],
        ['block', '10.0.0.4 > web:80'],
      ],
    ));

  it('does not contain its excepts, but contains the rest on both sides of each', () =>
    enter(
      [block('192.0.2.0/24', '192.0.2.64/26', '192.0.2.130/32')],
      [
        ['allow', '192.0.2.63 > web:80'],
        ['block', '192.0.2.64 > web:80'],
        ['block', '192.0.2.127 > web:80'],
        ['allow', '192.0.2.128 > web:80'],
        ['block', '192.0.2.130 > web:80'],
        ['allow', '192.0.2.131 > web:80'],
      ],
    ));

  it('excepts may overlap, and may cover the whole block', () => {
    enter(
      [block('192.0.2.0/24', '192.0.2.0/25', '192.0.2.64/26')],
      [
        ['block', '192.0.2.100 > web:80'],
        ['allow', '192.0.2.200 > web:80'],
      ],
    );
    enter(
      [block('192.0.2.0/24', '192.0.2.0/25', '192.0.2.128/25')],
      [
        ['block', '192.0.2.1 > web:80'],
        ['block', '192.0.2.200 > web:80'],
        ['block', '198.51.100.1 > web:80'],
      ],
    );
  });

  it('an except denies nothing: another peer, rule or policy may allow the address', () => {
    const hole = block('10.0.0.0/24', '10.0.0.2/32');
    enter(
      [hole],
      [
        ['block', 'client > web:80'],
        ['allow', 'y/client > web:80'],
      ],
    );
    enter([hole, { podSelector: {} }], [['allow', 'client > web:80']]);
    enter([hole, block('10.0.0.2/32')], [['allow', 'client > web:80']]);
    const subjects = { podSelector: { matchLabels: { app: 'web' } } };
    const allow: Row[] = [
      ['allow', 'client > web:80'],
      ['block', '10.1.0.1 > web:80'],
    ];
    table(cluster(...PODS, policy('p', { ...subjects, ingress: [{ from: [hole] }, { from: [block('10.0.0.2/32')] }] })), allow);
    table(
      cluster(
        ...PODS,
        policy('a', { ...subjects, ingress: [{ from: [hole] }] }),
        policy('b', { ...subjects, ingress: [{ from: [{ podSelector: {} }] }] }),
      ),
      allow,
    );
  });

  it('for egress it is the destination', () => {
    const egress = [{ to: [block('192.0.2.0/24', '192.0.2.1/32')], ports: [{ port: 443 }] }];
    table(cluster(...PODS, policy('p', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Egress'], egress })), [
      ['allow', 'web > 192.0.2.2:443'],
      ['block', 'web > 192.0.2.1:443'],
      ['block', 'web > 192.0.2.2:80'],
      ['block', 'web > client:443'],
    ]);
  });

  it('of one family never matches the other: 0.0.0.0/0 does not allow IPv6, and ::/0 does not allow IPv4', () => {
    enter(
      [block('0.0.0.0/0')],
      [
        ['allow', '255.255.255.255 > web:80'],
        ['allow', 'client > web:80'],
        ['block', '[2001:db8::1] > [fd00::1]:80'],
        ['block', 'client#1 > web#1:80'],
      ],
    );
    enter(
      [block('::/0')],
      [
        ['block', '192.0.2.1 > web:80'],
        ['block', 'client > web:80'],
        ['allow', '[ffff::1] > [fd00::1]:80'],
        ['allow', 'client#1 > web#1:80'],
      ],
    );
  });

  it('IPv6 blocks and excepts are exact', () =>
    enter(
      [block('2001:db8::/64', '2001:db8::8000:0:0:0/65', '2001:db8::10/124')],
      [
        ['allow', '2001:db8::f > [fd00::1]:80'],
        ['block', '2001:db8::10 > [fd00::1]:80'],
        ['block', '2001:db8::1f > [fd00::1]:80'],
        ['allow', '2001:db8::20 > [fd00::1]:80'],
        ['block', '2001:db8::8000:0:0:1 > [fd00::1]:80'],
        ['block', '2001:db8:0:1::1 > [fd00::1]:80'],
      ],
    ));

  it('in old objects may have host bits, leading zeros or IPv4 in IPv6 notation, and means the masked network', () => {
    enter(
      [block('192.0.2.77/24')],
      [
        ['allow', '192.0.2.1 > web:80'],
        ['block', '192.0.3.1 > web:80'],
      ],
    );
    enter([block('192.000.002.000/024')], [['allow', '192.0.2.1 > web:80']]);
    enter(
      [block('::ffff:192.0.2.0/120')],
      [
        ['allow', '192.0.2.1 > web:80'],
        ['block', '192.0.3.1 > web:80'],
        ['block', '2001:db8::1 > [fd00::1]:80'],
      ],
    );
    enter([block('2001:db8::1/64')], [['allow', '2001:db8::2 > [fd00::1]:80']]);
  });
});
