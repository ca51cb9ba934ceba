import assert from 'node:assert/strict';
import { aclFields } from '../../../src/hns/document/acl-fields.ts';
import { parseJson } from '../../../src/hns/document/json.ts';

const NONE = aclFields({ Type: 'ACL' });

describe('hns/acl-fields', () => {
  it('are text, whether HNS returns a number or text', () => {
    const settings = parseJson('{"Id":"a","Protocols":6,"Priority":1000.0,"LocalPorts":80,"RuleType":"Switch","Unknown":[]}');
    assert.deepEqual(aclFields({ Type: 'ACL', Settings: settings }), {
      ...NONE,
      Id: 'a',
      Protocols: '6',
      Priority: '1000',
      LocalPorts: '80',
      RuleType: 'Switch',
    });
  });

  it('are empty if they are absent or null', () => {
    for (const Settings of [undefined, null, {}, { Id: null, Priority: '' }, 'text'])
      assert.deepEqual([...new Set(Object.values(aclFields({ Type: 'ACL', Settings })))], ['']);
  });

  it('are undefined if they cannot be read, so that an unreadable list never means any', () => {
    const { RemoteAddresses, LocalPorts, Priority } = aclFields({
      Type: 'ACL',
      Settings: { RemoteAddresses: [''], LocalPorts: {}, Priority: false },
    });
    assert.deepEqual([RemoteAddresses, LocalPorts, Priority], [undefined, undefined, undefined]);
  });
});
