import { cluster, container, pod, policy } from '../../oracle/notation.ts';
import type { RawPeer, RawPort } from '../../oracle/raw.ts';
import { type Row, table } from './table.ts';

const subjects = { podSelector: { matchLabels: { app: 'web' } } };
const client = pod('client', '10.0.0.2', { labels: 'app=client' });

/** Traffic from `client` to `web`, whose ingress allows these ports. */
function enter(ports: readonly RawPort[], rows: readonly Row[], web = pod('web', '10.0.0.1', { labels: 'app=web' })): void {
  table(cluster(web, client, policy('p', { ...subjects, ingress: [{ ports }] })), rows);
}

describe('core/verdict: named ports, ingress', () => {
  it("mean the selected pod's own number, which may differ from pod to pod", () => {
    const [one, two] = [
      pod('one', '10.0.0.3', { labels: 'app=web', ports: ['http:80'] }),
      pod('two', '10.0.0.4', { labels: 'app=web', ports: ['http:8080'] }),
    ];
    table(cluster(one, two, client, policy('p', { ...subjects, ingress: [{ ports: [{ port: 'http' }] }] })), [
      ['allow', 'client > one:80'],
      ['block', 'client > one:8080'],
      ['block', 'client > two:80'],
      ['allow', 'client > two:8080'],
    ]);
  });

  it("match only a container port of the entry's own protocol", () => {
    const web = pod('web', '10.0.0.1', { labels: 'app=web', ports: ['dns:53/UDP'] });
    enter(
      [{ port: 'dns' }],
      [
        ['block', 'client > web:53'],
        ['block', 'client > web:53/UDP'],
      ],
      web,
    );
    enter(
      [{ protocol: 'UDP', port: 'dns' }],
      [
        ['block', 'client > web:53'],
        ['allow', 'client > web:53/UDP'],
      ],
      web,
    );
    const sctp = pod('web', '10.0.0.1', { labels: 'app=web', ports: ['s1:36412/SCTP'] });
    enter(
      [{ protocol: 'SCTP', port: 's1' }],
      [
        ['allow', 'client > web:36412/SCTP'],
        ['block', 'client > web:36412'],
      ],
      sctp,
    );
  });

  it('that the pod does not declare allow no traffic, and the pod stays isolated', () => {
    enter(
      [{ port: 'http' }],
      [
        ['block', 'client > web:80'],
        ['block', 'client > web:80/UDP'],
      ],
    );
    // Another entry in the list still applies.
    enter(
      [{ port: 'http' }, { port: 81 }],
      [
        ['block', 'client > web:80'],
        ['allow', 'client > web:81'],
      ],
    );
  });

  it('may be declared by two containers under the same name, and both match', () =>
    enter(
      [{ port: 'http' }],
      [
        ['allow', 'client > web:80'],
        ['allow', 'client > web:81'],
        ['block', 'client > web:82'],
      ],
      pod('web', '10.0.0.1', { labels: 'app=web', spec: { containers: [container('a', 'http:80'), container('b', 'http:81')] } }),
    ));

  it('of a sidecar match, but those of other init containers do not', () => {
    const initContainers = [
      { ...container('sidecar', 'mesh:15001'), restartPolicy: 'Always' },
      container('setup', 'init:9000'),
      { ...container('once', 'fail:9001'), restartPolicy: null },
    ];
    enter(
      [{ port: 'mesh' }, { port: 'init' }, { port: 'fail' }],
      [
        ['allow', 'client > web:15001'],
        ['block', 'client > web:9000'],
        ['block', 'client > web:9001'],
      ],
      pod('web', '10.0.0.1', { labels: 'app=web', spec: { initContainers } }),
    );
  });
});

describe('core/verdict: named ports, egress', () => {
  const SERVERS = [
    pod('one', '10.0.0.3', { labels: 'app=db', ports: ['sql:5432'] }),
    pod('two', '10.0.0.4', { labels: 'app=db', ports: ['sql:3306'] }),
    pod('bare', '10.0.0.5', { labels: 'app=db' }),
    pod('y/three', '10.0.0.6', { ports: ['sql:5432', 'dns:53/UDP'] }),
    pod('host', '10.9.0.1', { labels: 'app=db', ports: ['sql:5432'], hostNetwork: true }),
  ];
  function leave(to: readonly RawPeer[] | null, rows: readonly Row[]): void {
    const egress = [{ to, ports: [{ port: 'sql' }] }];
    table(
      cluster(...SERVERS, client, policy('p', { podSelector: { matchLabels: { app: 'client' } }, policyTypes: ['Egress'], egress })),
      rows,
    );
  }

  it("mean each peer's own number, never another peer's", () =>
    leave(
      [{ podSelector: { matchLabels: { app: 'db' } } }],
      [
        ['allow', 'client > one:5432'],
        ['block', 'client > one:3306'],
        ['allow', 'client > two:3306'],
        ['block', 'client > two:5432'],
        ['block', 'client > bare:5432'],
        ['block', 'client > y/three:5432'],
      ],
    ));

  it('to any peer mean every pod of the cluster that declares the name, and no address outside it', () =>
    leave(null, [
      ['allow', 'client > one:5432'],
      ['allow', 'client > y/three:5432'],
      ['block', 'client > y/three:53/UDP'],
      ['block', 'client > 192.0.2.1:5432'],
      // Traffic to a host-network pod goes to its node, and a node declares no ports.
      ['block', 'client > host:5432'],
    ]));

  it('to an ipBlock are resolved at each pod that the block covers', () =>
    leave(
      [{ ipBlock: { cidr: '10.0.0.4/30', except: ['10.0.0.6/32'] } }],
      [
        ['allow', 'client > two:3306'],
        ['block', 'client > two:5432'],
        ['block', 'client > bare:3306'],
        ['block', 'client > one:5432'],
        ['block', 'client > y/three:5432'],
        ['block', 'client > 10.0.0.7:3306'],
      ],
    ));

  it('to a peer and a block together are resolved at both', () =>
    leave(
      [{ podSelector: { matchLabels: { app: 'db' } } }, { ipBlock: { cidr: '10.0.0.6/32' } }],
      [
        ['allow', 'client > one:5432'],
        ['allow', 'client > y/three:5432'],
        ['block', 'client > y/three:3306'],
      ],
    ));
});
