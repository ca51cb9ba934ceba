/** Why this agent enforces no policy now. Events end with the reason, because their other sentences describe an agent that enforces. */
export type NotEnforcing = 'dry-run' | 'other-engine' | 'simulated' | 'unsupported';

const REASONS: Readonly<Record<NotEnforcing, string>> = {
  'dry-run': 'hns-policy-agent runs as a dry run and enforces no NetworkPolicy.',
  'other-engine': 'While another policy engine runs on the node, hns-policy-agent enforces no NetworkPolicy there.',
  unsupported: 'Windows or HNS on the node is too old, so hns-policy-agent enforces no NetworkPolicy there.',
  simulated: 'HNS is simulated, so hns-policy-agent enforces no NetworkPolicy.',
};

export function reasonOf(notEnforcing: NotEnforcing): string {
  return REASONS[notEnforcing];
}
