import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cgroupPathOf } from './placement.js';
import { readStart } from './read-file.js';
import { unlessHidden } from './system-error.js';

/**
 * The second marker: a soft RLIMIT_RSS of 2 to 4 EiB. Linux enforces none (getrlimit(2): only 2.4.x did), fork, execve
 * and a change of user keep it, and everybody may read it in `/proc/PID/limits`.
 */
const leastBytes = 2n ** 61n;
const unit = 1024n;
const choices = leastBytes / unit;

/** In bytes, as `/proc/PID/limits` prints it: nobody can work out a marker from the number. */
export function limitMarkOf(marker: string): string {
  const digest = createHash('sha256').update(marker).digest();
  return String(leastBytes + (digest.readBigUInt64BE() % choices) * unit);
}

/** In KiB, as `ulimit -m` takes it. */
export function limitArgument(mark: string): string {
  return String(BigInt(mark) / unit);
}

interface RssLimit {
  /** In bytes, or `unlimited`. */
  readonly soft: string;
}

/** Undefined where the process has gone, and where a system that is no Linux made the file. */
function readRssLimit(pid: number | 'self'): RssLimit | undefined {
  return parseRssLimit(unlessHidden(() => readStart(`/proc/${pid}/limits`)) ?? '');
}

function parseRssLimit(text: string): RssLimit | undefined {
  const soft = /^Max resident set +(\w+)/m.exec(text)?.[1];
  return soft === undefined ? undefined : { soft };
}

/**
 * The mark of a process, where it has one and whoever set it may be believed: anybody can read a mark and set it. Only a
 * process that root or the host's own user has started is.
 */
export function readLimitMark(pid: number): string | undefined {
  const mark = readAnyLimitMark(pid);
  return mark !== undefined && isOwn(pid) ? mark : undefined;
}

/**
 * The same, but a host of root, which can end it, also believes what another user has in the host's cgroup: a service that
 * gave up its rights. Where users have cgroups of their own, no other one can be there.
 */
export function readLimitMarkBeside(pid: number): string | undefined {
  const mark = readAnyLimitMark(pid);
  if (mark === undefined || isOwn(pid)) return mark;
  const isBeside = () => cgroupPathOf(pid) === cgroupPathOf(process.pid);
  return process.getuid?.() === 0 && isBeside() ? mark : undefined;
}

function readAnyLimitMark(pid: number): string | undefined {
  const soft = readRssLimit(pid)?.soft;
  return soft !== undefined && isMark(soft) ? soft : undefined;
}

function isOwn(pid: number): boolean {
  const user = realUserOf(pid);
  return user === 0 || (user !== undefined && user === process.getuid?.());
}

/** Whether commands get a mark here. */
export type LimitMarks = { readonly status: 'set' } | { readonly status: 'none'; readonly reason: string };

// To the line alone: a shell reads such a file byte by byte.
const probe = `ulimit -S -m "$0" && while read -r line; do case $line in 'Max resident'*) echo "$line"; break ;; esac; done </proc/self/limits`;
const probeBoundMs = 3000;

/**
 * Sets one in a shell and reads it back. A limit that somebody has set is left as it is: programs read it, and no mark fits
 * below a lower hard limit.
 */
export async function probeLimitMarks(): Promise<LimitMarks> {
  const limit = readRssLimit('self');
  if (limit === undefined) return none('/proc tells no RLIMIT_RSS');
  const isFree = limit.soft === 'unlimited' || isMark(limit.soft);
  if (!isFree) return none(`RLIMIT_RSS is ${limit.soft} bytes already`);
  const mark = String(leastBytes);
  const seen = await outputOf('/bin/sh', ['-c', probe, limitArgument(mark)]);
  return parseRssLimit(seen)?.soft === mark ? { status: 'set' } : none('/bin/sh cannot set RLIMIT_RSS');
}

export function inFewWords(marks: LimitMarks): string {
  return marks.status === 'set' ? 'RLIMIT_RSS' : `none: ${marks.reason}`;
}

function none(reason: string): LimitMarks {
  return { status: 'none', reason };
}

/** Empty where it fails. */
function outputOf(file: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: probeBoundMs }, (error, stdout) => resolve(error === null ? stdout : ''));
  });
}

/** The one who started a program that runs with the rights of another user is the real user. */
export function realUserOf(pid: number): number | undefined {
  const text = unlessHidden(() => readStart(`/proc/${pid}/status`));
  const uid = /^Uid:\t(\d+)/m.exec(text ?? '')?.[1];
  return uid === undefined ? undefined : Number(uid);
}

/** Digits of one length are in the order of their numbers. */
function isMark(soft: string): boolean {
  const [least, beyond] = [String(leastBytes), String(leastBytes * 2n)];
  return soft.length === least.length && soft >= least && soft < beyond;
}
