import assert from 'node:assert/strict';
import { windowsBuild } from '../../../src/agent/enforcement/windows-build.ts';

describe('agent/enforcement/windows-build', () => {
  it('is the third number of the version', () => {
    assert.equal(windowsBuild('10.0.20348', 'win32'), 20348);
    assert.equal(windowsBuild('10.0.26100', 'win32'), 26100);
  });

  it('is unknown on other systems and for another form', () => {
    assert.equal(windowsBuild('6.1.0-44-amd64', 'linux'), undefined);
    assert.equal(windowsBuild('6.1.153', 'linux'), undefined);
    assert.equal(windowsBuild('11', 'win32'), undefined);
  });
});
