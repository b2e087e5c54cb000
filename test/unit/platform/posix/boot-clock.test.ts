import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import { BootClock } from '../../../../src/platform/posix/boot-clock.js';
import { parseProcStat, readProcStat } from '../../../../src/platform/posix/proc-stat.js';
import { needsProc } from '../../support/needs.js';

const day = 86_400_000;
/** Of this process as it starts, so that the uptime is no container's. */
const ownStartMs = (readProcStat(process.pid)?.startTicks ?? 0) * 10;

/** Clocks as a system has them: each step says what moves. */
class FakeClocks {
  wallMs = Date.UTC(2026, 0, 1);
  monotonicMs = 1000;
  uptimeMs = ownStartMs + 1000;
  readonly wall = () => this.wallMs;
  readonly monotonic = () => this.monotonicMs;
  readonly uptime = () => this.uptimeMs;

  pass(ms: number): void {
    this.wallMs += ms;
    this.monotonicMs += ms;
    this.uptimeMs += ms;
  }

  sleep(ms: number): void {
    this.wallMs += ms;
    this.uptimeMs += ms;
  }
}

/** A process that started so many milliseconds after boot. */
function startedAfter(ms: number): ReturnType<typeof parseProcStat> {
  const fields = Array.from({ length: 49 }, () => 0);
  fields[18] = ms / 10;
  return parseProcStat(`77 (x) S ${fields.join(' ')}\n`);
}

let clocks = new FakeClocks();
beforeEach(() => {
  clocks = new FakeClocks();
});

describe('when a process started', () => {
  test.for([-day, -1000, 1000, day])('is right after the clock was set by %i ms', (step) => {
    const clock = new BootClock(clocks);
    clocks.pass(5000);
    const before = clocks.wallMs;
    const stat = startedAfter(clocks.uptimeMs);
    expect(clock.startedAt(stat)).toBe(before);
    clocks.wallMs += step;
    expect(clock.startedAt(stat)).toBe(before + step);
    clocks.wallMs -= step;
    expect(clock.startedAt(stat)).toBe(before);
  });

  test('is the same after the machine has slept', () => {
    const clock = new BootClock(clocks);
    const before = clocks.wallMs;
    const stat = startedAfter(clocks.uptimeMs);
    clocks.sleep(day);
    expect(clock.startedAt(stat)).toBe(before);
    clocks.pass(day);
    expect(clock.startedAt(stat)).toBe(before);
  });

  test('does not move with a clock that is only slewed', () => {
    const clock = new BootClock(clocks);
    const { bootedAt } = clock;
    clocks.pass(5000);
    clocks.wallMs += 200;
    expect(clock.bootedAt).toBe(bootedAt);
  });

  test('is right where the uptime is that of a container', () => {
    clocks.uptimeMs = 2000;
    const clock = new BootClock(clocks);
    expect(clock.startedAt(startedAfter(ownStartMs))).toBe(clocks.wallMs - clocks.monotonicMs);
  });
});

test('this machine’s own clocks tell of this process what /proc tells', (context) => {
  needsProc(context);
  const stat = readProcStat(process.pid) ?? startedAfter(0);
  const bootedAt = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1'))?.[1]) * 1000;
  expect(Math.abs(new BootClock().startedAt(stat) - (bootedAt + stat.startTicks * 10))).toBeLessThan(2000);
});
