import assert from 'node:assert/strict';
import type { NetworkPolicy } from '../../../src/core/model.ts';
import type { Translation } from '../../../src/hns/windows.ts';
import { NodeUnderTest } from '../node-under-test.ts';
import { allow, NODE_ADDRESS, pod, policy } from '../objects.ts';

const SERVER = '10.224.0.72';
const SECOND = '10.224.0.73';
const BYSTANDER = '10.224.0.74';
const CLIENT = '10.224.9.5';
const OTHER = '10.224.9.6';

const http = (port: number) => ({ ports: [{ name: 'http', protocol: 'TCP' as const, port }] });
const local = [
  pod('server', SERVER, { app: 'server' }, http(8080)),
  pod('second', SECOND, { app: 'server' }, http(9090)),
  pod('bystander', BYSTANDER, { app: 'bystander' }),
];
const remote = [
  pod('client', CLIENT, { app: 'client' }, { node: 'linux1', ...http(80) }),
  pod('other', OTHER, { app: 'other' }, { node: 'linux1', ...http(81) }),
];
const servers = { podSelector: { matchLabels: { app: 'server' } } };
const notClient = { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['client'] }] };
const plain = allow('plain', 'bystander', 'client', 80);

/** A policy that needs one feature, and the connections that it allows and blocks if the feature is translated. */
interface Example {
  readonly policy: NetworkPolicy;
  readonly allowed: readonly (readonly [from: string, to: string, port: number])[];
  readonly blocked: Example['allowed'];
}

const EXAMPLES: Readonly<Record<string, { readonly translate: Translation } & Example>> = {
  'a named port of ingress': {
    translate: 'named-ports',
    policy: policy('p', { ...servers, ingress: [{ ports: [{ port: 'http' }] }] }),
    allowed: [
      [OTHER, SERVER, 8080],
      [OTHER, SECOND, 9090],
    ],
    blocked: [
      [OTHER, SERVER, 9090],
      [OTHER, SECOND, 8080],
    ],
  },
  'a named port of egress': {
    translate: 'named-ports',
    policy: policy('p', { ...servers, policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }], ports: [{ port: 'http' }] }] }),
    allowed: [
      [SERVER, CLIENT, 80],
      [SERVER, OTHER, 81],
      [SERVER, SECOND, 9090],
    ],
    blocked: [
      [SERVER, CLIENT, 81],
      [SERVER, OTHER, 80],
      [SERVER, '203.0.113.9', 80],
    ],
  },
  'a negative selector in a peer': {
    translate: 'negative-selectors',
    policy: policy('p', { ...servers, ingress: [{ from: [{ podSelector: notClient }] }] }),
    allowed: [[OTHER, SERVER, 1]],
    blocked: [
      [CLIENT, SERVER, 1],
      ['203.0.113.9', SERVER, 1],
    ],
  },
  'a negative podSelector': {
    translate: 'negative-selectors',
    policy: policy('p', {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['bystander'] }] },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'client' } } }] }],
    }),
    allowed: [[CLIENT, SERVER, 1]],
    blocked: [[OTHER, SERVER, 1]],
  },
  'an exception': {
    translate: 'except',
    policy: policy('p', { ...servers, ingress: [{ from: [{ ipBlock: { cidr: '10.224.9.0/24', except: [`${OTHER}/32`] } }] }] }),
    allowed: [[CLIENT, SERVER, 1]],
    blocked: [
      [OTHER, SERVER, 1],
      ['203.0.113.9', SERVER, 1],
    ],
  },
};

describe('agent: the setting translate', () => {
  let node: NodeUnderTest;
  let endpoints: string[];

  beforeEach(() => {
    node = new NodeUnderTest();
    endpoints = local.map(({ addresses: [address] }) => node.endpoint(address!));
  });
  afterEach(() => node.end());

  const servers2 = () => endpoints.slice(0, 2).sort();
  const ours = () => endpoints.map(endpoint => node.ours(endpoint));

  async function settled(translate: readonly Translation[], ...policies: readonly NetworkPolicy[]): Promise<void> {
    node.hns.forgetCalls();
    await node.restart({ translate: [...translate] });
    node.sync(...local, ...remote, plain, ...policies);
    await node.settle();
  }

  function assertEnforced({ allowed, blocked }: Example): void {
    for (const [from, to, port] of allowed) assert.equal(node.allows(from, to, port), true, `${from} > ${to}:${port}`);
    for (const [from, to, port] of blocked) assert.equal(node.allows(from, to, port), false, `${from} > ${to}:${port}`);
  }

  for (const [name, { translate, ...example }] of Object.entries(EXAMPLES)) {
    describe(name, () => {
      it('is enforced exactly after the feature is switched on, by one Update of each affected endpoint', async () => {
        await settled([], example.policy);
        for (const [from, to, port] of example.allowed) assert.equal(node.allows(from, to, port), false, `${from} > ${to}:${port}`);
        await settled([translate], example.policy);
        assert.deepEqual(node.writes.toSorted(), servers2());
        assertEnforced(example);
        assert.equal(node.enforcer.status().state, 'healthy');
      });

      it('is closed after it is switched off, by one Update of each affected endpoint, and no translated ACL is left', async () => {
        await settled([], example.policy);
        const rejected = ours();
        await settled([translate], example.policy);
        await settled([], example.policy);
        assert.deepEqual(node.writes.toSorted(), servers2());
        assert.deepEqual(ours(), rejected);
        for (const [from, to, port] of [...example.allowed, ...example.blocked])
          assert.equal(node.allows(from, to, port), false, `${from} > ${to}:${port}`);
        assert.equal(node.allows(NODE_ADDRESS, SERVER, 1), true);
      });

      it('is open after it is switched off with reject-policy, and no translated ACL is left', async () => {
        await settled([translate], example.policy);
        node.hns.forgetCalls();
        await node.restart({ translate: [], onUnsupported: 'reject-policy' });
        node.sync(...local, ...remote, plain, example.policy);
        await node.settle();
        assert.deepEqual(node.writes.toSorted(), servers2());
        assert.deepEqual(ours().slice(0, 2), [[], []]);
      });

      it('is not written again by a restart with the same setting', async () => {
        await settled([translate], example.policy);
        await settled([translate], example.policy);
        assert.deepEqual(node.writes, []);
      });
    });
  }

  it('a pod whose peers change the number behind a name follows with one Update', async () => {
    const { policy: named } = EXAMPLES['a named port of egress']!;
    await settled(['named-ports'], named);
    node.hns.forgetCalls();
    node.set({ ...remote[0]!, ...http(8888) });
    await node.settle();
    assert.deepEqual(node.writes.toSorted(), servers2());
    assert.equal(node.allows(SERVER, CLIENT, 8888), true);
    assert.equal(node.allows(SERVER, CLIENT, 80), false);
  });

  it('a negative podSelector isolates a pod that gets the label, and opens one that loses it', async () => {
    const { policy: negative } = EXAMPLES['a negative podSelector']!;
    await settled(['negative-selectors'], negative);
    node.set({ ...local[0]!, labels: { app: 'bystander' } }, { ...local[2]!, labels: {} });
    await node.settle();
    assert.equal(node.allows(OTHER, BYSTANDER, 1), false);
    assert.equal(node.allows(CLIENT, BYSTANDER, 1), true);
    assert.equal(node.allows(OTHER, SERVER, 80), false);
    assert.equal(node.allows(CLIENT, SERVER, 80), true);
  });

  it('a policy that needs too many ACLs after translation closes its pods and is reported', async () => {
    await node.end();
    node = new NodeUnderTest({}, { maxAcls: 16, translate: ['named-ports'] });
    node.endpoint(SERVER);
    // Neither the numbers nor the addresses can be merged.
    const peers = Array.from({ length: 20 }, (_, index) =>
      pod(`c${index}`, `10.224.9.${2 * index}`, {}, { node: 'linux1', ...http(1000 + 2 * index) }),
    );
    const egress = [{ to: [{ podSelector: {} }], ports: [{ port: 'http' }] }];
    node.sync(local[0]!, ...peers, policy('p', { ...servers, policyTypes: ['Egress'], egress }));
    await node.settle();
    assert.equal(node.allows(SERVER, '10.224.9.0', 1000), false);
    assert.equal(node.enforcer.status().state, 'degraded');
    const [trouble] = node.log.filter(({ level }) => level === 'error');
    assert.deepEqual([trouble!.message, trouble!.pod], ['pod not enforced as written', 'demo/server']);
    assert.match(String(trouble!.reasons), /the egress rules of demo\/p need more ACLs than the 16 /);
  });

  it('SCTP stays rejected with every feature translated', async () => {
    await settled(
      ['named-ports', 'negative-selectors', 'except'],
      policy('p', { ...servers, ingress: [{ ports: [{ port: 80, protocol: 'SCTP' }] }] }),
    );
    assert.equal(node.allows(CLIENT, SERVER, 80), false);
    assert.deepEqual(
      node.enforcer.findings().map(({ key, issues }) => [key, ...issues.map(({ code }) => code)]),
      [['demo/p', 'unsupported-sctp']],
    );
  });

  it('a policy without a feature has no finding, a translated one has no issue, and one of both has both', async () => {
    const ingress = [{ ports: [{ port: 'http' }, { port: 80, protocol: 'SCTP' }] }];
    await settled(
      ['named-ports'],
      EXAMPLES['a named port of ingress']!.policy,
      policy('both', { ...servers, ingress }),
      policy('rejected', { ...servers, ingress: [{ from: [{ podSelector: notClient }] }] }),
    );
    assert.deepEqual(
      node.enforcer.findings().map(({ key, translated = [], issues }) => [key, translated.join(), ...issues.map(({ code }) => code)]),
      [
        ['demo/both', 'named-ports', 'unsupported-sctp'],
        ['demo/p', 'named-ports'],
        ['demo/rejected', '', 'unsupported-negative-selector'],
      ],
    );
    assert.deepEqual(
      node.log.filter(({ message }) => message === 'policy rejected').map(({ policy: key }) => key),
      ['demo/both', 'demo/rejected'],
    );
  });

  describe('a rejected named port', () => {
    const { policy: named } = EXAMPLES['a named port of ingress']!;
    const reasons = () => node.log.filter(({ message }) => message === 'policy rejected').map(line => String(line.reasons));
    const advice = 'Set translate: named-ports, or write port';

    it('names the number that the local pods define, in the log, the Event and the status', async () => {
      node.sync(local[0]!, ...remote, named);
      await node.settle();
      const message = `spec.ingress[0].ports[0].port: Named ports are not supported on Windows: this port entry allows no traffic. ${advice} 8080`;
      assert.deepEqual(reasons(), [message]);
      assert.ok(node.recorded[0]!.note.startsWith(message));
      assert.equal(node.enforcer.advisedFindings()[0]!.issues[0]!.message, message.slice(message.indexOf('Named')));
    });

    it('names a few numbers, and is reported once however they change', async () => {
      node.sync(...local, ...remote, named);
      await node.settle();
      node.set({ ...local[0]!, ...http(7070) });
      node.delete('pod', 'demo/second');
      await node.settle();
      assert.equal(reasons().length, 1);
      assert.ok(reasons()[0]!.endsWith(`${advice}s 8080, 9090`));
      assert.equal(node.recorded.length, 1);
      assert.ok(node.enforcer.advisedFindings()[0]!.issues[0]!.message.endsWith(`${advice} 7070`));
    });

    it('names no number if the local pods define none, or many', async () => {
      const many = Array.from({ length: 4 }, (_, index) => ({ name: 'many', protocol: 'TCP' as const, port: index + 1 }));
      node.sync({ ...local[0]!, ports: many }, policy('p', { ...servers, ingress: [{ ports: [{ port: 'http' }, { port: 'many' }] }] }));
      await node.settle();
      const messages = node.enforcer.advisedFindings()[0]!.issues.map(({ message }) => message);
      assert.equal(messages.length, 2);
      for (const message of messages) assert.ok(message.endsWith('or write the port number'), message);
    });

    it('names no number for egress, where the ports are those of the peers', async () => {
      const egress = [{ ports: [{ port: 'http' }] }];
      node.sync(local[0]!, policy('p', { ...servers, policyTypes: ['Egress'], egress }));
      await node.settle();
      assert.ok(node.enforcer.advisedFindings()[0]!.issues[0]!.message.endsWith('or write the port number'));
    });
  });
});
