/** The steps of the walkthrough, each with the connections that must work after it. The demo runs them, and the tests assert them. */
import type { Action, Manifest } from './action.ts';

export interface Step {
  readonly title: string;
  readonly actions: readonly Action[];
  readonly connects: readonly Connect[];
  /** `namespace/name` of a policy that is partially rejected after this step. The demo shows the log line and the Event. */
  readonly rejected?: string;
}

export interface Connect {
  /** `namespace/pod`. */
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly allowed: boolean;
}

export const WINDOWS_NODE = 'akswin22000001';
export const LINUX_NODE = 'aks-nodepool1-000000';

/** A real node takes seconds. */
const DURATIONS = { sandbox: 50, image: 100, report: 10, tearDown: 50 };

/** The first pod of the Windows node, the server, gets 10.224.0.72. */
export const NODES = [
  { name: WINDOWS_NODE, os: 'windows', addresses: ['10.224.0.66'], podAddresses: '10.224.0.72-10.224.0.96', durations: DURATIONS },
  { name: LINUX_NODE, os: 'linux', addresses: ['10.224.0.4'], podAddresses: '10.224.0.10-10.224.0.34', durations: DURATIONS },
] as const;

const NAMESPACE = 'demo';
const SERVER = `${NAMESPACE}/server`;
const CLIENT = `${NAMESPACE}/client`;
const METRICS = `${NAMESPACE}/metrics`;
const IIS = 'mcr.microsoft.com/windows/servercore/iis:windowsservercore-ltsc2025';
const BUSYBOX = 'registry.k8s.io/e2e-test-images/busybox:1.36.1-1';

/** Port 80 from `app=client`. */
export const DEMO_POLICY = policy('demo-policy', [
  { from: [{ podSelector: { matchLabels: { app: 'client' } } }], ports: [{ protocol: 'TCP', port: 80 }] },
]);

/** One supported rule and four that are rejected on Windows. */
export const SECOND_POLICY = policy('second-policy', [
  { from: [{ podSelector: { matchLabels: { app: 'metrics' } } }], ports: [{ protocol: 'TCP', port: 9182 }] },
  { ports: [{ protocol: 'TCP', port: 'http' }] },
  { ports: [{ protocol: 'SCTP', port: 80 }] },
  { from: [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['stranger'] }] } }] },
  { from: [{ ipBlock: { cidr: '10.224.0.0/16', except: ['10.224.0.72/32'] } }] },
]);

function policy(name: string, ingress: readonly object[]): Manifest {
  const spec = { podSelector: { matchLabels: { app: 'server' } }, policyTypes: ['Ingress'], ingress };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: NAMESPACE }, spec };
}

const connect = (from: string, port: number, allowed: boolean): Connect => ({ from, to: SERVER, port, allowed });

export const STEPS: readonly Step[] = [
  {
    title: 'No policy: every pod reaches the server',
    actions: [
      { verb: 'create namespace', name: NAMESPACE },
      { verb: 'run', namespace: NAMESPACE, pod: 'server', node: WINDOWS_NODE, image: IIS, labels: { app: 'server' }, port: 80 },
      { verb: 'run', namespace: NAMESPACE, pod: 'client', node: LINUX_NODE, image: BUSYBOX, labels: {} },
    ],
    connects: [connect(CLIENT, 80, true), connect(CLIENT, 81, true)],
  },
  {
    title: 'demo-policy: only pods labelled app=client reach the server, on TCP 80',
    actions: [{ verb: 'apply', manifest: DEMO_POLICY }],
    connects: [connect(CLIENT, 80, false), connect(CLIENT, 81, false)],
  },
  {
    title: 'The client gets the label app=client',
    actions: [{ verb: 'label pod', namespace: NAMESPACE, pod: 'client', label: ['app', 'client'] }],
    connects: [connect(CLIENT, 80, true), connect(CLIENT, 81, false)],
  },
  {
    title: 'second-policy: one supported rule, and four that are not supported on Windows',
    actions: [
      { verb: 'run', namespace: NAMESPACE, pod: 'metrics', node: LINUX_NODE, image: BUSYBOX, labels: { app: 'metrics' } },
      { verb: 'apply', manifest: SECOND_POLICY },
    ],
    connects: [
      connect(METRICS, 9182, true),
      connect(METRICS, 80, false),
      connect(CLIENT, 80, true),
      connect(CLIENT, 9182, false),
      connect(CLIENT, 81, false),
    ],
    rejected: `${NAMESPACE}/second-policy`,
  },
  {
    title: 'Both policies are deleted: no ACL of the agent is left',
    actions: [{ verb: 'delete networkpolicy', namespace: NAMESPACE, names: ['demo-policy', 'second-policy'] }],
    connects: [connect(CLIENT, 80, true), connect(CLIENT, 81, true)],
  },
];
