import assert from 'node:assert/strict';
import { readPod } from '../../../src/kube/read/pod.ts';
import { Sharing } from '../../../src/kube/read/sharing.ts';

const metadata = { namespace: 'demo', name: 'web', uid: 'u1', labels: { app: 'web' } };

function valid(object: unknown) {
  const { value, issues } = readPod(object);
  assert.deepEqual(issues, []);
  assert.ok(value);
  return value;
}

const portsOf = (spec: object) => valid({ metadata, spec }).ports;

describe('kube/pod', () => {
  it('keeps only the fields that policies need', () => {
    const pod = {
      metadata: { ...metadata, annotations: { a: 'b' }, resourceVersion: '7' },
      spec: {
        nodeName: 'n1',
        containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 80 }, { containerPort: 81 }] }],
      },
      status: { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'FD00::1' }], hostIP: '1.2.3.4' },
    };
    assert.deepEqual(valid(pod), {
      namespace: 'demo',
      name: 'web',
      uid: 'u1',
      labels: { app: 'web' },
      node: 'n1',
      hostNetwork: false,
      finished: false,
      terminating: false,
      addresses: ['10.0.0.1', 'fd00::1'],
      ports: [{ name: 'http', protocol: 'TCP', port: 80 }],
    });
  });

  it('a pod from a manifest is unscheduled, without address, in default', () => {
    assert.deepEqual(valid({ metadata: { name: 'web' } }), {
      namespace: 'default',
      name: 'web',
      uid: '',
      labels: {},
      hostNetwork: false,
      finished: false,
      terminating: false,
      addresses: [],
      ports: [],
    });
    assert.deepEqual(
      valid({ metadata: { name: 'web', namespace: '', labels: null, uid: null }, spec: null, status: null }),
      valid({ metadata: { name: 'web' } }),
    );
    assert.equal('node' in valid({ metadata, spec: { nodeName: '' } }), false);
  });

  it('is finished when it succeeded or failed, terminating when it has a deletionTimestamp', () => {
    const finished = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'].filter(
      phase => valid({ metadata, status: { phase } }).finished,
    );
    assert.deepEqual(finished, ['Succeeded', 'Failed']);
    assert.equal(valid({ metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } }).terminating, true);
    assert.equal(valid({ metadata: { ...metadata, deletionTimestamp: null } }).terminating, false);
    assert.equal(valid({ metadata, spec: { hostNetwork: true } }).hostNetwork, true);
  });

  describe('addresses', () => {
    const addresses = (status: object) => valid({ metadata, status }).addresses;
    it('podIPs, else podIP; canonical; each once', () => {
      assert.deepEqual(addresses({ podIPs: [{ ip: '10.0.0.2' }], podIP: '10.0.0.1' }), ['10.0.0.2']);
      assert.deepEqual(addresses({ podIP: '10.0.0.1' }), ['10.0.0.1']);
      assert.deepEqual(addresses({ podIP: '10.0.0.1', podIPs: [] }), ['10.0.0.1']);
      assert.deepEqual(addresses({ podIP: '10.0.0.1', podIPs: null }), ['10.0.0.1']);
      assert.deepEqual(addresses({ podIP: '' }), []);
      assert.deepEqual(addresses({ podIPs: [{ ip: '2001:DB8:0::1' }, { ip: '2001:db8::1' }] }), ['2001:db8::1']);
      assert.deepEqual(addresses({ podIPs: [{ ip: '::ffff:10.0.0.1' }] }), ['10.0.0.1']);
    });

    it('an invalid address is reported and left out', () => {
      const { value, issues } = readPod({
        metadata,
        status: { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.256' }, { ip: '10.0.0.0/8' }, 7] },
      });
      assert.deepEqual(value?.addresses, ['10.0.0.1']);
      assert.deepEqual(
        issues.map(({ severity, code, pod, path }) => [severity, code, pod, path]),
        [1, 2]
          .map(i => ['error', 'invalid', 'demo/web', `status.podIPs[${i}].ip`])
          .concat([['error', 'invalid', 'demo/web', 'status.podIPs[3]']]),
      );
      assert.deepEqual(readPod({ metadata, status: { podIPs: '10.0.0.1' } }).value?.addresses, []);
      assert.equal(readPod({ metadata, status: { podIP: 'x' } }).issues[0]?.path, 'status.podIP');
    });
  });

  describe('named ports', () => {
    const port = (name: string, containerPort: number, more = {}) => ({ name, containerPort, ...more });
    it('of all containers, in order, with their protocol', () => {
      const containers = [
        { ports: [port('a', 1), port('b', 2, { protocol: 'UDP' })] },
        { ports: [port('a', 3, { protocol: 'SCTP' })] },
        {},
      ];
      assert.deepEqual(portsOf({ containers }), [
        { name: 'a', protocol: 'TCP', port: 1 },
        { name: 'b', protocol: 'UDP', port: 2 },
        { name: 'a', protocol: 'SCTP', port: 3 },
      ]);
    });

    it('of init containers only if they are sidecars', () => {
      const initContainers = [{ ports: [port('a', 1)] }, { restartPolicy: 'Always', ports: [port('b', 2)] }];
      assert.deepEqual(portsOf({ initContainers }), [{ name: 'b', protocol: 'TCP', port: 2 }]);
    });

    it('an invalid one is reported and left out', () => {
      const containers = [
        { ports: [port('a', 0), port('b', 70000), port('c', 80, { protocol: 'ICMP' }), port('d', 1.5), port('e', 80), 'f'] },
        'container',
        { ports: {} },
      ];
      const { value, issues } = readPod({ metadata, spec: { containers } });
      assert.deepEqual(value?.ports, [{ name: 'e', protocol: 'TCP', port: 80 }]);
      assert.deepEqual(
        issues.map(issue => issue.path.replace('spec.containers', '')),
        [
          '[0].ports[0].containerPort',
          '[0].ports[1].containerPort',
          '[0].ports[2].protocol',
          '[0].ports[3].containerPort',
          '[0].ports[5]',
          '[1]',
          '[2].ports',
        ],
      );
    });
  });

  it('a pod that cannot be identified, or has unreadable labels, node or network, has no value', () => {
    const cases: [object: unknown, path: string][] = [
      [null, 'metadata.name'],
      [7, ''],
      [[], ''],
      [{ metadata: 'x' }, 'metadata'],
      [{ metadata: { name: 5 } }, 'metadata.name'],
      [{ metadata: { ...metadata, namespace: {} } }, 'metadata.namespace'],
      [{ metadata: { ...metadata, labels: { a: 1 } } }, 'metadata.labels'],
      [{ metadata: { ...metadata, labels: ['a'] } }, 'metadata.labels'],
      [{ metadata, spec: 'x' }, 'spec'],
      [{ metadata, spec: { hostNetwork: 'true' } }, 'spec.hostNetwork'],
      [{ metadata, spec: { nodeName: 1 } }, 'spec.nodeName'],
      [{ metadata, status: [] }, 'status'],
      [{ metadata, status: { phase: 1 } }, 'status.phase'],
    ];
    for (const [object, path] of cases) {
      const { value, issues } = readPod(object);
      assert.equal(value, undefined);
      assert.deepEqual(
        issues.map(issue => issue.path),
        [path],
      );
    }
  });

  describe('sharing', () => {
    it('pods of one template share labels, ports and names', () => {
      const sharing = new Sharing();
      const read = (name: string) => {
        const raw = {
          metadata: { ...metadata, name },
          spec: { nodeName: 'n1', containers: [{ ports: [{ name: 'http', containerPort: 80 }] }] },
        };
        return readPod(JSON.parse(JSON.stringify(raw)), sharing).value!;
      };
      const [a, b] = [read('a'), read('b')];
      assert.equal(a.labels, b.labels);
      assert.equal(a.ports, b.ports);
      assert.deepEqual(a.labels, { app: 'web' });
      assert.ok(Object.isFrozen(a.labels));
    });

    it('labels that differ, even only in the order of keys and values, stay separate', () => {
      const sharing = new Sharing();
      assert.deepEqual(sharing.labels({ a: 'b', c: 'd' }), { a: 'b', c: 'd' });
      assert.deepEqual(sharing.labels({ a: 'd', c: 'b' }), { a: 'd', c: 'b' });
      assert.deepEqual(sharing.labels({ 'a":"b","c': 'd' }), { 'a":"b","c': 'd' });
    });

    it('a full table is cleared', () => {
      const sharing = new Sharing(2);
      const first = sharing.labels({ a: '1' });
      sharing.labels({ a: '2' });
      assert.equal(sharing.labels({ a: '1' }), first);
      sharing.labels({ a: '3' });
      const again = sharing.labels({ a: '1' });
      assert.notEqual(again, first);
      assert.deepEqual(again, first);
    });
  });
});
