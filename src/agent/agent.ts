/** The daemon: connects the watches, the enforcement and the reporting. */
import type { KubeConfig } from '@kubernetes/client-node';
import { BACKOFF } from '../async/backoff.ts';
import { withTimeout } from '../async/timers.ts';
import type { CriClient } from '../cri/client.ts';
import { HnsClient } from '../hns/client.ts';
import type { RegistryValues } from '../hns/node/hns-switches.ts';
import { readHnsSwitches } from '../hns/transport/registry.ts';
import type { Transport } from '../hns/transport/transport.ts';
import { EventRecorder } from '../kube/events/events.ts';
import { StartupTaint } from '../kube/taint/startup-taint.ts';
import { ClusterWatch, type KindHealth } from '../kube/watch/cluster-watch.ts';
import { contactLostSince } from '../kube/watch/kind-health.ts';
import { type Config, parseListenAddress } from './config.ts';
import { nodeAddresses } from './enforcement/node-addresses.ts';
import { TaintRemoval } from './enforcement/taint-removal.ts';
import { windowsBuild } from './enforcement/windows-build.ts';
import { Enforcer, type EnforcerStatus } from './enforcer.ts';
import { agentTransport, type GuardedTransport } from './guarded-transport.ts';
import type { HttpLimits } from './http-limits.ts';
import type { Log } from './log.ts';
import type { LineLoss, LogSink } from './log-sink.ts';
import { measureProcess } from './metrics/process-metrics.ts';
import { type SecureMetrics, startSecureMetrics } from './metrics/secure-metrics.ts';
import { createTelemetry, type Telemetry } from './metrics/telemetry.ts';
import { measureWatches } from './metrics/watch-metrics.ts';
import { NodeConditions } from './node-conditions.ts';
import { OpeningsWatch } from './openings/openings-watch.ts';
import { EventOutbox, type Events, NO_EVENTS } from './report/event-outbox.ts';
import { NodeConditionReport } from './report/node-condition-report.ts';
import { PolicyReporter } from './report/policy-reporter.ts';
import { StateEvents, type WriteEntry } from './report/state-events.ts';
import { withContact } from './status/contact.ts';
import { type HealthServer, serveHealth } from './status/health.ts';
import { statusDocument } from './status/status-document.ts';
import { limitStatus } from './status/status-limit.ts';
import type { Status } from './status/status-schema.ts';
import { type OpenTransport, TRANSPORTS } from './transports.ts';
import { VERSION } from './version.ts';

export interface AgentOptions {
  readonly config: Config;
  readonly kubeConfig: KubeConfig;
  /** To the HNS of the node. The agent does not close it. */
  readonly transport: Transport;
  /** How `transport` reaches HNS. Default: as configured. */
  readonly opened?: Pick<OpenTransport, 'name' | 'warning'>;
  /** ACLs written through the transport take effect on traffic. Default: from TRANSPORTS. A demo sets it for its simulated traffic. */
  readonly enforces?: boolean;
  readonly log: Log;
  /** Where the log is written, if it may lose lines. */
  readonly logSink?: Pick<LogSink, 'on' | 'lost'>;
  /** Writes an entry for each change of the state. Default: no entries. */
  readonly writeEntry?: WriteEntry;
  /** Connects to the configured CRI endpoint. Default: over gRPC. */
  readonly cri?: (endpoint: string) => CriClient;
  /** Of Windows. Default: of this machine, if the transport reaches its HNS. */
  readonly windowsBuild?: number;
  /** Canonical and sorted. Called every second. Default: the configured addresses, else those of the machine's interfaces. */
  readonly hostAddresses?: () => readonly string[];
  /** Default: sends Events to the API server. */
  readonly recorder?: Pick<EventRecorder, 'record' | 'close'>;
  /** The ClusterIP of the Service `kubernetes`. Absent: not known. */
  readonly serviceAddress?: string;
  /** Reads the switches of HNS. Default: from the registry, if the transport reaches the HNS of this machine. */
  readonly readSwitches?: () => Promise<RegistryValues>;
  /** In [0, 1), for back-off. Default: Math.random. */
  readonly random?: () => number;
}

export interface AgentStatus extends EnforcerStatus {
  /** All pods, namespaces and policies of the cluster have been listed. */
  readonly inSync: boolean;
  /** Number of objects that are not fully in force on this node, or are ambiguous. */
  readonly findings: number;
  readonly watches: readonly KindHealth[];
}

/** Events and taints are not urgent, and an API server that rejects a request may keep rejecting it. */
const EVENT_BACKOFF = { ...BACKOFF, capMs: 300_000 };
/** A restart must not close and open again the pods that an administrator opened. */
const FIRST_OPENINGS_MS = 5_000;
/** The kubelet waits 30 s before it kills a container. */
const STOP_GRACE_MS = 15_000;

export class Agent {
  readonly telemetry: Telemetry = createTelemetry();
  readonly #options: AgentOptions;
  readonly #enforcer: Enforcer;
  readonly #watch: ClusterWatch;
  /** Absent if maxOpenSeconds is 0. */
  readonly #openingsWatch: OpeningsWatch | undefined;
  readonly #recorder: Pick<EventRecorder, 'record' | 'close'>;
  readonly #outbox: EventOutbox;
  readonly #reporter: PolicyReporter;
  readonly #transport: GuardedTransport;
  readonly #enforces: boolean;
  readonly #conditions: NodeConditions;
  readonly #opened: Pick<OpenTransport, 'name' | 'warning'>;
  readonly #stateEvents: StateEvents | undefined;
  readonly #startedAt = Date.now();
  #health: HealthServer | undefined;
  #secureMetrics: SecureMetrics | undefined;
  #state: 'new' | 'started' | 'stopped' = 'new';

  constructor(options: AgentOptions) {
    const { config, kubeConfig, log, random = Math.random } = options;
    const { nodeName: node } = config;
    const backoff = { ...EVENT_BACKOFF, random };
    this.#options = options;
    this.#recorder = options.recorder ?? new EventRecorder({ kubeConfig, node });
    this.#outbox = new EventOutbox({
      send: event => this.#recorder.record(event),
      isReporter: object => this.#reporter.isHere(object),
      perMinute: config.eventsPerMinute,
      maxPending: config.maxPendingEvents,
      log,
      telemetry: this.telemetry,
      backoff,
    });
    options.logSink?.on('lost', (reason: LineLoss) => this.telemetry.linesDropped.inc({ reason }));
    options.logSink?.on('recovered', (lines: number) => log.warn('log lines dropped', { lines }));
    this.#transport = agentTransport(options.transport, config, this.telemetry);
    this.#opened = options.opened ?? { name: config.transport };
    const { nodeAddresses: configured } = config;
    const { enforces: isReal } = TRANSPORTS[config.transport];
    this.#enforces = options.enforces ?? isReal;
    const build = options.windowsBuild ?? (isReal ? windowsBuild() : undefined);
    const client = new HnsClient(this.#transport);
    const events = config.events === 'always' || (config.events === 'auto' && this.#enforces) ? this.#outbox : NO_EVENTS;
    this.#conditions = this.#newConditions(client, events, build);
    this.#enforcer = new Enforcer({
      config,
      client,
      enforces: this.#enforces,
      windowsBuild: build,
      ...(config.startupTaint && {
        taintRemoval: new TaintRemoval({ node, taint: new StartupTaint(kubeConfig, node), log, backoff }),
      }),
      cri: { endpoint: config.criEndpoint, ...(options.cri && { connect: options.cri }) },
      hostAddresses: options.hostAddresses ?? (configured ? () => configured : () => nodeAddresses()),
      events,
      log,
      telemetry: this.telemetry,
      random,
      hasContact: () => contactLostSince(this.#watch.health) === undefined,
      isDsrOff: () => this.#conditions.dsr.mode === 'off',
    });
    const { state } = this.#enforcer;
    this.#reporter = new PolicyReporter({
      node: config.nodeName,
      // For a service account: the namespace of the agent's pod.
      namespace: kubeConfig.getContextObject(kubeConfig.getCurrentContext())?.namespace,
      cluster: state.cluster,
      selects: key => state.finding('policy', key)?.selects ?? state.cluster.get('policy', key),
    });
    this.#watch = new ClusterWatch({
      kubeConfig,
      maxIssues: config.maxIssues,
      sink: state,
      maxEntries: config.maxPolicyEntries,
      onIssues: (kind, key, issues) => state.unread(kind, key, issues),
      log: (level, message, fields) => log[level](message, fields),
      random,
    });
    if (config.maxOpenSeconds > 0)
      this.#openingsWatch = new OpeningsWatch({
        ...{ kubeConfig, namespace: config.namespace, log, random },
        onRead: read => this.#enforcer.open(read),
      });
    measureProcess(this.telemetry.registry);
    const { writeEntry } = options;
    this.#stateEvents = writeEntry && new StateEvents({ state: () => this.#enforcerStatus().state, write: writeEntry, log });
    measureWatches(this.telemetry.registry, () => this.#watch.health);
    this.telemetry.build.set({ version: VERSION, node_version: process.versions.node, transport: this.#opened.name }, 1);
  }

  /** Call once. Resolves before the agent is in sync. @throws Error if the agent cannot listen on an address or cannot read a certificate. */
  async start(): Promise<void> {
    if (this.#state !== 'new') return;
    this.#state = 'started';
    const { config, kubeConfig, log } = this.#options;
    const limits: HttpLimits = {
      connections: config.metricsMaxConnections,
      headerBytes: config.metricsMaxHeaderBytes,
      timeoutMs: config.metricsTimeoutSeconds * 1000,
      onConnectionEnded: () => this.telemetry.connectionsEnded.inc(),
    };
    const address = config.metricsAddress === undefined ? undefined : parseListenAddress(config.metricsAddress);
    if (address)
      this.#health = await serveHealth({
        ...address,
        registry: this.telemetry.registry,
        health: () => this.status(),
        status: () => this.statusDocument(),
        limits,
        hidesMetrics: config.secureMetricsAddress !== undefined,
      });
    this.#secureMetrics = await startSecureMetrics(config, kubeConfig, limits, this.telemetry.registry, log);
    const { name: transport, warning } = this.#opened;
    log.info('agent started', { node: config.nodeName, transport, ...(this.#health && { port: this.#health.port }) });
    if (warning !== undefined) log.warn('another transport than the first choice is used', { transport, reason: warning });
    if (!this.#enforces) log.warn('HNS is simulated in memory: no policy is enforced', { transport });
    if (config.dryRun) log.warn('dry run: HNS is only read');
    this.#stateEvents?.start();
    this.#watch.start();
    this.#openingsWatch?.start();
    void this.synced.then(async () => {
      if (this.#openingsWatch) await withTimeout(this.#openingsWatch.firstAttempt, FIRST_OPENINGS_MS);
      if (this.#state !== 'started') return;
      const { cluster } = this.#enforcer.state;
      log.info('initial lists complete', {
        pods: size(cluster.keys('pod')),
        namespaces: size(cluster.keys('namespace')),
        policies: size(cluster.keys('policy')),
      });
      this.#enforcer.start();
      this.#conditions.start();
    });
  }

  /** Waits up to `graceMs` for running work. Removes no ACL. */
  async stop(graceMs: number = STOP_GRACE_MS): Promise<void> {
    if (this.#state === 'stopped') return;
    this.#state = 'stopped';
    this.#outbox.stop();
    this.#conditions.stop();
    await Promise.all([this.#watch.stop(), this.#openingsWatch?.stop(), this.#enforcer.stop(graceMs), this.#stateEvents?.stop()]);
    this.#recorder.close();
    await Promise.all([this.#health?.close(), this.#secureMetrics?.close()]);
    this.#options.log.info('agent stopped: existing ACLs stay in force');
  }

  /** Resolves when all pods, namespaces and policies of the cluster have been listed. */
  get synced(): Promise<void> {
    return this.#watch.synced;
  }

  /** Resolves when every change received so far is in force on every local endpoint. */
  settled(): Promise<void> {
    return this.#enforcer.settled();
  }

  status(): AgentStatus {
    return {
      ...this.#enforcerStatus(),
      inSync: this.#watch.isSynced,
      findings: this.#enforcer.findings().filter(({ issues }) => issues.length > 0).length,
      watches: this.#watch.health,
    };
  }

  /** The port of secureMetricsAddress. Undefined if it is not set. */
  get secureMetricsPort(): number | undefined {
    return this.#secureMetrics?.port;
  }

  /** The full status in its published form. */
  statusDocument(): Status {
    const { nodeName: node, maxStatusBytes } = this.#options.config;
    const { name: transport, warning } = this.#opened;
    const document = statusDocument(
      {
        identity: { version: VERSION, node, transport, ...(warning !== undefined && { transportWarning: warning }) },
        startedAt: this.#startedAt,
        enforcer: this.#enforcerStatus(),
        ...this.#enforcer.detail(),
        hungCalls: this.#transport.hung,
        dsr: this.#conditions.dsr,
        switches: this.#conditions.switches,
        watches: this.#watch.health,
        findings: this.#enforcer.advisedFindings(),
        dropped: {
          events: this.#outbox.counts.dropped,
          logLines: this.#enforcer.linesDropped + (this.#options.logSink?.lost ?? 0),
        },
      },
      Date.now(),
    );
    return limitStatus(document, maxStatusBytes);
  }

  #newConditions(client: HnsClient, events: Events, build: number | undefined): NodeConditions {
    const {
      config,
      log,
      serviceAddress,
      readSwitches = TRANSPORTS[config.transport].enforces ? readHnsSwitches : undefined,
    } = this.#options;
    const report = new NodeConditionReport({ node: config.nodeName, log, events, telemetry: this.telemetry });
    return new NodeConditions({
      client,
      serviceAddress,
      readSwitches,
      build,
      onDsr: condition => report.dsr(condition),
      onSwitches: switches => report.switches(switches),
    });
  }

  #enforcerStatus(): EnforcerStatus {
    return withContact(this.#enforcer.status(), this.#watch.health);
  }

  /** The port of `/metrics`, `/healthz`, `/readyz` and `/status`. Undefined if they are not served. */
  get healthPort(): number | undefined {
    return this.#health?.port;
  }
}

/** @throws Error if the agent cannot listen on metricsAddress. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const agent = new Agent(options);
  await agent.start();
  return agent;
}

function size(items: Iterable<unknown>): number {
  return [...items].length;
}
