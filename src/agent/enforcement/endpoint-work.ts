/** The work on one endpoint: read it, find its owner, compute its desired ACLs, update it where it differs. */
import { Backoff, type BackoffOptions } from '../../async/backoff.ts';
import type { Owners } from '../../core/claims.ts';
import type { CompileProgress } from '../../core/compiled-pods.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf } from '../../core/model.ts';
import { isLiveAndLocal } from '../../hns/client.ts';
import { isOurs } from '../../hns/document/owner.ts';
import type { HnsEndpoint } from '../../hns/document/schema.ts';
import type { CNI_DEFAULT_DENY } from '../../hns/foreign/cni-default-deny.ts';
import { HnsError, isPermanent } from '../../hns/transport/hns-error.ts';
import type { ActiveOpening } from '../openings/openings.ts';
import { type Desired, type DesiredSettings, desiredOf, namesIpv6 } from './desired.ts';
import type { EndpointRecord } from './endpoint-record.ts';
import { change, updateEndpoint } from './endpoint-update.ts';
import { FelixWatch } from './felix-watch.ts';
import type { HnsReader } from './hns-reader.ts';
import { type Matcher, match, type Owned } from './match.ts';
import type { Outcome } from './outcome.ts';
import { basisOf, progressOf } from './pod-acls.ts';
import { type Rejected, RejectedList } from './rejected-list.ts';

export interface EndpointWorkOptions extends DesiredSettings, Matcher {
  readonly cniDefaultDeny: (typeof CNI_DEFAULT_DENY)[number];
  /** Set if an administrator opened each of the pods. */
  readonly openingOf?: (pods: Owners) => ActiveOpening | undefined;
  readonly reader: HnsReader;
  readonly backoff: BackoffOptions;
  /** Called in each search, and again right before each write. */
  readonly mayWrite: () => boolean;
  /** Once it is aborted no write begins. */
  readonly signal: AbortSignal;
  /** The desired state of other endpoints may have changed. */
  readonly searchAgain: () => void;
}

export interface WorkResult {
  /** Absent: the endpoint belongs to no pod of this node, or its pod is unknown. */
  readonly outcome?: Outcome;
  /** HNS no longer has the endpoint. */
  readonly isGone?: boolean;
  readonly retryInMs?: number;
  /** The work must be repeated after the policies of this owner were computed. */
  readonly uncomputed?: Owned;
}

/** The policies of a namespace may change faster than the endpoint can be read. */
const MAX_OUTDATED = 3;

export class EndpointWork {
  readonly #options: EndpointWorkOptions;
  /** By endpoint. */
  readonly #backoff: Backoff;
  readonly #felix: FelixWatch;
  readonly #rejectedList: RejectedList;

  constructor(options: EndpointWorkOptions) {
    this.#options = options;
    this.#felix = new FelixWatch(options.cniDefaultDeny);
    this.#backoff = new Backoff(options.backoff);
    this.#rejectedList = new RejectedList({ ...options, mayWrite: () => options.mayWrite() && !options.signal.aborted });
  }

  basisOf(owned: Owned | undefined): readonly unknown[] {
    return basisOf(owned, this.#options.cluster, this.#felix.effect, this.#openingOf(owned));
  }

  /** The work that `basisOf` would do. Undefined: none. */
  progressOf(owned: Owned): CompileProgress | undefined {
    const { cluster, maxAcls } = this.#options;
    return progressOf(owned, cluster, { ipv6: namesIpv6(owned, this.#options), ...(maxAcls !== undefined && { maxAcls }) });
  }

  /** Never rejects. Brings the record up to date. */
  async on(record: EndpointRecord): Promise<WorkResult> {
    let endpoint: HnsEndpoint | undefined;
    let sentAt: number;
    try {
      ({ endpoint, sentAt } = await this.#read(record));
    } catch (error) {
      return this.#unreadable(record, asHnsError('HcnQueryEndpointProperties', error));
    }
    record.readAt = performance.now();
    record.unreadable = undefined;
    this.#backoff.forget(reading(record));
    if (!endpoint) return { ...this.#vanished(record), isGone: true };
    if (this.#felix.read(endpoint, record.isNew)) this.#options.searchAgain();
    const live = isLiveAndLocal(endpoint) ? endpoint : undefined;
    const owned = live && this.#owned(live);
    // Until then the pod waits for an endpoint.
    if (owned && this.#isOutdated(record, owned)) return { uncomputed: owned };
    record.endpoint = live;
    if (!owned) return this.#unowned(record);
    // A search finds what has changed since.
    const mayLag = this.progressOf(owned)?.isPrepared === false;
    return this.#reconcile(record, { ...owned, mayLag }, sentAt);
  }

  /** The endpoint is gone. */
  forget(record: EndpointRecord): void {
    this.#backoff.forget(record.id);
    this.#backoff.forget(reading(record));
    this.#rejectedList.forget(record);
  }

  async #read({ id }: EndpointRecord): Promise<{ readonly endpoint: HnsEndpoint | undefined; readonly sentAt: number }> {
    const { reader } = this.#options;
    const read = async () => {
      const sentAt = performance.now();
      return { sentAt, endpoint: await reader.endpoint(id) };
    };
    const first = await read();
    // The list of policies must be fresh when the Update replaces it.
    return first.endpoint && (await reader.learnNetwork(first.endpoint.HostComputeNetwork)) ? read() : first;
  }

  #owned(endpoint: HnsEndpoint): Owned | undefined {
    return match([endpoint], this.#options.reader.networks, this.#options).owned[0];
  }

  /** The policies of the pod would have to be computed at once, which may take long. */
  #isOutdated(record: EndpointRecord, owned: Owned): boolean {
    const { outdated = 0, isComputing = false } = record;
    if (isComputing) return true;
    const isOutdated = this.progressOf(owned)?.isPrepared === false && outdated < MAX_OUTDATED;
    record.outdated = isOutdated ? outdated + 1 : undefined;
    return isOutdated;
  }

  #openingOf(owned: Owned | undefined): ActiveOpening | undefined {
    return owned && this.#options.openingOf?.(owned.pods);
  }

  #unreadable(record: EndpointRecord, error: HnsError): WorkResult {
    Object.assign(record, { readAt: performance.now(), unreadable: error, basis: undefined });
    this.#backoff.failed(reading(record));
    return { retryInMs: this.#backoff.waitMs(reading(record))! };
  }

  #unowned(record: EndpointRecord): WorkResult {
    Object.assign(record, { basis: [], changedAt: undefined, outcome: undefined, issues: [], rejected: undefined });
    this.#backoff.forget(record.id);
    this.#rejectedList.forget(record);
    return {};
  }

  #vanished(record: EndpointRecord): WorkResult {
    return record.outcome ? { outcome: { ...record.outcome, result: 'gone', at: Date.now() } } : {};
  }

  async #reconcile(record: EndpointRecord, owned: Owned, sentAt: number): Promise<WorkResult> {
    const { cluster, reader, mayWrite, signal } = this.#options;
    const { Policies: actual = [] } = owned.endpoint;
    record.basis = this.basisOf(owned);
    const secondWriter = record.foreign.read(actual.filter(policy => !isOurs(policy)));
    const found: Outcome = { ...this.#found(record, owned), ...(secondWriter.length > 0 && { secondWriter }) };
    let desired: Desired;
    try {
      desired = desiredOf(owned, cluster, actual, {
        ...this.#options,
        cniDefaultDeny: this.#felix.effect,
        opening: this.#openingOf(owned),
      });
    } catch (error) {
      return this.#failed(record, found, asHnsError('HcnModifyEndpoint', error), []);
    }
    const differs = change(actual, desired) !== undefined;
    const drift = differs && desired.from.length === 0 && record.inForce === desired.content;
    let outcome: Outcome = { ...withDesired(found, desired), drift };
    const { issues } = desired;
    // Shown while the first work on a new endpoint lasts.
    record.outcome ??= outcome;
    if (!differs) return this.#succeeded(record, { ...outcome, result: 'unchanged' }, issues);
    if (!mayWrite()) return this.#ended(record, { ...outcome, result: 'pending' }, issues);
    if (signal.aborted || !this.#backoff.mayTry(record.id, desired.content)) {
      if (record.rejected) {
        return this.#fallBack(record, outcome, { owned, desired, error: record.rejected, reading: { policies: actual, sentAt } });
      }
      this.#ended(record, outcome, issues);
      return this.#retry(record, outcome);
    }
    try {
      await updateEndpoint(reader, record.id, { policies: actual, sentAt }, desired, ({ held, ...update }) => {
        record.foreign.wrote(held);
        outcome = { ...outcome, update };
      });
      const { added = [], lost = [] } = outcome.update ?? {};
      const result = this.#succeeded(record, { ...outcome, result: 'updated' }, issues);
      // Foreign policies changed meanwhile, so the list must be judged again.
      return added.length + lost.length > 0 ? { ...result, retryInMs: 0 } : result;
    } catch (error) {
      const hnsError = asHnsError('HcnModifyEndpoint', error);
      if (hnsError.code === 'not-found') return { ...this.#ended(record, { ...outcome, result: 'gone' }, []), isGone: true };
      const result = this.#failed(record, outcome, hnsError, issues, desired.content);
      record.rejected = isPermanent(hnsError) ? hnsError : undefined;
      return record.rejected ? this.#fallBack(record, result.outcome!, { owned, desired, error: hnsError }) : result;
    }
  }

  async #fallBack(record: EndpointRecord, outcome: Outcome, rejected: Rejected): Promise<WorkResult> {
    const { issue, ...fallBack } = await this.#rejectedList.fallBack(record, rejected);
    const { issues } = rejected.desired;
    return this.#retry(record, this.#ended(record, { ...outcome, ...fallBack }, [...issues, issue]).outcome);
  }

  #found({ id, outcome, firstSeen, readAt = firstSeen }: EndpointRecord, owned: Owned): Outcome {
    const {
      endpoint,
      pods: [first, ...others],
    } = owned;
    return {
      endpoint: id,
      owners: owned.pods,
      isCertain: owned.sandbox !== undefined,
      pods: [keyOf(first), ...others.map(keyOf)],
      result: 'deferred',
      acls: { found: (endpoint.Policies ?? []).filter(isOurs).length, desired: 0 },
      content: '',
      isolated: { ingress: false, egress: false },
      policies: [],
      from: [],
      foreign: [],
      drift: false,
      failures: this.#backoff.failures(id),
      firstSight: Math.min(firstSeen, owned.sandbox ? (this.#options.sandboxes?.firstSeen(owned.sandbox) ?? firstSeen) : firstSeen),
      readAt,
      at: Date.now(),
      ...this.#retryAt(id),
      ...(outcome?.error && { error: outcome.error }),
    };
  }

  #succeeded(record: EndpointRecord, { error: _, retryAt: __, ...outcome }: Outcome, issues: readonly Issue[]): WorkResult {
    this.#backoff.forget(record.id);
    this.#rejectedList.forget(record);
    record.rejected = undefined;
    record.inForce = outcome.content;
    return this.#ended(record, outcome, issues);
  }

  #failed(record: EndpointRecord, outcome: Outcome, error: HnsError, issues: readonly Issue[], content = ''): WorkResult {
    this.#backoff.failed(record.id, content);
    const failed: Outcome = { ...outcome, result: 'failed', error, ...this.#retryAt(record.id) };
    return this.#retry(record, this.#ended(record, failed, issues).outcome);
  }

  #ended(record: EndpointRecord, outcome: Outcome, issues: readonly Issue[]): WorkResult {
    record.outcome = { ...outcome, at: Date.now() };
    record.changedAt = undefined;
    record.issues = issues;
    return { outcome: record.outcome };
  }

  #retry(record: EndpointRecord, outcome?: Outcome): WorkResult {
    const waits = [this.#backoff.waitMs(record.id), this.#rejectedList.waitMs(record)].filter(wait => wait !== undefined);
    return { ...(outcome && { outcome }), ...(waits.length > 0 && { retryInMs: Math.min(...waits) }) };
  }

  #retryAt(id: string): Pick<Outcome, 'retryAt'> {
    const retryAt = this.#backoff.retryAt(id);
    return retryAt === undefined ? {} : { retryAt };
  }
}

/** Failed reads have a back-off of their own: they delay no write. */
function reading({ id }: EndpointRecord): string {
  return `read ${id}`;
}

function withDesired(outcome: Outcome, { acls, content, isolated, policies, from, foreign, closed, openedUntil }: Desired): Outcome {
  const found = { ...outcome, acls: { ...outcome.acls, desired: acls.length }, content, isolated, policies, from, foreign };
  return { ...found, ...(closed && { closed }), ...(openedUntil !== undefined && { openedUntil }) };
}

/** A bug becomes a failure of this endpoint alone. */
function asHnsError(name: string, cause: unknown): HnsError {
  return cause instanceof HnsError ? cause : new HnsError('rejected', { function: name, cause }, String(cause));
}
