import { afterEach, expect, test, vi } from 'vitest';
import { Outlet } from '../../../src/host/panes/outlet.js';

afterEach(() => {
  vi.useRealTimers();
});

test('little output passes at once while others wait for their turn, once an interval', async () => {
  const { outlet, pane, passed } = outletOf();
  const [flood, echo] = [pane('flood', 100_000), pane('echo', 1)];
  outlet.wake(flood);
  await vi.advanceTimersByTimeAsync(0);
  expect(passed.splice(0)).toEqual(['flood 262144']);
  outlet.wake(flood);
  outlet.wake(echo);
  await vi.advanceTimersByTimeAsync(1);
  expect(passed.splice(0)).toEqual(['echo 4096']);
  outlet.wake(echo);
  await vi.advanceTimersByTimeAsync(1);
  expect(passed.splice(0)).toEqual([]);
  await vi.advanceTimersByTimeAsync(8);
  expect(passed.splice(0)).toEqual(['echo 131072', 'flood 131072']);
});

test('what is forgotten passes no more', async () => {
  const { outlet, pane, passed } = outletOf();
  const flood = pane('flood', 100_000);
  outlet.wake(flood);
  outlet.forget(flood);
  await vi.advanceTimersByTimeAsync(20);
  expect(passed).toEqual([]);
});

function outletOf() {
  vi.useFakeTimers();
  const passed: string[] = [];
  const pane = (name: string, pendingSize: number) => ({
    pendingSize,
    pump: (share: number) => void passed.push(`${name} ${share}`),
  });
  return { outlet: new Outlet(), pane, passed };
}
