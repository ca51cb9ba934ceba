import assert from 'node:assert/strict';
import { type Answer, failure, success } from '../../../../src/simulator/hns/native.ts';
import { needs } from '../../../needs.ts';
import type { NativeHns } from '../../simulator-server.ts';
import { POWERSHELLS } from '../run.ts';
import { session } from './module.ts';

const ID = '11111111-2222-3333-4444-555555555555';
const OURS =
  '{ "Type" : "ACL", "Settings" : {"Priority":65000,"Id":"hns-policy-agent.default.2a9dbc8351df10e2","Action":"Block","Direction":"In"} }';
/** Content that JSON readers and writers of PowerShell, .NET and JavaScript change: numbers, dates, escapes, order, case, duplicates, white space. */
const OTHERS = [
  '{"Type":"OutBoundNAT","Settings":{"Serial":18446744073709551615,"Ratio":1.0,"Tiny":1E-7,"Minus":-0,"Long":0.1234567890123456789012345678901234567890}}',
  '{"Type":"SDNRoute","Settings":{"Since":"2026-01-02T03:04:05.0600Z","Until":"\\/Date(1700000000000)\\/","Offset":"2026-01-02T03:04:05+14:00"}}',
  '{ "Settings" : { "b" : 1 , "B" : 2, "a":[ ],\t"":{}, "c":[[1],[[2]]], "d":{"e":null,"f":true} } , "Type" : "L4Proxy" }',
  '{"Type":"PortName","Settings":{"Name":"caf\\u00e9 <>&\' \\u2028 \\ud83d\\ude42 \\"}]{[\\\\","Name2":"café 🙂"}}',
  '{"Type":"ACL","Settings":{"Id":null,"Action":"Allow","Direction":"Out","Priority":65499,"Scope":0,"Id":"x"}}',
  '{"Type":"ACL"}',
  '{"Type":"QOS","Settings":"hns-policy-agent.x"}',
];

/** An HNS with one endpoint. It returns a fixed text and expects a fixed text. */
class WordForWord implements NativeHns {
  policies: readonly string[];
  readonly documents: string[] = [];

  constructor(policies: readonly string[]) {
    this.policies = policies;
  }

  async serve(name: string, _target: string, document: string): Promise<Answer> {
    switch (name) {
      case 'HcnEnumerateEndpoints':
        return success(`[ "${ID}" ]\n`);
      case 'HcnOpenEndpoint':
        return success('1');
      case 'HcnCloseEndpoint':
        return success('');
      case 'HcnQueryEndpointProperties':
        return success(
          `{"ID":"${ID}", "HostComputeNetwork":"${ID}",\r\n "Policies" : [ ${this.policies.join(' ,\n')} ],"Version":18446744073709551615}`,
        );
      case 'HcnModifyEndpoint':
        this.documents.push(document);
        this.policies = OTHERS;
        return success('');
      default:
        return failure('E_NOTIMPL');
    }
  }
}

describe('PowerShell module: foreign policies', function () {
  this.timeout(0);
  before(function () {
    needs(this, 'dotnet');
  });

  it('are sent back to HNS unchanged', async () => {
    for (const on of POWERSHELLS) {
      const hns = new WordForWord([...OTHERS.slice(0, 3), OURS, ...OTHERS.slice(3), OURS]);
      const { given } = await session(hns, on, [{ command: 'Remove-HnsPolicyAcl -Confirm:$false' }]);
      assert.deepEqual(given[0]!.errors, []);
      assert.deepEqual(hns.documents, [`{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[${OTHERS.join(',')}]}}`]);
      assert.equal(given[0]!.objects[0].Kept, OTHERS.length);
    }
  });
});
