import assert from 'node:assert/strict';
import { dwordsOf } from '../../../src/hns/node/reg-query.ts';
import { type Reg, readHnsSwitches } from '../../../src/hns/transport/registry.ts';

const SERVICES = 'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services';
const STATE = `\r\n${SERVICES}\\hns\\State\r\n    HnsAclUpdateChange    REG_DWORD    0x1\r\n    HnsNpmRefresh    REG_DWORD    0x0\r\n    With Blanks    REG_DWORD    0xffffffff\r\n    Text    REG_SZ    0x1\r\n\r\n${SERVICES}\\hns\\State\\Sub\r\n`;
const PARAMETERS = `\r\n${SERVICES}\\VfpExt\\Parameters\r\n    VfpEvenPodDistributionIsEnabled    REG_DWORD    0x1\r\n`;

/** Outputs by key below Services. Every other key has exit status 1. */
function reg(outputs: Readonly<Record<string, string>>): Reg {
  return async ([verb, key = '']) => {
    assert.equal(verb, 'query');
    const out = outputs[key.replace('HKLM\\SYSTEM\\CurrentControlSet\\Services\\', '')];
    return out === undefined ? { status: 1, out: '' } : { status: 0, out };
  };
}

describe('hns/transport/registry', () => {
  it('reads the DWORD values of a key, whatever their names', () => {
    assert.deepEqual(dwordsOf(STATE), { HnsAclUpdateChange: 1, HnsNpmRefresh: 0, 'With Blanks': 0xffff_ffff });
    assert.deepEqual(dwordsOf('ERROR: The system was unable to find the specified registry key or value.\r\n'), {});
  });

  it('returns the values of both keys', async () => {
    const values = await readHnsSwitches(reg({ 'hns\\State': STATE, 'VfpExt\\Parameters': PARAMETERS }));
    assert.deepEqual([values.HnsAclUpdateChange, values.VfpEvenPodDistributionIsEnabled], [1, 1]);
  });

  it('a key that does not exist has no values', async () => {
    const hns = `\r\n${SERVICES}\\hns\r\n    Start    REG_DWORD    0x2\r\n\r\n${SERVICES}\\hns\\Parameters\r\n`;
    assert.deepEqual(await readHnsSwitches(reg({ hns, 'VfpExt\\Parameters': PARAMETERS })), { VfpEvenPodDistributionIsEnabled: 1 });
  });

  it('a key that exists and cannot be read is an error, and so is a service that does not exist', async () => {
    const hns = `\r\n${SERVICES}\\hns\r\n\r\n${SERVICES}\\hns\\State\r\n`;
    const unreadable = /the registry key .*\\hns\\State cannot be read/;
    await assert.rejects(readHnsSwitches(reg({ hns, 'VfpExt\\Parameters': PARAMETERS })), unreadable);
    await assert.rejects(readHnsSwitches(reg({})), unreadable);
  });
});
