// @ts-check
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { lastLines } from './workshop.mjs';

const timeLimitSeconds = 12 * 60;

/**
 * Runs the machine until it powers itself off, calls back with each line the suite says, and gives the end of
 * what was on its screen; rejects with that when it does not power itself off.
 * @param {import('./workshop.mjs').Workshop} workshop
 * @param {{ readonly image: ReturnType<typeof import('./base-image.mjs').baseImage>, readonly suite: string }} disks
 * @param {(line: string) => void} onLine
 */
export async function runMachine(workshop, { image, suite }, onLine) {
  const screen = join(workshop.scratch, 'screen.log');
  const qemu = [
    ['qemu-system-x86_64', '-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1024'],
    ['-nodefaults', '-display', 'none', '-no-reboot'],
    ['-kernel', image.kernel, '-initrd', image.initrd],
    ['-append', 'root=/dev/vda console=ttyS0 quiet mitigations=off'],
    // What the machine writes goes to a nameless file, so that the image is the same for the next run.
    ['-drive', `file=${image.disk},format=raw,if=virtio,snapshot=on`],
    ['-drive', `file=${suite},format=raw,if=virtio,readonly=on`],
    ['-serial', `file:${screen}`],
    // Its input stays open: at the end of it the port would count as unplugged and the suite would wait.
    ['-chardev', 'stdio,id=results,signal=off', '-device', 'virtio-serial'],
    ['-device', 'virtserialport,chardev=results,name=results'],
  ].flat();
  const limited = ['timeout', '--kill-after=5', String(timeLimitSeconds), ...qemu];
  const child = workshop.start(limited);
  let complaints = '';
  child.stderr.on('data', (/** @type {string} */ text) => (complaints += text));
  createInterface(child.stdout).on('line', onLine);
  const [code, signal] = await once(child, 'close');
  const lastSeen = lastLines(readOrNothing(screen), 20);
  if (code === 0) return lastSeen;
  const ending = code === 124 ? `did not end within ${timeLimitSeconds} s` : `ended with ${signal ?? code}`;
  throw new Error(`the machine ${ending}:\n${complaints}${lastSeen}`);
}

/** @param {string} path */
function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
