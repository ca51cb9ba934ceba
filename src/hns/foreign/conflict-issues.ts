/** Conflicts with foreign ACLs in words: one issue for each effect and direction. */
import type { Issue } from '../../core/issue.ts';
import { aclFields } from '../document/acl-fields.ts';
import { aclId } from '../document/owner.ts';
import type { EndpointPolicy } from '../document/schema.ts';
import type { DefaultDeny } from './cni-default-deny.ts';
import type { ForeignAcl } from './foreign-acl.ts';
import { PROTOCOL_NUMBERS } from './traffic.ts';
import type { ForeignConflict } from './whole-list.ts';

export interface ConflictContext {
  /** `namespace/name`. */
  readonly pod: string;
  /** The ACL that is recognisably the CNI plugin's default deny. */
  readonly deny: EndpointPolicy | undefined;
  readonly defaultDeny: DefaultDeny;
}

/** More ACLs than these are only counted. */
const SHOWN = 3;
const MAX_ID = 100;

export function conflictIssues(conflicts: readonly ForeignConflict[], { pod, deny, defaultDeny }: ConflictContext): Issue[] {
  const groups = Map.groupBy(conflicts, ({ effect, direction }) => `${effect} ${direction}`);
  return [...groups.values()].map((group): Issue => {
    const [first] = group as [ForeignConflict];
    const isDeny = group.some(({ acl }) => acl.policy === deny);
    return {
      severity: 'error',
      code: first.effect === 'opens' ? 'foreign-allow' : 'foreign-block',
      pod,
      path: '',
      message: `${sentence(group)}${isDeny ? `. ${REMEDY[defaultDeny]}` : ''}`,
    };
  });
}

const REMEDY: Readonly<Record<DefaultDeny, string>> = {
  keep: "It looks like the default deny of Calico's CNI plugin, which stays because cniDefaultDeny is keep. If Felix is off on this node, set cniDefaultDeny to open",
  open: "It looks like the default deny of Calico's CNI plugin, but the agent cannot overrule it here",
  felix:
    'cniDefaultDeny is open, but Felix wrote ACLs to a new endpoint of this node, so it still enforces. Switch it off and restart the agent',
};

function sentence(group: readonly ForeignConflict[]): string {
  const [{ effect, direction, example }] = group as [ForeignConflict];
  const names = group.slice(0, SHOWN).map(({ acl }) => nameOf(acl));
  const more = group.length > SHOWN ? ` and ${group.length - SHOWN} more` : '';
  const verb = effect === 'opens' ? ['allows', 'allow'] : ['blocks', 'block'];
  const [one, many] = group.every(conflict => conflict.example) ? verb : [`may ${verb[1]}`, `may ${verb[1]}`];
  const traffic = direction === 'In' ? 'ingress' : 'egress';
  const what = effect === 'opens' ? `${traffic} that no NetworkPolicy allows` : `${traffic} that NetworkPolicies leave open`;
  const instance = example ? `, for instance ${exampleText(example, direction)}` : '';
  const consequence = effect === 'opens' ? `. The pod is not enforced for ${traffic}` : '';
  return `foreign ${group.length > 1 ? 'ACLs' : 'ACL'} ${names.join(', ')}${more} ${group.length > 1 ? many : one} ${what}${instance}${consequence}`;
}

/** `"their-allow" (Allow In, priority 500)`. The text is foreign, so it is printed as plain ASCII. */
export function nameOf({ policy }: Pick<ForeignAcl, 'policy'>): string {
  const { Action, Direction, Priority, RuleType } = aclFields(policy);
  const id = aclId(policy);
  const kind = policy.Type === 'ACL' ? [Action, Direction].filter(Boolean).join(' ') : policy.Type;
  const facts = [kind, RuleType === 'Host' && 'Host', Priority !== '' && `priority ${Priority}`].filter(Boolean).join(', ');
  return plain(`${id === '' ? 'without Id' : `"${id.slice(0, MAX_ID)}"`} (${facts})`);
}

function plain(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 2 * MAX_ID);
}

function exampleText({ protocol, port, peer }: NonNullable<ForeignConflict['example']>, direction: 'In' | 'Out'): string {
  const name = Object.entries(PROTOCOL_NUMBERS).find(([, number]) => number === protocol)?.[0];
  const where = `${direction === 'In' ? 'from' : 'to'} ${peer}`;
  return name === undefined ? `IP protocol ${protocol} ${where}` : `${name} port ${port} ${where}`;
}
