/** Reads the registry for the preflight. */
import { dwordsOf } from '../../hns/node/reg-query.ts';
import type { Reg } from '../../hns/transport/registry.ts';
import { FIREWALL_GROUP_POLICY, FIREWALL_POLICY, FIREWALL_PROFILES, type FirewallEvidence, rulesOf } from './firewall.ts';

const DOTNET = 'HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full';

/** Undefined: reg.exe cannot be run. */
export async function dotnetRelease(reg: Reg): Promise<number | 'absent' | undefined> {
  const answer = await unlessImpossible(reg(['query', DOTNET, '/v', 'Release']));
  if (!answer) return undefined;
  return answer.status === 0 ? dwordsOf(answer.out).Release : 'absent';
}

/** Undefined: the settings of the firewall cannot be read. */
export async function firewallEvidence(reg: Reg): Promise<FirewallEvidence | undefined> {
  const keys = [...FIREWALL_PROFILES, 'FirewallRules'].map(name => `${FIREWALL_POLICY}\\${name}`);
  const answers = await unlessImpossible(Promise.all([...keys, FIREWALL_GROUP_POLICY].map(key => reg(['query', key]))));
  const groupPolicy = answers?.pop();
  const rules = answers?.pop();
  if (!answers || !rules || !groupPolicy || [...answers, rules].some(({ status }) => status !== 0)) return undefined;
  return { profiles: answers.map(({ out }) => dwordsOf(out)), rules: rulesOf(rules.out), hasGroupPolicy: groupPolicy.status === 0 };
}

async function unlessImpossible<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch {
    return undefined;
  }
}
