/** All settings of the agent as one schema. Flags, environment, YAML file and documentation are derived from it. */
import { z } from 'zod';
import { formatAddress, parseAddress } from '../core/address.ts';
import { MAX_ISSUES } from '../core/issue-list.ts';
import { ON_UNSUPPORTED } from '../core/reject.ts';
import { criTarget } from '../cri/endpoint.ts';
import { ENGINES, type Engine } from '../hns/endpoint/leftovers.ts';
import { CNI_DEFAULT_DENY } from '../hns/foreign/cni-default-deny.ts';
import { NETWORK_TYPE_NAMES, networkType, POD_NETWORK_TYPES } from '../hns/network-types.ts';
import { TRANSLATION_NAMES } from '../hns/windows.ts';
import { MAX_LINE_BYTES } from './log-line.ts';
import { DEFAULT_TRANSPORT, TRANSPORT_NAMES, transportHelp } from './transports.ts';

const address = z
  .string()
  .refine(text => parseAddress(text) !== undefined, 'must be an IP address')
  .transform(text => formatAddress(parseAddress(text)!));

const pattern = z.string().min(1).refine(isPattern, 'must be a regular expression');

const listenAddress = z.string().refine(text => parseListenAddress(text) !== undefined, 'must be address:port, for instance 0.0.0.0:9464');

// HNS itself varies the case of these names.
const networkTypeName = z.preprocess(
  name => (typeof name === 'string' ? (networkType(name)?.name ?? name) : name),
  z.enum(NETWORK_TYPE_NAMES),
);

const engines = z
  .array(z.enum([...ENGINES, 'none']))
  .min(1)
  .refine(list => list.length === 1 || !list.includes('none'), 'must be a list of engines, or none alone')
  .transform(list => list.filter((item): item is Engine => item !== 'none'));

const settings = z.strictObject({
  nodeName: z.string().min(1).describe('Name of the Node that the agent runs on. In a DaemonSet, set it from spec.nodeName.'),
  kubeconfig: z
    .string()
    .min(1)
    .optional()
    .describe("Path of a kubeconfig. Without it: the pod's service account, else $KUBECONFIG, else ~/.kube/config."),
  transport: z.enum(TRANSPORT_NAMES).default(DEFAULT_TRANSPORT).describe(`Transport for HNS calls. ${transportHelp()}`),
  onUnsupported: z
    .enum(ON_UNSUPPORTED)
    .default('reject-item')
    .describe('The part to reject when a policy uses an unsupported feature: the port or peer entry, or the whole policy.'),
  translate: z
    .array(z.enum(TRANSLATION_NAMES))
    .default([])
    .describe(
      'Unsupported features to translate to addresses and port numbers instead of rejecting them. docs/translate.md describes each of them.',
    ),
  network: pattern.optional().describe('Regular expression that selects pod networks. It must match the full name of an HNS network.'),
  networkTypes: z
    .array(networkTypeName)
    .min(1)
    .optional()
    .describe(`Types of pod networks, case-insensitive. Without it: every type if network is set, else ${POD_NETWORK_TYPES.join(', ')}.`),
  nodeAddresses: z
    .array(address)
    .min(1)
    .optional()
    .describe("This node's addresses, which may always reach its pods. Without it: the current addresses of the network interfaces."),
  takeover: engines
    .prefault(['azure-npm'])
    .describe(
      'Policy engines to take over from. Their leftover ACLs are replaced. While such an engine runs on the node, the agent writes nothing. none disables this.',
    ),
  criEndpoint: z
    .string()
    .refine(text => text === '' || criTarget(text) !== undefined, 'must be a named pipe (\\\\.\\pipe\\NAME) or unix:///path')
    .default('\\\\.\\pipe\\containerd-containerd')
    .describe(
      "The container runtime's CRI endpoint: a named pipe or unix:///path. The agent learns new pods from it before the kubelet reports their addresses. Empty: off, and the state is degraded.",
    ),
  cniDefaultDeny: z
    .enum(CNI_DEFAULT_DENY)
    .default('keep')
    .describe(
      "The default deny for ingress that Calico's CNI plugin puts on new pods. keep: it stays, and pods that no policy isolates for ingress are reported as closed. open: the agent overrules it for such pods. Use open only if Felix is off.",
    ),
  dryRun: z.boolean().default(false).describe('Only read HNS. Pending changes are logged and counted. Rejections are reported as usual.'),
  startupTaint: z
    .boolean()
    .default(false)
    .describe(
      'Remove the taint hns-policy-agent/not-ready:NoSchedule from the own node once every local endpoint with an owner holds its desired or its closed list. It needs the component startup-taint.',
    ),
  resyncSeconds: z.number().min(1).max(3600).default(30).describe('Interval at which each endpoint is read to detect and repair drift.'),
  hnsTimeoutSeconds: z.number().min(1).max(600).default(30).describe('Timeout of one HNS call.'),
  maxAcls: z
    .int()
    .min(16)
    .max(65535)
    .default(1000)
    .describe(
      'Maximum ACLs per endpoint. If a pod needs more, the direction with more ACLs is closed, and the other one too if that is not enough.',
    ),
  maxPolicyEntries: z
    .int()
    .min(100)
    .max(1_000_000)
    .default(10_000)
    .describe(
      'Maximum entries of one policy: rules, peers, ports, exceptions, labels, and requirements and values of selectors. A policy with more isolates its pods and allows no traffic.',
    ),
  maxPolicyMatches: z
    .int()
    .min(1000)
    .max(100_000_000)
    .default(500_000)
    .describe(
      'Maximum pods that the peers of one policy select in total. Peers with equal selectors count once. The peers of egress rules count again for each translated named port. A policy with more isolates its pods and allows no traffic.',
    ),
  allowEgressToNode: z.boolean().default(false).describe("Allow isolated pods to reach their own node's addresses."),
  podEventSeconds: z
    .number()
    .min(10)
    .max(86_400)
    .default(120)
    .describe("Time that a pod's ACLs may be out of sync before the agent records an Event on the Pod."),
  maxIssues: z
    .int()
    .min(1)
    .max(10_000)
    .default(MAX_ISSUES)
    .describe('Issues of one object to list in the log, an Event and the status. Others are counted.'),
  rejectionLinesPerMinute: z
    .int()
    .min(1)
    .max(60_000)
    .default(60)
    .describe(
      'Log lines about rejected policies and pods not enforced as written, per namespace and minute. Others are dropped and counted.',
    ),
  events: z.enum(['auto', 'always', 'never']).default('auto').describe('Record Kubernetes Events. auto: unless HNS is simulated.'),
  eventsPerMinute: z
    .number()
    .min(1)
    .max(6_000)
    .default(60)
    .describe('Maximum Kubernetes Events per minute. Namespaces take turns, and Events of ten seconds may be sent at once.'),
  maxPendingEvents: z
    .int()
    .min(1)
    .max(100_000)
    .default(500)
    .describe(
      'Kubernetes Events that may wait to be sent. Further ones are dropped and counted, first those of the namespace with the most.',
    ),
  maxStatusBytes: z
    .int()
    .min(65_536)
    .max(67_108_864)
    .default(1_048_576)
    .describe('Size of /status. Lists are shortened to fit, and the rest is counted.'),
  namespace: z
    .string()
    .min(1)
    .default('kube-system')
    .describe(
      'Namespace of the agent, in which an administrator opens pods with hns-policy open. In a DaemonSet, set it from metadata.namespace.',
    ),
  maxOpenSeconds: z
    .number()
    .min(0)
    .max(86_400)
    .default(14_400)
    .describe('Maximum time that an administrator can open a pod with hns-policy open. 0: openings have no effect.'),
  logLevel: z.enum(['error', 'warn', 'info', 'debug']).default('info').describe('Minimum log level.'),
  logFormat: z.enum(['json', 'pretty', 'auto']).default('auto').describe('auto: pretty on a terminal, JSON elsewhere.'),
  maxLogLineBytes: z
    .int()
    .min(1024)
    .max(1_048_576)
    .default(MAX_LINE_BYTES)
    .describe('Size of one log line. Longer fields are shortened. containerd splits lines of more than 16,384 bytes.'),
  maxPendingLogBytes: z
    .int()
    .min(65_536)
    .max(268_435_456)
    .default(1_048_576)
    .describe('Log lines that may wait while the reader of the standard output stalls. Further ones are dropped and counted.'),
  metricsAddress: listenAddress
    .optional()
    .describe(
      'address:port that serves /metrics, /healthz and /readyz, and /status and details of the health to this machine only. Without it they are not served.',
    ),
  metricsMaxConnections: z
    .int()
    .min(10)
    .max(10_000)
    .default(100)
    .describe(
      'Maximum open connections to metricsAddress, and to secureMetricsAddress. One more ends the oldest connection of the client with the most, so probes are answered during a flood.',
    ),
  metricsMaxHeaderBytes: z
    .int()
    .min(1024)
    .max(65_536)
    .default(8192)
    .describe('Maximum size of the headers of a request to metricsAddress or secureMetricsAddress.'),
  metricsTimeoutSeconds: z
    .number()
    .min(1)
    .max(300)
    .default(10)
    .describe('Time for a client of metricsAddress or secureMetricsAddress to send a request, and for a pause while it reads the answer.'),
  secureMetricsAddress: listenAddress
    .optional()
    .describe(
      'address:port that serves /metrics over HTTPS to clients whose bearer token may get it. metricsAddress then serves /metrics to this machine only.',
    ),
  secureMetricsCertFile: z.string().min(1).optional().describe('PEM file with the certificate chain of secureMetricsAddress.'),
  secureMetricsKeyFile: z.string().min(1).optional().describe('PEM file with its private key.'),
});

export const configSchema = settings.superRefine(({ secureMetricsAddress, ...files }, context) => {
  if (secureMetricsAddress === undefined) return;
  for (const key of ['secureMetricsCertFile', 'secureMetricsKeyFile'] as const)
    if (files[key] === undefined) context.addIssue({ code: 'custom', path: [key], message: 'is required with secureMetricsAddress' });
});

export type Config = z.output<typeof configSchema>;
export type ConfigKey = keyof Config;

/** One setting, for the command line's help and the documents. */
export interface ConfigOption {
  readonly key: ConfigKey;
  /** For instance `--node-name`. */
  readonly flag: string;
  /** For instance `HNS_POLICY_NODE_NAME`. */
  readonly variable: string;
  readonly type: 'text' | 'number' | 'integer' | 'boolean' | 'list';
  /** Allowed values, or allowed items of a list. Absent: any. */
  readonly choices?: readonly string[];
  /** Minimum and maximum of a number. */
  readonly range?: readonly [number, number];
  readonly default?: unknown;
  readonly required: boolean;
  readonly description: string;
}

export const ENVIRONMENT_PREFIX = 'HNS_POLICY_';

const TYPES = { string: 'text', number: 'number', integer: 'integer', boolean: 'boolean', array: 'list' } as const;

interface JsonSchema {
  readonly type: keyof typeof TYPES;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

export const configOptions: readonly ConfigOption[] = describeOptions();

function describeOptions(): ConfigOption[] {
  const document = z.toJSONSchema(configSchema, { io: 'input' }) as { properties: Record<ConfigKey, JsonSchema>; required: string[] };
  return Object.entries(document.properties).map(([key, schema]) => {
    const choices = schema.enum ?? schema.items?.enum;
    const { minimum, maximum } = schema;
    return {
      key: key as ConfigKey,
      flag: `--${words(key, '-')}`,
      variable: ENVIRONMENT_PREFIX + words(key, '_').toUpperCase(),
      type: TYPES[schema.type],
      ...(choices && { choices }),
      ...(minimum !== undefined && maximum !== undefined && { range: [minimum, maximum] as const }),
      ...(hasItems(schema.default) && { default: schema.default }),
      required: document.required.includes(key),
      description: schema.description ?? '',
    };
  });
}

/** An empty list is no default for the documents. */
function hasItems(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

function words(key: string, separator: string): string {
  return key.replace(/[A-Z]/g, letter => separator + letter.toLowerCase());
}

/** Parses `127.0.0.1:9464`, `[::1]:9464` or `localhost:9464`. Undefined for any other text. */
export function parseListenAddress(text: string): { readonly host: string; readonly port: number } | undefined {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  return match && port <= 65535 ? { host: (match[1] ?? match[2])!, port } : undefined;
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
