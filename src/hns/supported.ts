/**
 * The one place that decides what Windows refuses (the table in README.md). The core knows all of Kubernetes; here the parts
 * that are not enforced are taken out of a policy, each with its reason, before the core compiles it. Only ever less is granted.
 */
import { parseCidr } from '../core/address.ts';
import type { Issue, IssueCode } from '../core/issue.ts';
import { keyOf, type NetworkPolicy, type Peer, type Port, type Rule, type Selector } from '../core/model.ts';

/** `reject-item`: the peer or port entry grants nothing, the rest is in force. `reject-policy`: the whole policy has no effect. */
export type OnUnsupported = 'reject-item' | 'reject-policy';

export interface Supported {
  /** Undefined: the policy has no effect on this node. Lists that became empty stand for nobody and no port. */
  readonly value: NetworkPolicy | undefined;
  /** Every reason there is, in the order of the policy's fields. */
  readonly issues: readonly Issue[];
}

/** The same object again when nothing is refused. */
export function supported(policy: NetworkPolicy, mode: OnUnsupported): Supported {
  // Without its subjects a policy would isolate other pods than it names, so it cannot be narrowed.
  const subjects = negatives('spec.podSelector', policy.podSelector);
  const rules = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  const reasons = [...subjects, ...rules.flatMap(reasonsOf)];
  if (reasons.length === 0) return { value: policy, issues: [] };
  const whole = mode === 'reject-policy' || subjects.length > 0;
  return { value: whole ? undefined : narrow(policy), issues: reasons.map(reason => issue(policy, reason, whole)) };
}

interface Reason {
  readonly code: Extract<IssueCode, `unsupported-${string}`>;
  readonly path: string;
  readonly item: 'port entry' | 'peer' | 'policy';
}

function reasonsOf({ ports, peers }: Rule): Reason[] {
  return [...(ports === 'any' ? [] : ports.flatMap(portReasons)), ...(peers === 'any' ? [] : peers.flatMap(peerReasons))];
}

function portReasons({ path, protocol, port }: Port): Reason[] {
  const reasons: Reason[] = [];
  if (protocol === 'SCTP') reasons.push({ code: 'unsupported-sctp', path: `${path}.protocol`, item: 'port entry' });
  if (typeof port === 'object' && 'name' in port)
    reasons.push({ code: 'unsupported-named-port', path: `${path}.port`, item: 'port entry' });
  return reasons;
}

function peerReasons(peer: Peer): Reason[] {
  if (peer.kind === 'pods') {
    const namespaces = peer.namespaces === 'same' ? [] : negatives(`${peer.path}.namespaceSelector`, peer.namespaces, 'peer');
    return [...namespaces, ...negatives(`${peer.path}.podSelector`, peer.pods, 'peer')];
  }
  const path = `${peer.path}.ipBlock`;
  const reasons: Reason[] = [];
  if (parseCidr(peer.cidr)?.family === 6) reasons.push({ code: 'unsupported-ipv6', path: `${path}.cidr`, item: 'peer' });
  if (peer.except.length > 0) reasons.push({ code: 'unsupported-except', path: `${path}.except`, item: 'peer' });
  return reasons;
}

function negatives(path: string, selector: Selector, item: Reason['item'] = 'policy'): Reason[] {
  return selector.matchExpressions.flatMap(({ operator }, index): Reason[] =>
    operator === 'NotIn' || operator === 'DoesNotExist'
      ? [{ code: 'unsupported-negative-selector', path: `${path}.matchExpressions[${index}].operator`, item }]
      : [],
  );
}

function narrow(policy: NetworkPolicy): NetworkPolicy {
  return {
    ...policy,
    ...(policy.ingress && { ingress: policy.ingress.map(narrowRule) }),
    ...(policy.egress && { egress: policy.egress.map(narrowRule) }),
  };
}

function narrowRule(rule: Rule): Rule {
  return {
    ...rule,
    peers: rule.peers === 'any' ? 'any' : rule.peers.filter(peer => peerReasons(peer).length === 0),
    ports: rule.ports === 'any' ? 'any' : rule.ports.filter(port => portReasons(port).length === 0),
  };
}

const SUBJECTS: Readonly<Record<Reason['code'], string>> = {
  'unsupported-named-port': 'named ports are',
  'unsupported-sctp': 'SCTP is',
  'unsupported-negative-selector': 'the selector operators NotIn and DoesNotExist are',
  'unsupported-except': 'except is',
  'unsupported-ipv6': 'IPv6 is',
};

function issue(policy: NetworkPolicy, { code, path, item }: Reason, whole: boolean): Issue {
  const consequence = whole ? 'the whole policy has no effect there' : `this ${item} allows nothing`;
  return { severity: 'error', code, policy: keyOf(policy), path, message: `${SUBJECTS[code]} not supported on Windows: ${consequence}` };
}
