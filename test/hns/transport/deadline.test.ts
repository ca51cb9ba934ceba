import assert from 'node:assert/strict';
import sinon from 'sinon';
import { hnsErrorOf } from '../../../src/hns/transport/hns-error.ts';
import { Deadline } from '../../../src/hns/transport/hung-calls.ts';

describe('hns/deadline', () => {
  let clock: sinon.SinonFakeTimers;
  beforeEach(() => {
    clock = sinon.useFakeTimers();
  });
  afterEach(() => {
    sinon.restore();
  });

  /** A transport whose calls the test answers, in their order. */
  function byHand() {
    const answers: PromiseWithResolvers<string>[] = [];
    const call = sinon.stub().callsFake(() => {
      const answer = Promise.withResolvers<string>();
      answers.push(answer);
      return answer.promise;
    });
    const close = sinon.stub().resolves();
    return { deadline: new Deadline({ call, close }, 1000), call, close, answers };
  }

  it('an answer in time is passed on, and no timer is left', async () => {
    const { deadline, call, answers } = byHand();
    const pending = deadline.call('HcnQueryEndpointProperties', 'e1', '{}');
    await clock.tickAsync(999);
    answers[0]!.resolve('{"ID":"e1"}');
    assert.equal(await pending, '{"ID":"e1"}');
    sinon.assert.calledOnceWithExactly(call, 'HcnQueryEndpointProperties', 'e1', '{}');
    assert.equal(clock.countTimers(), 0);
    assert.equal(deadline.hung, 0);
  });

  it('a failure in time is passed on unchanged, even if it is thrown synchronously', async () => {
    const { deadline, call, answers } = byHand();
    const error = hnsErrorOf('HcnModifyEndpoint', 0x803b0002);
    const pending = deadline.call('HcnModifyEndpoint', 'e1', '{}');
    answers[0]!.reject(error);
    await assert.rejects(pending, error);
    call.throws(error);
    await assert.rejects(deadline.call('HcnModifyEndpoint', 'e1', '{}'), error);
    assert.equal(clock.countTimers(), 0);
  });

  it('a call without an answer is given up, named in the error, and counted while it hangs', async () => {
    const { deadline, answers } = byHand();
    const calls = [deadline.call('HcnModifyEndpoint', 'e1', '{}'), deadline.call('HcnEnumerateEndpoints', '', '')];
    const outcomes = Promise.allSettled(calls);
    await clock.tickAsync(999);
    assert.equal(deadline.hung, 0);
    await clock.tickAsync(1);
    assert.equal(deadline.hung, 2);
    const reasons = (await outcomes).map(outcome => (outcome.status === 'rejected' ? outcome.reason : undefined));
    assert.deepEqual(
      reasons.map(reason => [reason.code, reason.function, reason.message]),
      [
        ['timeout', 'HcnModifyEndpoint', 'HcnModifyEndpoint e1: no answer within 1000 ms'],
        ['timeout', 'HcnEnumerateEndpoints', 'HcnEnumerateEndpoints: no answer within 1000 ms'],
      ],
    );
    answers[0]!.resolve('');
    await clock.tickAsync(0);
    assert.equal(deadline.hung, 1);
    answers[1]!.reject(hnsErrorOf('HcnEnumerateEndpoints', 0x800706be));
    await clock.tickAsync(0);
    assert.equal(deadline.hung, 0);
    assert.equal(clock.countTimers(), 0);
  });

  it('a hung call does not block others', async () => {
    const { deadline, answers } = byHand();
    const hung = assert.rejects(deadline.call('HcnModifyEndpoint', 'e1', '{}'), { code: 'timeout' });
    await clock.tickAsync(1000);
    await hung;
    const next = deadline.call('HcnModifyEndpoint', 'e2', '{}');
    answers[1]!.resolve('');
    assert.equal(await next, '');
    assert.equal(deadline.hung, 1);
  });

  it('closing closes the transport', async () => {
    const { deadline, close } = byHand();
    await deadline.close();
    sinon.assert.calledOnce(close);
  });
});
