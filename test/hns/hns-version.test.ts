import assert from 'node:assert/strict';
import { requireHns92 } from '../../src/hns/hns-version.ts';

describe('hns/hns-version', () => {
  it('an HNS from 9.2 on is accepted', () => {
    for (const version of [
      { Major: 9, Minor: 2 },
      { Major: 10, Minor: 0 },
      { Major: 16, Minor: 4 },
    ])
      requireHns92(version);
  });

  it('an HNS below 9.2 is rejected, with its version and the missing feature', () => {
    for (const version of [
      { Major: 9, Minor: 1 },
      { Major: 8, Minor: 9 },
    ]) {
      assert.throws(() => requireHns92(version), {
        name: 'HnsError',
        code: 'rejected',
        message: `HNS ${version.Major}.${version.Minor} is too old: the HCN v2 calls need 9.2 (Windows Server 2019)`,
      });
    }
  });
});
