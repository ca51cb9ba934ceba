/** A node that is as it should be. */
import { FIREWALL_GROUP_POLICY } from '../../../src/agent/preflight/firewall.ts';
import type { Sources } from '../../../src/agent/preflight/preflight.ts';
import { RECOMMENDED_SWITCHES } from '../../../src/hns/node/hns-switches.ts';
import type { Reg } from '../../../src/hns/transport/registry.ts';
import { SimulatedContainerd } from '../../../src/simulator/cri/containerd.ts';
import { inProcessCri } from '../../../src/simulator/cri/in-process-client.ts';

const DWORDS = { EnableFirewall: 1, DefaultInboundAction: 1, Release: 528_049 };
const SWITCHES = Object.fromEntries(
  Object.values(RECOMMENDED_SWITCHES)
    .flat()
    .map(name => [name, 1]),
);
const RULE = 'v2.31|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=9464|Name=hns-policy-agent|';

/** The output of `reg.exe query` for every key. */
const reg: Reg = async args => {
  const [, key = ''] = args;
  if (key === FIREWALL_GROUP_POLICY) return { status: 1, out: '' };
  const dwords = Object.entries({ ...DWORDS, ...SWITCHES }).map(([name, value]) => `    ${name}    REG_DWORD    0x${value.toString(16)}`);
  return { status: 0, out: ['', key, ...dwords, `    {1}    REG_SZ    ${RULE}`, ''].join('\r\n') };
};

export const HEALTHY_NODE: Sources = {
  windowsBuild: 20348,
  release: '10.0.20348',
  reg,
  edgeFailure: async () => undefined,
  probeHns: async () => ({
    version: { Major: 15, Minor: 2 },
    dsr: { mode: 'on', evidence: 'the load balancers of kube-proxy have IsDSR' },
    endpoints: { read: 3, unreadable: 0, defaultDeny: 0, felix: 0, leftovers: { 'azure-npm': 0, calico: 0 } },
  }),
  connectCri: () => inProcessCri(new SimulatedContainerd()),
  send: async ({ path }) => (path === '/api/v1/pods' ? { items: [] } : { status: { allowed: true } }),
};
