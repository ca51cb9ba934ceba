/** The changes that would let one side of a blocked connection through. Each has been tried. */
import type { Cluster } from '../../core/cluster.ts';
import { keyOf, type NetworkPolicy } from '../../core/model.ts';
import { blockEntry, type Change, condition, type Patch, patchesOf, podEntry, portEntry, ruleEntry } from './change.ts';
import type { FlowHalf } from './flow-half.ts';
import type { NearRule } from './near-rules.ts';

export interface Suggestion {
  /** One sentence for people. */
  readonly text: string;
  readonly changes: readonly Patch[];
}

export interface Tried {
  readonly suggestion: Suggestion;
  readonly changes: readonly Change[];
}

/** Suggestions for one side. */
export const MAX_SUGGESTIONS = 3;
/** Near rules and policies to try. Each trial compiles the policies of both pods again. */
const MAX_TRIALS = 12;

/**
 * @param near Nearest first.
 * @param policies The policies that isolate the pod.
 * @param allows True if the side allows the connection with these changes.
 */
export function suggestionsFor(
  asWritten: Cluster,
  half: FlowHalf,
  near: readonly NearRule[],
  policies: readonly NetworkPolicy[],
  allows: (changes: readonly Change[]) => boolean,
): Tried[] {
  const found: Tried[] = [];
  const attempt = (changes: readonly Change[] | undefined, subject: string): boolean => {
    if (!changes || !allows(changes)) return false;
    const text = `If ${changes.map(condition).join(' and ')}, ${subject} would allow it.`;
    found.push({ changes, suggestion: { text, changes: patchesOf(changes, asWritten) } });
    return true;
  };
  for (const rule of near.slice(0, MAX_TRIALS)) {
    if (found.length === MAX_SUGGESTIONS) return found;
    if (isOtherDirection(rule)) continue;
    if (!attempt(byLabels(rule, half), `${rule.rule.path} of ${keyOf(rule.policy)}`)) attempt(byEntries(rule, half), 'it');
  }
  for (const policy of policies.slice(0, MAX_TRIALS)) {
    if (found.length > 0) return found;
    const entry = ruleEntry(half.direction, peerFor(half, policy), portEntry(half.protocol, half.port));
    attempt([{ kind: 'rule', policy, direction: half.direction, entry }], 'it');
  }
  return found;
}

function isOtherDirection({ missing }: NearRule): boolean {
  return missing.some(({ kind }) => kind === 'direction');
}

/** Undefined if labels do not suffice. */
function byLabels(near: NearRule, half: FlowHalf): Change[] | undefined {
  const peers = near.missing.filter(({ kind }) => kind !== 'port' && kind !== 'protocol' && kind !== 'named-port');
  if (!near.needsPeer || peers.some(({ label }) => !label)) return undefined;
  const labels = new Map(peers.map(({ label }) => [`${label!.object} ${label!.name} ${label!.key}`, label!]));
  // Two requirements for one label may have no common value.
  if (labels.size < peers.length) return undefined;
  return [...[...labels.values()].map((label): Change => ({ kind: 'label', ...label })), ...portChange(near, half)];
}

/** A rejected entry gets a supported one beside it. */
function byEntries(near: NearRule, half: FlowHalf): Change[] {
  const { policy, rule, rejected } = near;
  const { direction } = half;
  const isRejected = (field: string): boolean => rejected.some(({ path }) => path.startsWith(`${rule.path}.${field}[`));
  const needsPeer = near.needsPeer || isRejected(direction === 'ingress' ? 'from' : 'to');
  const peer: Change[] = needsPeer ? [{ kind: 'peer', policy, direction, rule, entry: peerFor(half, policy) }] : [];
  return [...peer, ...(isRejected('ports') ? portChange({ ...near, needsPort: true }, half) : portChange(near, half))];
}

function portChange({ policy, rule, needsPort }: NearRule, { direction, protocol, port }: FlowHalf): Change[] {
  return needsPort ? [{ kind: 'port', policy, direction, rule, entry: portEntry(protocol, port) }] : [];
}

/** A pod is selected by its labels, and any other end by its address. */
function peerFor({ peer }: FlowHalf, { namespace }: NetworkPolicy) {
  const [pod] = peer.pods;
  return pod ? podEntry(pod, namespace) : blockEntry(peer.address, peer.text);
}
