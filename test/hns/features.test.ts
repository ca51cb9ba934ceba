import assert from 'node:assert/strict';
import { featuresOf } from '../../src/hns/features.ts';

describe('hns/features', () => {
  it('follow from the version, number by number', () => {
    const none = { ipv6DualStack: false, setPolicy: false, nestedIpSet: false, tierAcl: false, networkAcl: false };
    assert.deepEqual(featuresOf({ Major: 9, Minor: 2 }), none);
    assert.deepEqual(featuresOf({ Major: 13, Minor: 0 }), { ...none, ipv6DualStack: true, setPolicy: true });
    const all = { ipv6DualStack: true, setPolicy: true, nestedIpSet: true, tierAcl: true, networkAcl: true };
    assert.deepEqual(featuresOf({ Major: 15, Minor: 4 }), all);
    assert.deepEqual(featuresOf({ Major: 16, Minor: 0 }), all);
  });

  it('an HNS below 9.2 is refused, with its version and what it lacks', () => {
    for (const version of [
      { Major: 9, Minor: 1 },
      { Major: 8, Minor: 9 },
    ]) {
      assert.throws(() => featuresOf(version), {
        name: 'HnsError',
        code: 'rejected',
        message: `HNS ${version.Major}.${version.Minor} is too old: the HCN v2 calls need 9.2 (Windows Server 2019)`,
      });
    }
  });
});
