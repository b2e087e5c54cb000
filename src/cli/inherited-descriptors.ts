import { constants, fstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

interface Descriptor {
  readonly number: number;
  /** What it is, as `/proc/self/fd` names it. */
  readonly target: string;
  readonly isBlocking: boolean;
  readonly isReadOnly: boolean;
}

const eventPrefix = 'anon_inode:';
/** The kernel stamps a pipe by a clock that may be a tick of 10 ms late. */
const clockGrainMs = 20;
/** O_NONBLOCK, in the octal flags of `/proc/self/fdinfo`. */
const nonBlocking = 0o4000;
const accessMode = 0o3;

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
    const bits = Number.parseInt(flags, 8);
    const isReadOnly = (bits & accessMode) === constants.O_RDONLY;
    return [{ number, target, isBlocking: (bits & nonBlocking) === 0, isReadOnly }];
  } catch {
    return [];
  }
}

/**
 * Node opens event descriptors, and pipes to itself whose two ends are alike. One that is older than this process it did not
 * open; of a jobserver's pipe make(1) leaves only one end blocking.
 */
function isOfNode(descriptor: Descriptor, all: readonly Descriptor[]): boolean {
  const { number, target, isBlocking } = descriptor;
  if (number === channelDescriptor() || target.startsWith(eventPrefix)) return true;
  if (isSpare(descriptor, all)) return true;
  if (!target.startsWith('pipe:')) return false;
  const ends = all.filter((each) => each.target === target);
  const isToItself = ends.length === 2 && ends.every((each) => each.isBlocking === isBlocking);
  return isToItself && fstatSync(number).mtimeMs > performance.timeOrigin - clockGrainMs;
}

/** libuv holds /dev/null open for the day on which descriptors run out, above the first one that it opens at all. */
function isSpare({ number, target, isReadOnly }: Descriptor, all: readonly Descriptor[]): boolean {
  const events = all.filter((each) => each.target.startsWith(eventPrefix)).map((each) => each.number);
  return target === '/dev/null' && isReadOnly && number > Math.min(...events);
}

/** The channel to a Node that has started this one ends here. */
function channelDescriptor(): unknown {
  return process.channel === undefined ? undefined : Reflect.get(process.channel, 'fd');
}
