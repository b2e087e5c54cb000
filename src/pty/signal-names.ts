import { constants } from 'node:os';

/** glibc keeps 32 and 33 for itself. */
const firstRealTime = 34;
const lastRealTime = 64;

/** node-pty tells the number, Node's own child processes the name. A real-time signal is `SIGRTMIN+n`, as in kill(1). */
export function signalName(number: number): string {
  const found = Object.entries(constants.signals).find(([, value]) => value === number);
  if (found !== undefined) return found[0];
  if (number < firstRealTime || number > lastRealTime) return String(number);
  return number === firstRealTime ? 'SIGRTMIN' : `SIGRTMIN+${number - firstRealTime}`;
}
