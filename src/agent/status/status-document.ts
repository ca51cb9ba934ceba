/** Builds the published status of the agent. */

import type { CriHealth } from '../../cri/cri-health.ts';
import type { DsrCondition } from '../../hns/node/dsr.ts';
import type { HnsSwitches } from '../../hns/node/hns-switches.ts';
import { HnsError } from '../../hns/transport/hns-error.ts';
import { type KindHealth, lastContact } from '../../kube/watch/kind-health.ts';
import { aclCounts, attempts, type Outcome } from '../enforcement/outcome.ts';
import type { EnforcerDetail, EnforcerStatus } from '../enforcer.ts';
import { errorFields } from '../error-fields.ts';
import type { Unreadable } from '../report/hns-trouble.ts';
import type { PodTrouble } from '../report/pod-event.ts';
import type { Gap } from '../report/protection.ts';
import type { Finding } from '../state.ts';
import type { PodState } from './pod-states.ts';
import type { PodStatus, Status } from './status-schema.ts';

/** Times are milliseconds since the epoch. */
export interface Known {
  readonly identity: Pick<Status, 'version' | 'node' | 'transport' | 'transportWarning'>;
  readonly startedAt: number;
  readonly enforcer: EnforcerStatus;
  readonly hungCalls: number;
  readonly dsr: DsrCondition;
  readonly switches: HnsSwitches;
  readonly unreadable: Unreadable | undefined;
  readonly watches: readonly KindHealth[];
  readonly containerRuntime: CriHealth | undefined;
  readonly openings: EnforcerDetail['openings'];
  readonly gaps: readonly Gap[];
  readonly pods: readonly PodState[];
  /** By UID. */
  readonly troubles: ReadonlyMap<string, PodTrouble>;
  readonly findings: readonly Finding[];
  /** Since the start. */
  readonly dropped?: NonNullable<Status['dropped']>;
}

export function statusDocument(known: Known, now: number): Status {
  const { identity, startedAt, enforcer, hungCalls, unreadable, troubles, dropped } = known;
  const { state, stateSince, ready, unsupported, dryRun, otherEngines, pendingUpdates, lastInSync } = enforcer;
  return {
    ...identity,
    time: iso(now),
    startedAt: iso(startedAt),
    state,
    stateSince: iso(stateSince),
    ready,
    ...(unsupported !== undefined && { unsupported }),
    dryRun,
    otherEngines: [...otherEngines],
    pendingUpdates,
    ...(lastInSync !== undefined && { lastInSync: iso(lastInSync) }),
    hns: {
      hungCalls,
      ...(unreadable && { unreadable: troubleOf(unreadable.since, unreadable.error, unreadable.failures) }),
      switches: { ...known.switches, missing: [...known.switches.missing] },
    },
    kubeProxy: { dsr: known.dsr.mode, evidence: known.dsr.evidence },
    ...(known.containerRuntime && { containerRuntime: runtimeStatus(known.containerRuntime) }),
    watches: known.watches.map(watchStatus),
    ...(dropped && dropped.events + dropped.logLines > 0 && { dropped }),
    ...openingsStatus(known.openings),
    pods: known.pods.map(pod => podStatus(pod, troubleAt(pod, troubles))),
    gaps: known.gaps.map(({ pod, endpoint, endedAt, seconds, isFirst }) => ({
      pod,
      endpoint,
      endedAt: iso(endedAt),
      seconds: Math.round(seconds * 1000) / 1000,
      isFirst,
    })),
    findings: known.findings.map(({ kind, key, whole, translated, issues }) => ({
      kind,
      name: key,
      effect: whole ? 'none' : issues.some(({ severity }) => severity === 'error') ? 'partial' : 'full',
      ...(translated && { translated: [...translated] }),
      issues: [...issues],
    })),
  };
}

function podStatus({ pod, outcome, isolated, policies, inSyncSince, issues }: PodState, trouble: PodTrouble | undefined): PodStatus {
  return {
    namespace: pod.namespace,
    pod: pod.name,
    addresses: [...pod.addresses],
    ...(outcome && { endpoint: outcome.endpoint }),
    isolated,
    policies: [...policies],
    acls: aclsOf(outcome),
    result: outcome?.result ?? 'waiting',
    ...(outcome?.openedUntil !== undefined && { openedUntil: iso(outcome.openedUntil) }),
    ...(inSyncSince !== undefined && { inSyncSince: iso(inSyncSince) }),
    ...(trouble && { trouble: podTrouble(trouble) }),
    issues: [...issues],
  };
}

function aclsOf(outcome: Outcome | undefined): PodStatus['acls'] {
  return outcome ? aclCounts(outcome) : { desired: 0, actual: 0 };
}

/** Attributes the pod's trouble to one of its endpoints. */
function troubleAt({ pod, outcome, inSyncSince }: PodState, troubles: Known['troubles']): PodTrouble | undefined {
  const trouble = troubles.get(pod.uid);
  const isHere = trouble?.outcome ? trouble.outcome.endpoint === outcome?.endpoint : inSyncSince === undefined;
  return isHere ? trouble : undefined;
}

function podTrouble({ since, outcome }: PodTrouble): NonNullable<PodStatus['trouble']> {
  const { error, retryAt } = outcome ?? {};
  return { ...troubleOf(since, error, outcome ? attempts(outcome) : 0), ...(retryAt !== undefined && { retryAt: iso(retryAt) }) };
}

type Trouble = NonNullable<Status['hns']['unreadable']>;

function troubleOf(since: number, cause: unknown, failures: number): Trouble {
  const { error, hresult }: { error?: string; hresult?: string } =
    cause instanceof HnsError ? errorFields(cause) : cause === undefined ? {} : { error: String(cause) };
  return { since: iso(since), ...(error !== undefined && { error }), ...(hresult !== undefined && { hresult }), failures };
}

function runtimeStatus(health: CriHealth): NonNullable<Status['containerRuntime']> {
  const { state } = health;
  if (state === 'connected') return { state, runtime: health.runtime };
  return state === 'failing' ? { state, reason: health.reason, error: health.message } : { state };
}

function openingsStatus({ active, problem }: Known['openings']): Pick<Status, 'openings'> {
  if (active.length === 0 && problem === undefined) return {};
  const openings = active.map(({ opening: { from: _, ...opening }, endsAt }) => ({ ...opening, until: iso(endsAt) }));
  return { openings: { active: openings, ...(problem !== undefined && { problem }) } };
}

function watchStatus(health: KindHealth): Status['watches'][number] {
  const { kind, synced, connected, failures, lastError } = health;
  const contact = lastContact(health);
  return {
    kind,
    synced,
    connected,
    failures,
    ...(contact !== undefined && { lastContact: iso(contact) }),
    // Resolved failures are left out.
    ...(failures > 0 && lastError !== undefined && { lastError }),
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
