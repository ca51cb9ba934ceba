/** The header of the status: the agent's version, its state and its watches. */
import { age } from '../../agent/age.ts';
import { nameOf } from '../../agent/openings/target.ts';
import type { PodStatus, Status } from '../../agent/status/status-schema.ts';
import { paint } from '../paint.ts';
import { wrap } from '../wrap.ts';

/** States in which no policy, or an unknown part of them, is enforced. */
const RED: ReadonlySet<Status['state']> = new Set(['unhealthy', 'unsupported', 'simulated']);

/** Every pod is enforced as written, or would be without the dry run, and no watch fails. */
export function isWell({ ready, state, watches, pods }: Status): boolean {
  const isAtWork = state === 'healthy' || (state === 'dry-run' && pods.every(isAsWritten));
  return ready && isAtWork && !watches.some(isFailing);
}

const NOT_ENFORCING: readonly Status['state'][] = ['syncing', 'starting', 'waiting', 'dry-run', 'simulated', 'unsupported'];

/** Policies that are not rejected are enforced, as far as their pods are in sync. */
export function isEnforcing({ state }: Status): boolean {
  return !NOT_ENFORCING.includes(state);
}

export function headerLines(status: Status, color: boolean): string[] {
  const { version, node, transport, transportWarning, startedAt, state, stateSince, hns, watches, lastInSync } = status;
  const since = (time: string) => age(Date.parse(status.time) - Date.parse(time));
  const style = isWell(status) ? 'green' : RED.has(state) ? 'red' : 'yellow';
  const [first = '', ...rest] = wrap(`${state} for ${since(stateSince)}: ${meaning(status)}`, 0);
  const hung = hns.hungCalls > 0 ? paint(color, 'red', `; ${count(hns.hungCalls, 'HNS call hangs', 'HNS calls hang')}`) : '';
  return [
    `${paint(color, 'bold', node)}: hns-policy-agent ${version}, transport ${transport}, started ${since(startedAt)} ago`,
    ...(transportWarning === undefined ? [] : wrap(`warning: ${transportWarning}`, 0).map(line => paint(color, 'yellow', line))),
    paint(color, style, state) + first.slice(state.length),
    ...rest,
    `${lastInSync === undefined ? 'not in sync yet' : `last in sync ${since(lastInSync)} ago`}${hung}`,
    `last contact: ${watches.map(({ kind, lastContact }) => `${plural(kind)} ${lastContact === undefined ? 'never' : `${since(lastContact)} ago`}`).join(', ')}`,
    ...droppedLine(status).map(line => paint(color, 'yellow', line)),
    ...openingLines(status).flatMap(line => wrap(line, 0).map(part => paint(color, 'red', part))),
    ...watches.filter(isFailing).flatMap(watch => wrap(failure(watch), 0).map(line => paint(color, 'red', line))),
  ];
}

function droppedLine({ dropped }: Status): string[] {
  if (!dropped) return [];
  return [`dropped since the start: ${count(dropped.events, 'Event', 'Events')}, ${count(dropped.logLines, 'log line', 'log lines')}`];
}

function meaning(status: Status): string {
  const { state, pendingUpdates, otherEngines, hns } = status;
  switch (state) {
    case 'syncing':
      return 'the cluster has not been listed completely yet, and HNS is not written';
    case 'starting':
      return 'no endpoint has been checked yet';
    case 'healthy':
      return 'every endpoint is in sync';
    case 'disconnected':
      return 'the API server cannot be watched. Its last known state stays in force';
    case 'degraded':
      return degraded(status);
    case 'waiting':
      return `another policy engine runs on the node (${otherEngines.join(', ')}). HNS is not written, ${pending(pendingUpdates)}`;
    case 'dry-run':
      return `HNS is not written, ${pending(pendingUpdates)}`;
    case 'simulated':
      return 'HNS is simulated in memory, and no policy is enforced';
    case 'unhealthy': {
      const { error = 'no response', failures = 1 } = hns.unreadable ?? {};
      return `HNS cannot be read (${count(failures, 'attempt', 'attempts')}): ${error}. Existing ACLs stay in force`;
    }
    case 'unsupported':
      return `${status.unsupported ?? 'Windows or HNS is too old'}. HNS is not written, and no policy is enforced`;
    case 'stopped':
      return 'existing ACLs stay in force';
  }
}

function degraded({ pods, ready, containerRuntime, kubeProxy }: Status): string {
  const opened = pods.filter(({ openedUntil }) => openedUntil !== undefined).length;
  const outOfSync = pods.filter(pod => !isAsWritten(pod) && pod.openedUntil === undefined).length;
  const isBlind = containerRuntime && (containerRuntime.state === 'failing' || containerRuntime.state === 'off');
  const isBypassed = kubeProxy.dsr === 'off';
  const reasons = [
    ...(opened > 0 ? [`${count(opened, 'pod is', 'pods are')} opened by an administrator`] : []),
    ...(outOfSync > 0 || (!(isBlind || isBypassed) && opened === 0)
      ? [`${count(outOfSync, 'pod is', 'pods are')} out of sync${ready ? '' : ', and the first sync is not complete'}`]
      : []),
    ...(isBlind ? [`new pods are open until the kubelet reports their addresses, because ${runtimeProblem(containerRuntime)}`] : []),
    ...(isBypassed
      ? [`policies do not apply to connections through Services, because kube-proxy runs without DSR: ${kubeProxy.evidence}`]
      : []),
  ];
  return reasons.join('. ');
}

function openingLines({ openings, time }: Status): string[] {
  if (!openings) return [];
  const { active, problem } = openings;
  const lines = active.map(opening => {
    const { scope, until, reason } = opening;
    const why = reason === undefined ? '' : ` (${reason})`;
    return `opened by an administrator: ${scope} ${nameOf(opening)}, for another ${age(Date.parse(until) - Date.parse(time))}${why}`;
  });
  return [...lines, ...(problem === undefined ? [] : [`the openings are invalid, and no pod is opened: ${problem}`])];
}

function runtimeProblem({ state, error }: NonNullable<Status['containerRuntime']>): string {
  return state === 'off' ? 'criEndpoint is empty' : `the container runtime cannot be read: ${error ?? 'no answer'}`;
}

export function isAsWritten({ trouble, issues }: PodStatus): boolean {
  return !trouble && issues.every(({ severity }) => severity !== 'error');
}

function pending(updates: number): string {
  return updates === 0 ? 'and no endpoint needs an update' : `${count(updates, 'endpoint needs', 'endpoints need')} an update`;
}

type Watch = Status['watches'][number];

function plural(kind: string): string {
  return kind === 'policy' ? 'policies' : `${kind}s`;
}

function failure({ kind, failures, lastError = 'not connected' }: Watch): string {
  return `the ${kind} watch fails (${count(failures, 'attempt', 'attempts')}): ${lastError}`;
}

function isFailing({ connected, failures }: Watch): boolean {
  return !connected && failures > 0;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
