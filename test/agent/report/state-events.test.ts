import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import sinon from 'sinon';
import type { EnforcerState } from '../../../src/agent/enforcer-status.ts';
import { type EventLogEntry, STATE_ENTRIES } from '../../../src/agent/report/state-entries.ts';
import { StateEvents, type WriteEntry } from '../../../src/agent/report/state-events.ts';
import { writeToWindowsEventLog } from '../../../src/agent/report/windows-event-log.ts';
import { recordingLog } from '../recording-log.ts';

const HOUR = 3_600_000;

describe('agent/report/state-events', () => {
  let clock: sinon.SinonFakeTimers;
  let state: EnforcerState;
  let written: number[];
  const { log, lines } = recordingLog();
  const write: WriteEntry = async ({ id }) => void written.push(id);
  const events = (given: WriteEntry = write) => new StateEvents({ state: () => state, write: given, log });
  const become = async (next: EnforcerState) => {
    state = next;
    await clock.tickAsync(1_000);
  };

  beforeEach(() => {
    clock = sinon.useFakeTimers();
    state = 'syncing';
    written = [];
    lines.length = 0;
  });
  afterEach(() => clock.restore());

  it('each change has one entry, and the end too', async () => {
    const recorder = events();
    recorder.start();
    await become('healthy');
    await clock.tickAsync(60_000);
    await become('disconnected');
    await become('healthy');
    state = 'stopped';
    await recorder.stop();
    await clock.tickAsync(60_000);
    const { syncing, healthy, disconnected, stopped } = STATE_ENTRIES;
    assert.deepEqual(written, [syncing.id, healthy.id, disconnected.id, healthy.id, stopped.id]);
  });

  it('a state that changes every second has 30 entries in an hour, and the one that remains is recorded after it', async () => {
    events().start();
    for (let second = 0; second < 300; second++) await become(second % 2 === 0 ? 'degraded' : 'healthy');
    assert.equal(written.length, 30);
    await become('unhealthy');
    assert.equal(written.length, 30);
    await clock.tickAsync(HOUR);
    assert.equal(written.at(-1), STATE_ENTRIES.unhealthy.id);
  });

  it('a log that cannot be opened is off after three attempts, with one warning', async () => {
    let attempts = 0;
    events(async () => {
      attempts++;
      throw new Error('access denied');
    }).start();
    await clock.tickAsync(HOUR);
    assert.equal(attempts, 3);
    assert.deepEqual(
      lines.map(({ message, error }) => [message, error]),
      [['the event log of this machine cannot be written: state changes have no entries there', 'Error: access denied']],
    );
  });

  it('an attempt that fails once is repeated', async () => {
    let fails = true;
    events(async entry => {
      if (fails) throw new Error('busy');
      await write(entry);
    }).start();
    await clock.tickAsync(0);
    fails = false;
    await clock.tickAsync(10_000);
    assert.deepEqual([written, lines], [[STATE_ENTRIES.syncing.id], []]);
  });

  it('a write that hangs delays neither the agent nor its end, and no other write starts', async () => {
    const entries: EventLogEntry[] = [];
    const recorder = events(entry => {
      entries.push(entry);
      return new Promise(() => {});
    });
    recorder.start();
    await become('healthy');
    const stopped = recorder.stop();
    await clock.tickAsync(3_000);
    await stopped;
    assert.deepEqual(entries, [STATE_ENTRIES.syncing]);
  });

  it('docs/operations.md lists every entry', () => {
    const rows = Object.entries(STATE_ENTRIES).map(([name, { id, level }]) => `| ${id} | ${level} | \`${name}\` |`);
    const listed = readFileSync('docs/operations.md', 'utf8').match(/^\| \d+ \| (?:information|warning|error) \| `[\w-]+` \|/gm) ?? [];
    assert.deepEqual(listed.toSorted(), rows.toSorted());
    const ids = Object.values(STATE_ENTRIES).map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.every(id => id >= 1 && id <= 1000));
  });
});

describe('agent/report/windows-event-log', () => {
  it('a machine without eventcreate.exe is an error', async () => {
    if (process.platform === 'win32') return;
    await assert.rejects(writeToWindowsEventLog(STATE_ENTRIES.healthy), { code: 'ENOENT' });
  });
});
