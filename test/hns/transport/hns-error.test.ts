import assert from 'node:assert/strict';
import { HnsError, hnsErrorOf, hresultName, isPermanent } from '../../../src/hns/transport/hns-error.ts';

describe('hns/hns-error', () => {
  const codes = [
    [0x803b0001, 'not-found'],
    [0x803b0002, 'not-found'],
    [0x803b0008, 'not-found'],
    [0x803b0031, 'not-found'],
    [0x80070490, 'not-found'],
    [0x80070005, 'access-denied'],
    [0x800706ba, 'unavailable'],
    [0x803b0007, 'unavailable'],
    [0x803b0020, 'unavailable'],
    [0x803b000d, 'rejected'],
    [0x803b0035, 'rejected'],
    [0x8000ffff, 'rejected'],
  ] as const;
  it('a failure is classified by its number, signed or unsigned', () => {
    for (const [hresult, code] of codes) {
      assert.equal(hnsErrorOf('HcnModifyEndpoint', hresult).code, code, hresult.toString(16));
      assert.equal(hnsErrorOf('HcnModifyEndpoint', hresult | 0).code, code);
      assert.equal(hnsErrorOf('HcnModifyEndpoint', hresult | 0).hresult, hresult);
    }
  });

  it('a rejection of the content is permanent. A missing object, a busy HNS, an unknown number and a time-out are not', () => {
    const permanent = [0x803b000d, 0x803b000e, 0x803b0012, 0x803b0015, 0x803b001b, 0x803b001c, 0x803b002f, 0x80070057, 0x80004001];
    const other = [0x803b0001, 0x803b0002, 0x803b0007, 0x803b0017, 0x803b0020, 0x803b0034, 0x80070005, 0x800706ba, 0x800706be, 0x8000ffff];
    const answers = (numbers: readonly number[]) => new Set(numbers.map(number => isPermanent(hnsErrorOf('HcnModifyEndpoint', number))));
    assert.deepEqual([answers(permanent), answers(other)], [new Set([true]), new Set([false])]);
    assert.equal(isPermanent(new HnsError('timeout', { function: 'HcnModifyEndpoint' })), false);
    assert.equal(isPermanent(new HnsError('rejected', { function: 'HcnModifyEndpoint' }, 'success without effect')), false);
  });

  it('its message contains the call, the number, the name of the number and the record', () => {
    const record = '{"Success":false,"Error":"The endpoint was not found. ","ErrorCode":2151350274}';
    assert.equal(
      hnsErrorOf('HcnModifyEndpoint', 0x803b0002, record).message,
      `HcnModifyEndpoint failed: 0x803b0002 HCN_E_ENDPOINT_NOT_FOUND ${record}`,
    );
    assert.equal(hnsErrorOf('HNSCall', 0x8000ffff).message, 'HNSCall failed: 0x8000ffff unknown HRESULT');
    assert.equal(hresultName(-2143617022), 'HCN_E_ENDPOINT_NOT_FOUND');
    assert.equal(hresultName(0), undefined);
  });
});
