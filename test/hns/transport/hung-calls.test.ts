import assert from 'node:assert/strict';
import sinon from 'sinon';
import { sparing } from '../../../src/hns/transport/hung-calls.ts';
import type { HcnFunction, Transport } from '../../../src/hns/transport/transport.ts';

const LIMIT_MS = 1_000;

describe('agent/hung-calls', () => {
  let clock: sinon.SinonFakeTimers;
  let answers: ((text: string) => void)[];
  let call: sinon.SinonStub<[HcnFunction, string, string], Promise<string>>;
  let spared: Transport;

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    answers = [];
    call = sinon.stub();
    call.callsFake(() => new Promise(resolve => answers.push(resolve)));
    spared = sparing({ call, close: async () => {} }, LIMIT_MS);
  });
  afterEach(() => clock.restore());

  const ask = (id: string) => spared.call('HcnQueryEndpointProperties', id, '');
  const refused = (id: string) => assert.rejects(ask(id), { code: 'timeout' });

  it('calls within the limit are made, even several for one object', () => {
    void ask('a');
    clock.tick(LIMIT_MS);
    void ask('a');
    assert.equal(call.callCount, 2);
  });

  it('while a call hangs, calls for the same object fail at once, and calls for other objects do not', async () => {
    void ask('a');
    clock.tick(LIMIT_MS + 1);
    await refused('a');
    void ask('b');
    assert.deepEqual(
      call.args.map(([, id]) => id),
      ['a', 'b'],
    );
  });

  it('while a write of an object hangs, the object can be read', () => {
    spared.call('HcnModifyNetwork', 'a', '').catch(() => {});
    clock.tick(LIMIT_MS + 1);
    void ask('a');
    assert.deepEqual(
      call.args.map(([name]) => name),
      ['HcnModifyNetwork', 'HcnQueryEndpointProperties'],
    );
  });

  it('when the call returns after all, new calls for the object are made', async () => {
    const first = ask('a');
    clock.tick(LIMIT_MS + 1);
    answers[0]!('{}');
    assert.equal(await first, '{}');
    void ask('a');
    assert.equal(call.callCount, 2);
  });

  it('calls for an object that never answers become less frequent', async () => {
    for (let minute = 0; minute < 24 * 60; minute++) {
      ask('a').catch(() => {});
      await clock.tickAsync(60_000);
    }
    assert.ok(call.callCount <= 8, `${call.callCount} calls in a day`);
  });
});
