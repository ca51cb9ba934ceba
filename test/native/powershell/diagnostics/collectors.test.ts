import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../../needs.ts';
import { ROOT } from '../../part.ts';
import { POWERSHELLS } from '../run.ts';
import { type Bundle, gather, gatherAndEnd, statuses } from './gather.ts';
import { fixture, recorded } from './recordings.ts';
import { temporary } from './temporary.ts';

const PORT = 'vfp/91D0B4A2-7C11-4E0B-8D1E-2F0E6C5A0001';

/** The bundle's paths of the recorded node's texts. */
const VERBATIM: Readonly<Record<string, string>> = {
  'host/windows.txt': 'reg-currentversion.txt',
  'host/registry-hns-state.txt': 'reg-hns-state.txt',
  'host/registry-vfpext-parameters.txt': 'reg-vfpext-parameters.txt',
  'host/registry-featuremanagement-overrides.txt': 'reg-feature-overrides.txt',
  'host/hotfixes.txt': 'hotfixes.txt',
  'hns/networks-v1.json': 'networks-v1.json',
  'hns/endpoints-v1.json': 'endpoints-v1.json',
  'hns/endpoints/6c0e3a1d-0b6f-4b58-9f5b-2a7c1e9d0001.json': 'endpoint-1.json',
  'hns/policylists-v1.json': 'policylists-v1.json',
  'vfp/ports.txt': 'vfp-ports.txt',
  [`${PORT}/state.txt`]: 'vfp-state-open.txt',
  [`${PORT}/acl-rules.txt`]: 'vfp-rules-1.txt',
  [`${PORT}/layers.txt`]: 'vfp-layers.txt',
  [`${PORT}/counters.txt`]: 'vfp-counters.txt',
  'services/hns-queryex.txt': 'sc-running.txt',
  'services/hns-qc.txt': 'sc-qc.txt',
  'services/hns-process.json': 'hns-process.json',
  'events/service-crashes.xml': 'service-crashes.xml',
  'events/Microsoft-Windows-Host-Network-Service-Admin.xml': 'hns-admin-log.xml',
  'hnsdiag/list-all.txt': 'hnsdiag.txt',
  'network/ipconfig.txt': 'ipconfig.txt',
  'network/excluded-ports-tcp.txt': 'excluded-ports.txt',
  'containers/pods.txt': 'crictl-pods.txt',
};

describe('powershell/diagnostics/collectors', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'dotnet');
  });
  const folder = temporary();
  let bundle: Bundle;

  it('collect all data of a recorded node, in every PowerShell', async () => {
    for (const on of POWERSHELLS) {
      bundle = await gather({ folder: await folder(), on, parameters: { IncludeFirewall: true } });
      const { index, files, text } = bundle;
      assert.deepEqual(statuses(index), {
        host: 'ok',
        'hns-version': 'ok',
        'hns-networks': 'ok',
        'hns-endpoints': 'ok',
        'hns-namespaces': 'ok',
        // The recording has neither an agent nor a native HNS.
        agent: 'not-available',
        acls: 'not-available',
        // The recorded host port has no ACL layer, and access to one log is denied.
        vfp: 'partial',
        services: 'ok',
        events: 'partial',
        'hns-policylists': 'ok',
        'hns-statistics': 'ok',
        hnsdiag: 'ok',
        network: 'ok',
        containers: 'ok',
        firewall: 'ok',
      });
      for (const [path, name] of Object.entries(VERBATIM)) assert.equal(text(path), fixture(name), `${path}, ${on.name}`);
      assert.deepEqual([...files.keys()].sort(), ['index.html', 'index.json', ...index.files.map(({ path }) => path)].sort());
    }
  });

  it('use every recorded answer, and call nothing that is not recorded', () => {
    const { index, files } = bundle;
    const missing = index.collectors.flatMap(({ problems }) => problems.filter(({ message }) => message.includes('not on this host')));
    assert.deepEqual(
      missing.map(({ subject }) => subject),
      ['nvspinfo.exe'],
    );
    const contents = [...files.values()].map(content => content.toString('utf8'));
    for (const [key, { text, file, exitCode = 0 } = {}] of Object.entries(recorded())) {
      // These answers are lists of ids for later calls, or empty.
      if (key.startsWith('HcnEnumerate') || exitCode === 1060) continue;
      const answer = text ?? (file === undefined ? '' : fixture(file));
      assert.ok(
        contents.some(content => content.includes(answer)),
        `the answer to ${key} is in no file`,
      );
    }
  });

  it('work from any folder with the script and the module, and skip the firewall by default', async () => {
    const place = await folder();
    cpSync(join(ROOT, 'windows/Debug-HnsPolicy.ps1'), join(place, 'Debug-HnsPolicy.ps1'));
    cpSync(join(ROOT, 'windows/HnsPolicy'), join(place, 'HnsPolicy'), { recursive: true });
    // A shared PowerShell would keep this module loaded in addition to the real one.
    const [bundle] = await gatherAndEnd([{ folder: place, script: join(place, 'Debug-HnsPolicy.ps1') }]);
    const { index } = bundle!;
    assert.equal(index.node.windows, 'Windows Server 2022 Datacenter (build 20348.2932)');
    assert.equal(index.node.hns, '15.4');
    assert.equal(statuses(index).firewall, 'skipped');
    assert.ok(!index.files.some(({ path }) => path.startsWith('firewall/')));
  });
});
