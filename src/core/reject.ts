/**
 * Takes out of a policy the entries that a backend rejects, before the policy is compiled. Each rejected use is an issue. The result never
 * allows more than the policy.
 */
import { type Backend, rejectedBy } from './backend.ts';
import { type Feature, unsupportedCode } from './feature.ts';
import type { Issue, Result } from './issue.ts';
import { keyOf, type NetworkPolicy, type Peer, type Port, type Rule, type Selector } from './model.ts';

/** `reject-item`: the peer or port entry allows nothing, the rest is in force. `reject-policy`: the whole policy has no effect. */
export const ON_UNSUPPORTED = ['reject-item', 'reject-policy'] as const;
export type OnUnsupported = (typeof ON_UNSUPPORTED)[number];

/**
 * Keeps the object itself where the backend rejects no part of it.
 * @returns value: undefined where the policy has no effect. A list that became empty allows no peer or no port. issues: one for each rejected
 * use, in the order of the policy's fields.
 */
export function reject(policy: NetworkPolicy, backend: Backend, mode: OnUnsupported): Result<NetworkPolicy | undefined> {
  const features = rejectedBy(backend);
  // Without these requirements the policy would isolate other pods than it names. So it cannot be narrowed.
  const subjects = selectorUses(features, 'spec.podSelector', policy.podSelector);
  const rules = [...(policy.ingress ?? []), ...(policy.egress ?? [])];
  const uses = [...subjects, ...rules.flatMap(rule => ruleUses(features, rule))];
  if (uses.length === 0) return { value: policy, issues: [] };
  const whole = mode === 'reject-policy' || subjects.length > 0;
  return {
    value: whole ? undefined : narrow(features, policy),
    issues: uses.map(({ feature, path }): Issue => {
      const message = `${notSupported(feature, backend)}: ${whole ? WHOLE_POLICY : itemOnly(feature)}`;
      return { severity: 'error', code: unsupportedCode(feature), policy: keyOf(policy), path, message };
    }),
  };
}

export const WHOLE_POLICY = 'the whole policy has no effect there';

export function itemOnly({ entry }: Feature): string {
  return `this ${entry === 'port' ? 'port entry' : 'peer'} allows nothing`;
}

export function notSupported({ subject }: Feature, { name }: Backend): string {
  return `${subject} not supported on ${name}`;
}

interface Use {
  readonly feature: Feature;
  readonly path: string;
}

function ruleUses(features: readonly Feature[], { ports, peers }: Rule): Use[] {
  return [
    ...(ports === 'any' ? [] : ports.flatMap(port => portUses(features, port))),
    ...(peers === 'any' ? [] : peers.flatMap(peer => peerUses(features, peer))),
  ];
}

function portUses(features: readonly Feature[], port: Port): Use[] {
  return features
    .filter(feature => feature.entry === 'port' && feature.uses(port))
    .map(feature => ({ feature, path: `${port.path}.${feature.field}` }));
}

function peerUses(features: readonly Feature[], peer: Peer): Use[] {
  if (peer.kind === 'ipBlock') {
    return features
      .filter(feature => feature.entry === 'ipBlock' && feature.uses(peer))
      .map(feature => ({ feature, path: `${peer.path}.ipBlock.${feature.field}` }));
  }
  const namespaces = peer.namespaces === 'same' ? [] : selectorUses(features, `${peer.path}.namespaceSelector`, peer.namespaces);
  return [...namespaces, ...selectorUses(features, `${peer.path}.podSelector`, peer.pods)];
}

function selectorUses(features: readonly Feature[], path: string, { matchExpressions }: Selector): Use[] {
  return matchExpressions.flatMap((requirement, index) =>
    features
      .filter(feature => feature.entry === 'requirement' && feature.uses(requirement))
      .map(feature => ({ feature, path: `${path}.matchExpressions[${index}].${feature.field}` })),
  );
}

function narrow(features: readonly Feature[], policy: NetworkPolicy): NetworkPolicy {
  const narrowRule = (rule: Rule): Rule => ({
    ...rule,
    peers: rule.peers === 'any' ? 'any' : rule.peers.filter(peer => peerUses(features, peer).length === 0),
    ports: rule.ports === 'any' ? 'any' : rule.ports.filter(port => portUses(features, port).length === 0),
  });
  return {
    ...policy,
    ...(policy.ingress && { ingress: policy.ingress.map(narrowRule) }),
    ...(policy.egress && { egress: policy.egress.map(narrowRule) }),
  };
}
