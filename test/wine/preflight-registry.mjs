/** Writes the registry of a node with .NET Framework 4.8 and a rule of the firewall. */
import { execFileSync } from 'node:child_process';

const FIREWALL = 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy';
const RULE = 'v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=9464|Name=hns-policy-agent|';

const add = (key, name, type, data) =>
  execFileSync('C:\\windows\\System32\\reg.exe', ['add', key, '/v', name, '/t', type, '/d', data, '/f']);

add('HKLM\\SOFTWARE\\Microsoft\\NET Framework Setup\\NDP\\v4\\Full', 'Release', 'REG_DWORD', '528049');
for (const profile of ['DomainProfile', 'StandardProfile', 'PublicProfile']) {
  add(`${FIREWALL}\\${profile}`, 'EnableFirewall', 'REG_DWORD', '1');
  add(`${FIREWALL}\\${profile}`, 'DefaultInboundAction', 'REG_DWORD', '1');
}
add(`${FIREWALL}\\FirewallRules`, 'hns-policy-agent', 'REG_SZ', RULE);
