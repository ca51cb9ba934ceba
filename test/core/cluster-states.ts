/** Named states of one small cluster. The tests go from any of them to any other by any path. */
import { cluster, container, namespace, node, pod, policy } from '../oracle/notation.ts';
import { read } from '../oracle/world.ts';
import type { State } from './cluster-paths.ts';

const N1 = node('n1', '10.9.0.1');
const N2 = node('n2', '10.9.0.2', 'fd09::2');
const web = { labels: 'app=web', node: 'n1', ports: ['http:80'] };
const client = { labels: 'app=client', node: 'n2' };
const clients = { podSelector: { matchLabels: { app: 'client' } } };

const PODS = [
  N1,
  N2,
  namespace('x', { team: 'red' }),
  namespace('y', { team: 'blue' }),
  pod('web', '10.0.0.1 fd00::1', web),
  pod('client', '10.0.0.2 fd00::2', client),
  pod('y/client', '10.0.0.3', client),
  pod('y/other', '10.0.0.4', { node: 'n1' }),
];
const fromClients = policy('web', {
  podSelector: { matchLabels: { app: 'web' } },
  ingress: [{ from: [clients], ports: [{ port: 'http' }] }],
});
const toBlue = policy('out', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    { to: [{ namespaceSelector: { matchLabels: { team: 'blue' } } }], ports: [{ port: 'http' }, { port: 53, protocol: 'UDP' }] },
    { to: [{ ipBlock: { cidr: '192.0.2.0/24', except: ['192.0.2.128/25'] } }] },
  ],
});
const POLICIES = [...PODS, fromClients, toBlue];

const without = (objects: typeof POLICIES, ...names: string[]) =>
  objects.filter(({ metadata }) => !names.includes(`${metadata.namespace ?? ''}/${metadata.name}`));

export const STATES: Readonly<Record<string, State>> = {
  empty: [],
  'pods without policies': state(PODS),
  'policies without pods': state([fromClients, toBlue, namespace('x', { team: 'red' })]),
  'two policies': state(POLICIES),
  'a policy edited': state([...PODS, fromClients, policy('out', { podSelector: clients.podSelector, egress: [{ to: [clients] }] })]),
  'a policy that isolates one way instead of the other': state([
    ...PODS,
    policy('web', { podSelector: {}, policyTypes: ['Egress'] }),
    toBlue,
  ]),
  'a pod relabelled': state([...without(POLICIES, 'x/client'), pod('client', '10.0.0.2 fd00::2', { ...client, labels: 'app=web' })]),
  'a pod with another address': state([...without(POLICIES, 'y/client'), pod('y/client', '10.0.0.30', client)]),
  "two pods with each other's address": state([
    ...without(POLICIES, 'x/client', 'y/client'),
    pod('client', '10.0.0.3 fd00::2', client),
    pod('y/client', '10.0.0.2', client),
  ]),
  'an address that has gone from a finished pod to a new one': state([
    ...without(POLICIES, 'x/client'),
    pod('client', '10.0.0.2 fd00::2', { ...client, phase: 'Succeeded' }),
    pod('heir', '10.0.0.2 fd00::2', { labels: 'app=other', node: 'n2' }),
  ]),
  'an address that a live pod took over from a terminating peer': state([
    ...without(POLICIES, 'y/client'),
    pod('y/client', '10.0.0.3', { ...client, terminating: true }),
    pod('y/heir', '10.0.0.3', { labels: 'app=other', node: 'n2', ports: ['http:8082'] }),
  ]),
  'an address that two terminating pods claim': state([
    ...without(POLICIES, 'y/client'),
    pod('y/client', '10.0.0.3', { ...client, terminating: true }),
    pod('y/heir', '10.0.0.3', { labels: 'app=other', node: 'n2', terminating: true }),
  ]),
  'an address that a peer and a stranger claim': state([
    ...POLICIES,
    pod('stranger', '10.0.0.2 fd00::2', { labels: 'app=other', node: 'n2' }),
  ]),
  'an address that two peers of two nodes claim': state([
    ...without(POLICIES, 'y/client'),
    pod('y/client', '10.0.0.3', { ...client, ports: ['http:8081'] }),
    pod('y/twin', '10.0.0.3', { ...client, node: 'n1', ports: ['http:8081'] }),
  ]),
  'two peers that claim one address and differ in their ports': state([
    ...without(POLICIES, 'y/client'),
    pod('y/client', '10.0.0.3', { ...client, ports: ['http:8081'] }),
    pod('y/twin', '10.0.0.3', { ...client, ports: ['http:8082'] }),
  ]),
  'a pod that waits for its address': state([...without(POLICIES, 'x/web'), pod('web', '', { ...web, phase: 'Pending' })]),
  'a pod moved to the other node': state([...without(POLICIES, 'x/web'), pod('web', '10.0.0.1 fd00::1', { ...web, node: 'n2' })]),
  'a pod on the host network': state([...without(POLICIES, 'y/client'), pod('y/client', '10.9.0.2', { ...client, hostNetwork: true })]),
  'named ports come and gone': state([
    ...without(POLICIES, 'x/web', 'y/other'),
    pod('web', '10.0.0.1 fd00::1', { ...web, ports: [] }),
    pod('y/other', '10.0.0.4', { node: 'n1', spec: { containers: [container('a', 'http:8080'), container('b', 'http:8081')] } }),
  ]),
  'one port name, another number at every pod': state([
    ...without(POLICIES, 'y/client', 'y/other'),
    pod('y/client', '10.0.0.3', { ...client, ports: ['http:8081'] }),
    pod('y/other', '10.0.0.4', { node: 'n1', ports: ['http:8080'] }),
  ]),
  'a namespace relabelled': state([
    ...POLICIES.filter(({ kind }) => kind !== 'Namespace'),
    namespace('x', { team: 'blue' }),
    namespace('y'),
  ]),
  'namespaces nobody has described': state(POLICIES).filter(({ kind }) => kind !== 'namespace'),
  'a node with another address': state([N2, ...POLICIES.filter(object => object !== N1 && object !== N2), node('n1', '10.9.0.9')]),
  'nodes nobody has described': state(POLICIES.filter(({ kind }) => kind !== 'Node')),
};

function state(objects: Parameters<typeof cluster>): State {
  return read(cluster(...objects));
}
