import assert from 'node:assert/strict';
import { requireBuild, requireHns92 } from '../../src/hns/unsupported.ts';

describe('hns/unsupported', () => {
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
        name: 'UnsupportedError',
        message: `HNS ${version.Major}.${version.Minor} is too old: the HCN v2 calls need 9.2`,
      });
    }
  });

  it('Windows Server 2022, 2025 and any newer build are accepted', () => {
    for (const build of [20348, 25398, 26100, 99999]) requireBuild(build);
  });

  it('an older build is rejected, with its number and the oldest supported one', () => {
    for (const build of [17763, 19045, 20347]) {
      assert.throws(() => requireBuild(build), {
        name: 'UnsupportedError',
        message: `Windows build ${build} is too old: the agent needs 20348 (Windows Server 2022)`,
      });
    }
  });
});
