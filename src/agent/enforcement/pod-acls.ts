/**
 * Compiles and lowers the policies of an endpoint's pod. If that throws, which is a bug, the pod is closed instead of keeping its old rules. A pod
 * that an administrator opened gets the list of a pod that no policy selects.
 */
import type { Cluster } from '../../core/cluster.ts';
import type { CompileProgress } from '../../core/compiled-pods.ts';
import type { Issue } from '../../core/issue.ts';
import { keyOf, type Pod } from '../../core/model.ts';
import type { Isolated, PodPolicy } from '../../core/pod-policy.ts';
import { closedAcls, type LowerOptions, lower, lowerSteps, type Place } from '../../hns/acl/lower.ts';
import type { AclPolicy } from '../../hns/document/acl-schema.ts';
import type { DefaultDeny } from '../../hns/foreign/cni-default-deny.ts';
import type { ForeignView } from '../../hns/foreign/foreign-view.ts';
import type { ActiveOpening } from '../openings/openings.ts';
import { nameOf } from '../openings/target.ts';
import type { DesiredAcls } from './endpoint-update.ts';
import type { Owned } from './match.ts';
import type { Closed, Directions } from './outcome.ts';

type ClosedList = Pick<DesiredAcls, 'acls' | 'orElse'>;

export interface PodAcls {
  readonly acls: readonly AclPolicy[];
  /** Without grants, for the case that HNS rejects `acls`. */
  readonly closedList: () => ClosedList;
  readonly isolated: Directions;
  /** Keys of the policies that isolate the pod, sorted. */
  readonly policies: readonly string[];
  readonly issues: readonly Issue[];
  readonly closed?: Closed;
  /** Set where an administrator opened the pod: the end, in milliseconds since the epoch. */
  readonly openedUntil?: number;
}

/** The options that lower a policy beside the foreign ACLs of its endpoint. */
export interface Setting {
  readonly lowering: LowerOptions;
  readonly view: ForeignView;
}

type SettingOf = (policy: PodPolicy) => Setting;

/**
 * @param opening Set if an administrator opened every pod that claims the endpoint.
 * @param settingOf Throws a RangeError if foreign ACLs leave no priorities for ours.
 * @throws What `settingOf` throws for a closed or opened pod.
 */
export function podAcls(owned: Owned, cluster: Cluster, opening: ActiveOpening | undefined, settingOf: SettingOf): PodAcls & Setting {
  if (opening) return openedAcls(owned, cluster, opening, settingOf);
  const { pods } = owned;
  let compiled: ReturnType<typeof compile>;
  try {
    compiled = compile(owned, cluster);
  } catch (error) {
    // Without the policy the isolated directions are unknown.
    return failedAcls(owned, cluster, { ingress: true, egress: true }, error, settingOf);
  }
  const isolation = isolationOf(compiled.value);
  try {
    const setting = settingOf(compiled.value);
    const lowered = lowerOnce(compiled.value, setting.lowering);
    const issues = [...compiled.issues, ...lowered.issues];
    const isLimited = issues.some(({ code }) => code === 'too-many-acls' || code === 'too-many-matches');
    const closed = pods.length > 1 ? 'dispute' : isLimited ? 'limit' : undefined;
    const closedList = () => closedListOf(compiled.value, isolation.isolated, setting.lowering);
    return { ...isolation, ...setting, acls: lowered.value, closedList, issues, ...(closed && { closed }) };
  } catch (error) {
    return { ...failedAcls(owned, cluster, isolation.isolated, error, settingOf), policies: isolation.policies };
  }
}

/**
 * Everything that the ACLs of an endpoint depend on in the cluster. Identical items mean equal ACLs, so an endpoint whose basis has not changed
 * needs no work.
 */
export function basisOf(
  owned: Owned | undefined,
  cluster: Cluster,
  cniDefaultDeny: DefaultDeny,
  opening?: ActiveOpening,
): readonly unknown[] {
  if (!owned) return [];
  const { pods } = owned;
  const settings = [opening?.opening, cniDefaultDeny];
  if (pods.length > 1) return [...pods, cluster.get('node', pods[0].node ?? ''), ...settings];
  try {
    return [pods[0], compile(owned, cluster), ...settings];
  } catch (error) {
    return [pods[0], String(error), ...settings];
  }
}

/** The slow part of `basisOf` and `podAcls`. Undefined: there is none. */
export function progressOf(owned: Owned, cluster: Cluster, lowering: LowerOptions): CompileProgress | undefined {
  const { pods, sandbox } = owned;
  if (pods.length > 1) return undefined;
  const compiling = sandbox ? cluster.compileLocalProgress(pods[0]) : cluster.compileProgress(keyOf(pods[0]));
  return {
    ...compiling,
    steps: () => steps(compiling.steps(), () => lowerSteps(compile({ ...owned, mayLag: true }, cluster).value, lowering)),
  };
}

function* steps(compiling: Generator<void>, lowering: () => Generator<void>): Generator<void> {
  yield* compiling;
  yield* lowering();
}

function isolationOf({ ingress, egress }: PodPolicy): Pick<PodAcls, 'isolated' | 'policies'> {
  const policies = [ingress, egress].flatMap(direction => (direction === 'open' ? [] : direction.policies));
  return { isolated: { ingress: ingress !== 'open', egress: egress !== 'open' }, policies: [...new Set(policies)].sort() };
}

function compile({ pods, addresses, sandbox, mayLag }: Owned, cluster: Cluster): ReturnType<Cluster['compileEndpoint']> {
  return sandbox ? cluster.compileLocal(pods[0], mayLag) : cluster.compileEndpoint(addresses, pods, mayLag);
}

/** HNS may have rejected the list because it names IPv6. */
function closedListOf(place: Place, isolated: Directions, lowering: LowerOptions): ClosedList {
  const acls = closedAcls(place, isolated, lowering);
  return lowering.ipv6 ? { acls, orElse: closedAcls(place, isolated, { ...lowering, ipv6: false }) } : { acls };
}

const CLOSED: Isolated = { policies: [], grants: [] };

function openedAcls(owned: Owned, cluster: Cluster, opening: ActiveOpening, settingOf: SettingOf): PodAcls & Setting {
  const policy: PodPolicy = { ...placeOf(owned, cluster), ingress: 'open', egress: 'open' };
  const setting = settingOf(policy);
  return {
    ...setting,
    acls: lower(policy, setting.lowering).value,
    closedList: () => closedListOf(policy, { ingress: true, egress: true }, setting.lowering),
    isolated: { ingress: false, egress: false },
    policies: [],
    issues: mayBeIsolated(owned, cluster) ? owned.pods.map(pod => opened(pod, opening)) : [],
    openedUntil: opening.endsAt,
  };
}

/** Without the opening, a policy isolates the pod, or it is closed for another reason. */
function mayBeIsolated(owned: Owned, cluster: Cluster): boolean {
  try {
    const { isolated } = isolationOf(compile(owned, cluster).value);
    return isolated.ingress || isolated.egress;
  } catch {
    return true;
  }
}

function placeOf({ pods: [pod], sandbox }: Owned, cluster: Cluster): Pick<PodPolicy, 'pod' | 'nodeAddresses'> {
  const nodeAddresses = cluster.get('node', pod.node ?? '')?.addresses ?? [];
  return { pod: { ...pod, addresses: sandbox ? pod.addresses : [] }, nodeAddresses };
}

function failedAcls(owned: Owned, cluster: Cluster, isolated: Directions, error: unknown, settingOf: SettingOf): PodAcls & Setting {
  const [pod] = owned.pods;
  const place = placeOf(owned, cluster);
  const directions = { ingress: isolated.ingress ? CLOSED : 'open', egress: isolated.egress ? CLOSED : 'open' } as const;
  const setting = settingOf({ ...place, ...directions });
  const closedList = () => closedListOf(place, isolated, setting.lowering);
  return {
    ...setting,
    acls: closedList().acls,
    closedList,
    isolated,
    policies: [],
    issues: [internalError(pod, error)],
    closed: 'error',
  };
}

function internalError(pod: Pod, error: unknown): Issue {
  const message = `the rules of this pod could not be computed, so it is closed in the directions that policies isolate: ${String(error)}`;
  return { severity: 'error', code: 'internal-error', pod: keyOf(pod), path: '', message };
}

function opened(pod: Pod, { opening, endsAt }: ActiveOpening): Issue {
  const message = `an administrator opened ${opening.scope} ${nameOf(opening)} until ${new Date(endsAt).toISOString()}: no policy is enforced for this pod`;
  return { severity: 'error', code: 'opened', pod: keyOf(pod), path: '', message };
}

type Lowered = ReturnType<typeof lower>;

const lowered = new WeakMap<PodPolicy, { readonly options: string; readonly result: Lowered }>();

/** The list is kept with the compiled pod: an endpoint that is only read again is not lowered again. */
function lowerOnce(policy: PodPolicy, options: LowerOptions): Lowered {
  const key = JSON.stringify(options);
  const kept = lowered.get(policy);
  if (kept?.options === key) return kept.result;
  const result = lower(policy, options);
  lowered.set(policy, { options: key, result });
  return result;
}
