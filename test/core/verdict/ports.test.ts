import { cluster, pod, policy } from '../../oracle/notation.ts';
import type { RawPort } from '../../oracle/raw.ts';
import { type Row, table } from './table.ts';

const subjects = { podSelector: { matchLabels: { app: 'web' } } };
const client = pod('client', '10.0.0.2', { labels: 'app=client' });

/** Traffic from `client` to `web`, whose ingress allows these ports. */
function enter(ports: readonly RawPort[], rows: readonly Row[], web = pod('web', '10.0.0.1', { labels: 'app=web' })): void {
  table(cluster(web, client, policy('p', { ...subjects, ingress: [{ ports }] })), rows);
}

describe('core/verdict: numbered ports', () => {
  it('a number without a protocol is TCP', () =>
    enter(
      [{ port: 80 }],
      [
        ['allow', 'client > web:80'],
        ['block', 'client > web:80/UDP'],
        ['block', 'client > web:80/SCTP'],
        ['block', 'client > web:79'],
        ['block', 'client > web:81'],
      ],
    ));

  it('TCP, UDP and SCTP are separate', () =>
    enter(
      [
        { protocol: 'UDP', port: 53 },
        { protocol: 'SCTP', port: 36412 },
      ],
      [
        ['allow', 'client > web:53/UDP'],
        ['block', 'client > web:53'],
        ['block', 'client > web:53/SCTP'],
        ['allow', 'client > web:36412/SCTP'],
        ['block', 'client > web:36412'],
      ],
    ));

  it('a protocol without a port means all its ports', () =>
    enter(
      [{ protocol: 'UDP' }],
      [
        ['allow', 'client > web:1/UDP'],
        ['allow', 'client > web:65535/UDP'],
        ['block', 'client > web:53'],
      ],
    ));

  it('endPort makes a range with both ends in it', () =>
    enter(
      [
        { port: 8000, endPort: 8080 },
        { protocol: 'UDP', port: 53, endPort: 53 },
      ],
      [
        ['block', 'client > web:7999'],
        ['allow', 'client > web:8000'],
        ['allow', 'client > web:8079'],
        ['allow', 'client > web:8080'],
        ['block', 'client > web:8081'],
        ['block', 'client > web:8000/UDP'],
        ['allow', 'client > web:53/UDP'],
        ['block', 'client > web:54/UDP'],
      ],
    ));

  it('ranges may overlap, touch and reach both ends', () =>
    enter(
      [
        { port: 1, endPort: 10 },
        { port: 5, endPort: 20 },
        { port: 21, endPort: 22 },
        { port: 65000, endPort: 65535 },
      ],
      [
        ['allow', 'client > web:1'],
        ['allow', 'client > web:15'],
        ['allow', 'client > web:22'],
        ['block', 'client > web:23'],
        ['block', 'client > web:64999'],
        ['allow', 'client > web:65535'],
      ],
    ));

  it('do not depend on the ports that containers declare', () =>
    enter(
      [{ port: 81 }],
      [
        ['allow', 'client > web:81'],
        ['block', 'client > web:80'],
      ],
      pod('web', '10.0.0.1', { labels: 'app=web', ports: ['http:80'] }),
    ));

  it('a port is the destination port, for egress too', () => {
    const egress = [{ ports: [{ port: 443 }] }];
    table(cluster(pod('web', '10.0.0.1', { labels: 'app=web' }), client, policy('p', { ...subjects, policyTypes: ['Egress'], egress })), [
      ['allow', 'web > client:443'],
      ['allow', 'web > 192.0.2.1:443'],
      ['block', 'web > client:80'],
      ['allow', 'client > web:80'],
    ]);
  });
});
