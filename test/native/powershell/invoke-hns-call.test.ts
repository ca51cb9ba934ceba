import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from '../../needs.ts';
import { bridge } from '../build.ts';
import { DOOMED, type NodeBehindAbi, nodeBehindAbi, POD } from '../node-behind-abi.ts';
import { ROOT } from '../part.ts';
import { SOCKET_VARIABLE } from '../simulator-server.ts';
import { POWERSHELLS, runPowerShell } from './run.ts';

const LOAD = ['Import-HnsPolicyBridge', 'Private/Hns/Invoke-HnsCall']
  .map(name => `. '${join(ROOT, `windows/HnsPolicy/${name}.ps1`)}';`)
  .join(' ');

for (const on of POWERSHELLS) {
  describe(`native/powershell/Invoke-HnsCall on ${on.name}`, function () {
    // The first run builds native parts, which may take minutes.
    this.timeout(0);
    before(function () {
      needs(this, 'dotnet');
    });

    let node: NodeBehindAbi;
    beforeEach(async () => {
      node = await nodeBehindAbi();
    });
    afterEach(() => node.server.close());

    /** @returns The lines of the script's output. */
    async function run(script: string, env: Readonly<Record<string, string>> = {}): Promise<string[]> {
      const given = { HNS_POLICY_BRIDGE: (await bridge()).netstandard, [SOCKET_VARIABLE]: node.server.path, ...env };
      const { out, err } = await runPowerShell({ on, command: `Set-StrictMode -Version Latest; ${LOAD} ${script}`, env: given });
      assert.equal(err, '');
      return out.trimEnd().split(/\r?\n/);
    }

    it('returns the text of HNS, including an empty one', async () => {
      const [list, pod, version, nothing] = await run(
        `Invoke-HnsCall -Name HcnEnumerateEndpoints; Invoke-HnsCall -Name HcnQueryEndpointProperties -Id ${POD}
         Invoke-HnsCall HNSCall 'GET /globals/version'; (Invoke-HnsCall HcnModifyEndpoint ${POD} '{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[{}]}}').GetType().Name`,
      );
      assert.deepEqual(JSON.parse(list!), [POD, DOOMED]);
      assert.equal(JSON.parse(pod!).Name, 'pod-ü-🙂');
      assert.equal(JSON.parse(version!).Success, true);
      assert.equal(nothing, 'String');
    });

    it('throws an error of HNS with function, number, name and record', async () => {
      const lines = await run(
        `try { Invoke-HnsCall HcnQueryEndpointProperties 99999999-9999-9999-9999-999999999999 } catch {
           $_.Exception.Message; $_.CategoryInfo.Category; $_.FullyQualifiedErrorId; $_.TargetObject
           foreach ($key in 'Function', 'HResult', 'HResultName', 'Record') { $_.Exception.Data[$key] } }`,
      );
      const record = '{"Success":false,"Error":"The endpoint was not found. ","ErrorCode":2151350274}';
      assert.deepEqual(lines, [
        `HcnOpenEndpoint failed: 0x803b0002 HCN_E_ENDPOINT_NOT_FOUND ${record}`,
        'ObjectNotFound',
        'HnsCallFailed',
        '99999999-9999-9999-9999-999999999999',
        'HcnOpenEndpoint',
        '2151350274',
        'HCN_E_ENDPOINT_NOT_FOUND',
        record,
      ]);
    });

    it('throws an error if the call does not reach HNS', async () => {
      node.hns.configure({ access: 'denied' });
      const failing = (call: string) => `try { ${call} } catch { $_.Exception.Message; "$($_.CategoryInfo.Category)" };`;
      const lines = await run(failing('Invoke-HnsCall HcnEnumerateEndpoints') + failing('Invoke-HnsCall Format-Disk'));
      assert.match(lines[0]!, /^HcnEnumerateEndpoints failed: 0x80070005 E_ACCESSDENIED/);
      assert.deepEqual(lines.slice(1), [
        'PermissionDenied',
        "Format-Disk failed: 0x80070057 E_INVALIDARG 'Format-Disk' is not a known call",
        'InvalidResult',
      ]);
    });

    it('loads a bridge that Windows marks as downloaded', () => {
      // LoadFrom rejects it in Windows PowerShell (docs/reference/windows-nodes.md §6). Linux has no such mark.
      const text = readFileSync(join(ROOT, 'windows/HnsPolicy/Import-HnsPolicyBridge.ps1'), 'utf8');
      assert.match(text, /\[System\.Reflection\.Assembly\]::UnsafeLoadFrom\(/);
      assert.doesNotMatch(text, /::LoadFrom\(/);
    });

    it('names a missing or invalid bridge', async () => {
      const failing = 'try { Invoke-HnsCall HcnEnumerateEndpoints } catch { $_.Exception.Message; $_.FullyQualifiedErrorId }';
      const none = import.meta.filename;
      assert.deepEqual(await run(failing, { HNS_POLICY_BRIDGE: '/nowhere/x.dll' }), [
        'The bridge to HNS is missing: /nowhere/x.dll does not exist. build.ps1 builds it. HNS_POLICY_BRIDGE can name another file.',
        'BridgeMissing',
      ]);
      const [message, id] = await run(failing, { HNS_POLICY_BRIDGE: none });
      assert.ok(message!.startsWith(`The bridge to HNS cannot be loaded: ${none}: `), message);
      assert.equal(id, 'BridgeUnusable');
    });
  });
}
