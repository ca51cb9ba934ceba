/** A generated cluster of a given size, as API objects. Equal sizes give equal clusters. */

export const LOCAL_NODE = 'win-0';
export const LOCAL_PODS = 30;

const PODS_PER_NAMESPACE = 20;
const PODS_PER_NODE = 30;
const TEAMS = 10;

export interface RawCluster {
  readonly namespaces: readonly object[];
  readonly pods: readonly RawPod[];
  readonly policies: readonly object[];
}

export interface RawPod {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string; readonly labels: Record<string, string> };
  readonly spec: object;
  readonly status: { readonly phase: string; readonly podIP: string; readonly podIPs: readonly { readonly ip: string }[] };
}

/**
 * One namespace per 20 pods, and three policies per namespace. Every tenth namespace has a fourth policy, which allows ingress from the whole
 * cluster. The 30 pods of the local node are in 30 namespaces.
 */
export function cluster(size: number): RawCluster {
  const count = Math.ceil(size / PODS_PER_NAMESPACE);
  const names = Array.from({ length: count }, (_, index) => `team-${index % TEAMS}-app-${index}`);
  return {
    namespaces: names.map((name, index) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'kubernetes.io/metadata.name': name, team: `t${index % TEAMS}` } },
    })),
    pods: Array.from({ length: size }, (_, index) => pod(index, names[index % count]!)),
    policies: names.flatMap((namespace, index) => policies(namespace, index)),
  };
}

export function addressOf(index: number): string {
  return `10.${128 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
}

function pod(index: number, namespace: string): RawPod {
  const name = `app-${index % 7}-6c9f7d8b5d-${index.toString(36).padStart(5, '0')}`;
  const podIP = addressOf(index);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
      labels: { app: `app-${index % 7}`, tier: index % 2 ? 'web' : 'data', 'pod-template-hash': '6c9f7d8b5d' },
    },
    spec: {
      nodeName: index < LOCAL_PODS ? LOCAL_NODE : `node-${Math.floor(index / PODS_PER_NODE)}`,
      containers: [
        {
          name: 'app',
          image: `registry.example/app-${index % 7}:1.0`,
          ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
          env: Array.from({ length: 8 }, (_, n) => ({ name: `SETTING_${n}`, value: `value-${n}` })),
          resources: { requests: { cpu: '100m', memory: '128Mi' } },
        },
      ],
      serviceAccountName: 'default',
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }],
    },
    status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
  };
}

const DNS = { matchLabels: { 'kubernetes.io/metadata.name': 'team-0-app-0' } };

function policies(namespace: string, index: number): object[] {
  const policy = (name: string, spec: object) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace, uid: `${namespace}-${name}` },
    spec,
  });
  return [
    policy('default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
    policy('within-namespace', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: 'TCP', port: 8080 }] }],
      egress: [{ to: [{ podSelector: {} }] }, { to: [{ namespaceSelector: DNS }], ports: [{ protocol: 'UDP', port: 53 }] }],
    }),
    // The peer selects one twentieth of all pods: one team, one tier.
    policy('from-team', {
      podSelector: { matchLabels: { tier: 'web' } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ namespaceSelector: { matchLabels: { team: `t${index % TEAMS}` } }, podSelector: { matchLabels: { tier: 'data' } } }],
          ports: [{ protocol: 'TCP', port: 8080, endPort: 8090 }],
        },
        { from: [{ ipBlock: { cidr: '172.16.0.0/12' } }], ports: [{ protocol: 'TCP', port: 443 }] },
      ],
    }),
    ...(index % 10 === 0
      ? [
          policy('from-everywhere', {
            podSelector: {},
            ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ protocol: 'TCP', port: 443 }] }],
          }),
        ]
      : []),
  ];
}
