/** Finds the entries of a policy that use features which a backend may lack. */
import type { Feature, FeatureName } from './feature.ts';
import type { NetworkPolicy, Peer, Port, Selector } from './model.ts';

export interface Use {
  readonly feature: Feature;
  readonly path: string;
}

/** The features that a policy uses, each once, in the order of `features`. */
export function usedFeatures(features: readonly Feature[], policy: NetworkPolicy): FeatureName[] {
  if (features.length === 0) return [];
  const used = new Set(subjectUses(features, policy).map(({ feature }) => feature));
  for (const { feature } of rulesUses(features, policy)) used.add(feature);
  return features.filter(feature => used.has(feature)).map(({ name }) => name);
}

/** Uses in `spec.podSelector`. */
export function subjectUses(features: readonly Feature[], { podSelector }: NetworkPolicy): Use[] {
  return selectorUses(features, 'spec.podSelector', podSelector);
}

/** Uses in the rules, in the order of the policy's fields. */
export function* rulesUses(features: readonly Feature[], { ingress = [], egress = [] }: NetworkPolicy): Generator<Use> {
  for (const { ports, peers } of [...ingress, ...egress]) {
    if (ports !== 'any') for (const port of ports) yield* portUses(features, port);
    if (peers !== 'any') for (const peer of peers) yield* peerUses(features, peer);
  }
}

export function portUses(features: readonly Feature[], port: Port): Use[] {
  return features
    .filter(feature => feature.entry === 'port' && feature.uses(port))
    .map(feature => ({ feature, path: `${port.path}.${feature.field}` }));
}

export function peerUses(features: readonly Feature[], peer: Peer): Use[] {
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
