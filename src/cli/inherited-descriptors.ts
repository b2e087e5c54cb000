import { fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface Descriptor {
  readonly number: number;
  /** What it is, as `/proc/self/fd` names it. */
  readonly target: string;
  readonly isBlocking: boolean;
}

/** The kernel stamps a pipe by a clock that may be a tick of 10 ms late. */
const clockGrainMs = 20;
/** O_NONBLOCK, in the octal flags of `/proc/self/fdinfo`. */
const nonBlocking = 0o4000;

/**
 * The descriptors above 2 that this process was started with, as env(1) would pass them on; read when this file is loaded,
 * before anything else is open. Empty where the system does not tell.
 */
export const inheritedDescriptors: readonly number[] = read();

function read(): readonly number[] {
  if (process.platform !== 'linux') return [];
  const all = readdirSync('/proc/self/fd').flatMap((name) => describe(Number(name)));
  return all
    .filter((each) => !isOfNode(each, all))
    .map(({ number }) => number)
    .toSorted((one, other) => one - other);
}

/** None for the descriptor that the directory was read through. */
function describe(number: number): readonly Descriptor[] {
  if (number < 3) return [];
  try {
    const target = readlinkSync(`/proc/self/fd/${number}`);
    const [, flags = '0'] =
      /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${number}`, 'utf8')) ?? [];
    return [{ number, target, isBlocking: (Number.parseInt(flags, 8) & nonBlocking) === 0 }];
  } catch {
    return [];
  }
}

/**
 * Node opens event descriptors, and pipes to itself whose two ends are alike. One that is older than this process it did not
 * open; of a jobserver's pipe make(1) leaves only one end blocking.
 */
function isOfNode({ number, target, isBlocking }: Descriptor, all: readonly Descriptor[]): boolean {
  if (number === channelDescriptor() || target.startsWith('anon_inode:')) return true;
  if (!target.startsWith('pipe:')) return false;
  const ends = all.filter((each) => each.target === target);
  const isToItself = ends.length === 2 && ends.every((each) => each.isBlocking === isBlocking);
  return isToItself && fstatSync(number).mtimeMs > performance.timeOrigin - clockGrainMs;
}

/** The channel to a Node that has started this one ends here. */
function channelDescriptor(): unknown {
  return process.channel === undefined ? undefined : Reflect.get(process.channel, 'fd');
}
