import assert from 'node:assert/strict';
import { hnsSwitchesOf, RECOMMENDED_SWITCHES } from '../../../src/hns/node/hns-switches.ts';

const NAMES = Object.values(RECOMMENDED_SWITCHES).flat();
const ALL = Object.fromEntries(NAMES.map(name => [name, 1]));
const WITHOUT_UPDATE = { ...ALL, HnsAclUpdateChange: 0 };

describe('hns/node/hns-switches', () => {
  it('Server 2022 with all switches: enabled', () => {
    assert.deepEqual(hnsSwitchesOf({ ...ALL, Other: 7 }, 20348), { state: 'enabled', missing: [], values: ALL });
  });

  it('Server 2022 with a switch that is 0: disabled, and the switch is named', () => {
    assert.deepEqual(hnsSwitchesOf(WITHOUT_UPDATE, 20348), {
      state: 'disabled',
      missing: ['HnsAclUpdateChange'],
      values: WITHOUT_UPDATE,
    });
  });

  it('Server 2022 without any switch: disabled, and all are named', () => {
    assert.deepEqual(hnsSwitchesOf({}, 20348), { state: 'disabled', missing: NAMES, values: {} });
  });

  it('another build: not needed, and the values are recorded', () => {
    for (const build of [17763, 26100])
      assert.deepEqual(hnsSwitchesOf(WITHOUT_UPDATE, build), { state: 'not-needed', missing: [], values: WITHOUT_UPDATE });
  });

  it('an unreadable registry or an unknown build: unknown', () => {
    const unknown = { state: 'unknown', missing: [], values: {} };
    assert.deepEqual(hnsSwitchesOf(undefined, 20348), unknown);
    assert.deepEqual(hnsSwitchesOf(ALL, undefined), unknown);
  });
});
