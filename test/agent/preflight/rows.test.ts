/** Each row of the preflight in the right and the wrong state of the node. */
import assert from 'node:assert/strict';
import { containerRuntimeFinding } from '../../../src/agent/preflight/container-runtime.ts';
import { type FirewallEvidence, firewallFinding, rulesOf } from '../../../src/agent/preflight/firewall.ts';
import { defaultDenyFinding, dsrFinding, type EnginePods, hnsFinding, otherEnginesFinding } from '../../../src/agent/preflight/hns.ts';
import type { EndpointFacts, HnsFacts } from '../../../src/agent/preflight/hns-facts.ts';
import { dotnetFinding, switchesFinding } from '../../../src/agent/preflight/registry.ts';
import type { Finding } from '../../../src/agent/preflight/row.ts';
import { transportFinding } from '../../../src/agent/preflight/transport.ts';
import { windowsFinding } from '../../../src/agent/preflight/windows.ts';
import { hnsSwitchesOf, RECOMMENDED_SWITCHES } from '../../../src/hns/node/hns-switches.ts';
import { SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';

const READ: HnsFacts = { version: { Major: 15, Minor: 2 }, dsr: { mode: 'on', evidence: 'the load balancers of kube-proxy have IsDSR' } };
const WITHOUT: EndpointFacts = { read: 3, unreadable: 0, defaultDeny: 0, felix: 0, leftovers: { 'azure-npm': 0, calico: 0 } };
const withEndpoints = (facts: Partial<EndpointFacts> = {}): HnsFacts => ({ ...READ, endpoints: { ...WITHOUT, ...facts } });
const HUNG = { problem: 'did not answer within 12 s' };
const CRASHED = { problem: 'ended with 0xc0000005' };
const UNREACHED: HnsFacts = { failure: 'the edge transport cannot load its bridge', answered: false };
const STOPPED: HnsFacts = { failure: 'HNSCall failed: 0x800706ba RPC_S_SERVER_UNAVAILABLE', answered: true };
const DISABLED = { EnableFirewall: 0 };
const ENABLED = { EnableFirewall: 1, DefaultInboundAction: 1 };
const PORT = 9464;
const firewall = (rules: readonly string[], profiles: FirewallEvidence['profiles'] = [ENABLED, ENABLED, ENABLED], hasGroupPolicy = false) =>
  firewallFinding(PORT, { profiles, rules, hasGroupPolicy });
const rule = (fields: string) => `v2.31|Active=TRUE|Dir=In|Protocol=6|${fields}|Name=a rule|`;
const pods = (...entries: readonly (readonly ['azure-npm' | 'calico', readonly string[]])[]): EnginePods => new Map(entries);
const ALL_SWITCHES = Object.fromEntries(Object.values(RECOMMENDED_SWITCHES).flatMap(names => names.map(name => [name, 1])));
const { HnsNpmRefresh: _, ...ONE_MISSING } = ALL_SWITCHES;

type Case = readonly [title: string, finding: Finding, result: Finding['result'], detail: RegExp, fix?: RegExp];

const ROWS: Readonly<Record<string, readonly Case[]>> = {
  windows: [
    ['Server 2022', windowsFinding(20348, '10.0.20348'), 'ok', /^build 20348 \(Windows Server 2022\)$/],
    ['Server 2025', windowsFinding(26100, '10.0.26100'), 'ok', /2025/],
    ['Server 2019', windowsFinding(17763, '10.0.17763'), 'failed', /too old/, /Server 2022 or 2025/],
    ['another build', windowsFinding(25398, '10.0.25398'), 'warning', /neither/, /real-host/],
    ['another system', windowsFinding(undefined, '6.1.0'), 'unknown', /no build of Windows \(6\.1\.0\)/, /on the node/],
  ],
  transport: [
    ['edge', transportFinding({ configured: 'auto', edge: 'loaded', hns: READ }), 'ok', /edge-js/],
    ['powershell', transportFinding({ configured: 'powershell', edge: 'untried', hns: READ }), 'ok', /PowerShell/],
    ['HNS rejects the call', transportFinding({ configured: 'edge', edge: 'loaded', hns: STOPPED }), 'ok', /edge-js/],
    [
      'the fallback',
      transportFinding({ configured: 'auto', edge: CRASHED, hns: READ }),
      'warning',
      /PowerShell: ended with 0xc0/,
      /dotnet/,
    ],
    ['edge without fallback', transportFinding({ configured: 'edge', edge: CRASHED, hns: READ }), 'failed', /0xc0000005/, /auto/],
    [
      'neither',
      transportFinding({ configured: 'auto', edge: CRASHED, hns: UNREACHED }),
      'failed',
      /0xc0000005\. PowerShell: the edge/,
      /image/,
    ],
    ['a bridge that fails', transportFinding({ configured: 'edge', edge: 'loaded', hns: UNREACHED }), 'failed', /bridge/, /image/],
    [
      'PowerShell is blocked',
      transportFinding({ configured: 'powershell', edge: 'untried', hns: UNREACHED }),
      'failed',
      /./,
      /Transport\.ps1/,
    ],
    ['a hung HNS is no proof of a call', transportFinding({ configured: 'auto', edge: 'loaded', hns: HUNG }), 'unknown', /12 s/, /row hns/],
    ['a crash of PowerShell', transportFinding({ configured: 'auto', edge: CRASHED, hns: CRASHED }), 'failed', /calls HNS ended/, /image/],
    ['the simulator', transportFinding({ configured: 'simulator', edge: 'untried', hns: READ }), 'failed', /no policy/, /auto/],
  ],
  hns: [
    ['version 15.2', hnsFinding(READ), 'ok', /^HNS 15\.2$/],
    ['version 9.1', hnsFinding({ ...READ, version: { Major: 9, Minor: 1 } }), 'failed', /HNS 9\.1 is too old/, /2022 or 2025/],
    ['stopped', hnsFinding(STOPPED), 'failed', /RPC_S_SERVER_UNAVAILABLE/, /hresults/],
    ['hung', hnsFinding(HUNG), 'failed', /calls HNS did not answer within 12 s/, /restart/],
    ['the add-on crashes', hnsFinding(CRASHED), 'failed', /calls HNS ended with 0xc0000005/, /restart/],
    ['not reached', hnsFinding(UNREACHED), 'unknown', /no call/, /row transport/],
  ],
  dotnet: [
    ['4.8', dotnetFinding(528_049), 'ok', /528049/],
    ['4.6', dotnetFinding(393_295), 'failed', /older than 4\.7\.2/, /4\.8/],
    ['none', dotnetFinding('absent'), 'failed', /no \.NET Framework/, /4\.8/],
    ['an unreadable registry', dotnetFinding(undefined), 'unknown', /registry/, /on the node/],
  ],
  'hns-switches': [
    ['all are set', switchesFinding(hnsSwitchesOf(ALL_SWITCHES, 20348)), 'ok', /all recommended/],
    ['Server 2025', switchesFinding(hnsSwitchesOf({}, 26100)), 'ok', /needs none, 0 are set/],
    ['one is missing', switchesFinding(hnsSwitchesOf(ONE_MISSING, 20348)), 'warning', /^not 1: HnsNpmRefresh$/, /restart/],
    ['an unreadable registry', switchesFinding(hnsSwitchesOf(undefined, 20348)), 'unknown', /registry/, /on the node/],
  ],
  dsr: [
    ['with DSR', dsrFinding(READ), 'ok', /have IsDSR/],
    ['without DSR', dsrFinding({ ...READ, dsr: { mode: 'off', evidence: 'no IsDSR' } }), 'failed', /do not apply/, /install/],
    ['no evidence', dsrFinding({ ...READ, dsr: { mode: 'unknown', evidence: 'no load balancer' } }), 'unknown', /no load/, /install/],
    ['no HNS', dsrFinding(HUNG), 'unknown', /cannot be read/, /again/],
  ],
  'cni-default-deny': [
    ['absent', defaultDenyFinding(withEndpoints(), 'keep'), 'ok', /none of 3 endpoints/],
    ['kept', defaultDenyFinding(withEndpoints({ defaultDeny: 2 }), 'keep'), 'warning', /2 endpoints of 3 .*stay closed/, /open/],
    ['overruled', defaultDenyFinding(withEndpoints({ defaultDeny: 3 }), 'open'), 'ok', /overrules/],
    [
      'Felix runs',
      defaultDenyFinding(withEndpoints({ defaultDeny: 3, felix: 1 }), 'open'),
      'warning',
      /Felix enforces on 1 end/,
      /Felix off/,
    ],
    ['no pod', defaultDenyFinding(withEndpoints({ read: 0 }), 'keep'), 'unknown', /no endpoint/, /pod runs/],
    ['no HNS', defaultDenyFinding(HUNG, 'keep'), 'unknown', /no endpoint/, /again/],
  ],
  'other-engines': [
    ['none', otherEnginesFinding(pods(), withEndpoints(), ['azure-npm']), 'ok', /no other/],
    [
      'leftovers that are taken over',
      otherEnginesFinding(pods(), withEndpoints({ leftovers: { 'azure-npm': 2, calico: 0 } }), ['azure-npm']),
      'ok',
      /no/,
    ],
    [
      'NPM runs',
      otherEnginesFinding(pods(['azure-npm', ['kube-system/npm']]), withEndpoints(), ['azure-npm']),
      'warning',
      /npm\).*until/,
      /migrate/,
    ],
    [
      'Felix runs',
      otherEnginesFinding(pods(['calico', ['calico-system/x']]), withEndpoints(), ['azure-npm']),
      'failed',
      /overwrite/,
      /calico-cni/,
    ],
    [
      'leftovers of another engine',
      otherEnginesFinding(pods(), withEndpoints({ leftovers: { 'azure-npm': 0, calico: 1 } }), ['azure-npm']),
      'warning',
      /1 endpoint with ACLs of calico/,
      /takeover/,
    ],
    ['no API', otherEnginesFinding({ problem: '403 forbidden' }, withEndpoints(), ['azure-npm']), 'unknown', /403/, /permissions/],
    ['no HNS', otherEnginesFinding(pods(), HUNG, ['azure-npm']), 'unknown', /cannot be read/, /again/],
  ],
  firewall: [
    ['off', firewall([], [DISABLED, DISABLED, DISABLED]), 'ok', /off/],
    ['no port for others', firewallFinding(undefined, undefined), 'ok', /not served/],
    ['a rule', firewall([rule(`Action=Allow|LPort=${PORT}`)]), 'ok', /allows inbound TCP 9464/],
    ['a rule for a range', firewall([rule('Action=Allow|LPort2_10=9000-9999')]), 'ok', /allows/],
    ['a rule for all ports', firewall([rule('Action=Allow')]), 'ok', /allows/],
    ['no rule', firewall([]), 'warning', /no rule/, /^New-NetFirewallRule .* -LocalPort 9464 /],
    ['on in one profile', firewall([], [DISABLED, DISABLED, ENABLED]), 'warning', /no rule/, /New-NetFirewallRule/],
    ['other ports', firewall([rule('Action=Allow|LPort=80|LPort=RPC')]), 'warning', /no rule/, /./],
    ['a rule that is off', firewall([rule(`Action=Allow|LPort=${PORT}`).replace('TRUE', 'FALSE')]), 'warning', /no rule/, /./],
    ['a rule for UDP', firewall([rule(`Action=Allow|LPort=${PORT}`).replace('=6', '=17')]), 'warning', /no rule/, /./],
    ['a rule for outbound', firewall([rule(`Action=Allow|LPort=${PORT}`).replace('=In', '=Out')]), 'warning', /no rule/, /./],
    ['a rule with a condition', firewall([rule(`Action=Allow|LPort=${PORT}|RA4=10.0.0.0/8`)]), 'unknown', /conditions/, /./],
    ['a block', firewall([rule('Action=Allow'), rule(`Action=Block|LPort=${PORT}|Profile=Public`)]), 'warning', /blocks/, /remove/],
    ['a group policy', firewall([rule('Action=Allow')], [DISABLED, DISABLED, DISABLED], true), 'unknown', /group policy/, /9464/],
    ['no setting', firewallFinding(PORT, { profiles: [{}], rules: [], hasGroupPolicy: false }), 'unknown', /no setting/, /9464/],
    ['an unreadable registry', firewallFinding(PORT, undefined), 'unknown', /registry/, /on the node/],
  ],
};

describe('agent/preflight: the rows', () => {
  for (const [check, cases] of Object.entries(ROWS)) {
    for (const [title, finding, result, detail, fix] of cases) {
      it(`${check}: ${title} is ${result}`, () => {
        assert.equal(finding.result, result);
        assert.match(finding.detail, detail);
        if (finding.result === 'ok') return assert.equal(fix, undefined);
        assert.match(finding.fix, fix!);
      });
    }
  }

  it('container-runtime: a runtime that lists its sandboxes is ok', async () => {
    const finding = await containerRuntimeFinding('unix:///run', () => inProcessCri(new SimulatedContainerd()));
    assert.equal(finding.result, 'ok');
    assert.match(finding.detail, /^containerd .* at unix:\/\/\/run$/);
  });

  it('container-runtime: no runtime is failed', async () => {
    const finding = await containerRuntimeFinding('unix:///nowhere/containerd.sock');
    assert.equal(finding.result, 'failed');
    assert.match(finding.detail, /nowhere.*new pods are open/);
  });

  it('container-runtime: an empty setting is a warning', async () => {
    assert.equal((await containerRuntimeFinding('')).result, 'warning');
  });

  it('reads the rules from the output of reg.exe', () => {
    const key = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\SharedAccess\\Parameters\\FirewallPolicy\\FirewallRules';
    const text = rule('Action=Allow|LPort=80');
    assert.deepEqual(
      rulesOf(`\r\n${key}\r\n    {3F2504E0-4F89-11D3-9A0C-0305E82C3301}    REG_SZ    ${text}\r\n    x y    REG_SZ    no rule\r\n\r\n`),
      [text],
    );
  });
});
