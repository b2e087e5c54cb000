import * as v from 'valibot';
import { birth, confidence, pid, processRef } from './process.js';
import { list, shape, strictShape, wholeNumber } from './shape.js';

/** What the panel offers; others can be sent by name. */
export const offeredSignals = ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGHUP'] as const;

/** The name of a signal. Whether this system has it is told by `invalid-argument`. */
export const signal = v.pipe(
  v.string(),
  v.regex(/^SIG[A-Z0-9]{1,12}$/, 'the name of a signal, e.g. SIGTERM'),
);

/** A day: nobody waits longer for a kill. */
const longestMs = 86_400_000;
const milliseconds = wholeNumber(0, longestMs);

export const killStep = strictShape({ signal, graceMs: milliseconds });
export type KillStep = v.InferOutput<typeof killStep>;

export const killEntries = {
  /** Default {@link defaultKillSteps}; the forced kill always comes last. Empty: it comes at once. */
  steps: v.exactOptional(v.pipe(list(killStep), v.maxLength(16))),
  /** Default {@link defaultDeadlineMs}. */
  deadlineMs: v.exactOptional(wholeNumber(1, longestMs)),
};

export const killPidEntries = {
  ...killEntries,
  birth: v.exactOptional(birth),
  /** Also everything that descends from it. */
  subtree: v.exactOptional(v.boolean()),
  /** Send this one signal and no more. */
  only: v.exactOptional(signal),
};

/** A process as a report names it; the command line is cut at 256 characters. */
const namedEntries = { pid, birth, name: v.string(), command: v.string() };
const namedProcess = shape(namedEntries);
export type NamedProcess = v.InferOutput<typeof namedProcess>;

/** Alive in another container, and left alone. */
const escapedProcess = shape({ ...namedEntries, runId: v.optional(v.number()), place: v.string() });
export type EscapedProcess = v.InferOutput<typeof escapedProcess>;

export const killPidResult = shape({
  status: v.picklist([
    'killed',
    'signalled',
    'already-gone',
    'not-member',
    'identity-changed',
    'protected',
    'denied',
    'unsupported',
    'survived',
    'unknown-block',
  ]),
  process: v.optional(processRef),
  ended: v.optional(list(namedProcess)),
  /** Those that only the forced kill ended. */
  forced: v.optional(list(namedProcess)),
  /** Ended with it, because its terminal or its shell hung them up. */
  hungUp: v.optional(list(namedProcess)),
  /** With `subtree`: alive, because they were kept or had left the block. */
  kept: v.optional(list(namedProcess)),
  escaped: v.optional(list(escapedProcess)),
});
export type KillPidResult = v.InferOutput<typeof killPidResult>;

/** `processes` is left out where the system does not tell. */
export const hangUpResult = shape({ processes: v.optional(list(namedProcess)) });

export const survivor = shape({
  pid,
  birth,
  name: v.string(),
  /** The turn that started it. */
  runId: v.optional(v.number()),
  reason: v.picklist(['uninterruptible', 'protected', 'deadline']),
});
export type Survivor = v.InferOutput<typeof survivor>;

export const killReport = shape({
  blockId: v.string(),
  status: v.picklist(['empty', 'ended', 'survived', 'kept', 'untracked', 'unknown-block']),
  ended: list(namedProcess),
  /** Those of `ended` that only the forced kill ended. */
  forced: list(namedProcess),
  survivors: list(survivor),
  kept: list(namedProcess),
  escaped: list(escapedProcess),
  /** What went wrong on the way, in words. */
  problems: list(v.string()),
  elapsedMs: v.number(),
  /** That of the list: below `high` something the host could not see may have survived. */
  confidence,
});
export type KillReport = v.InferOutput<typeof killReport>;

export const keepResult = shape({
  status: v.picklist(['kept', 'already-gone', 'not-member', 'identity-changed', 'protected', 'unsupported']),
  processes: list(processRef),
  /** In words: which of them end with a terminal all the same, and what to keep as well. */
  warnings: v.optional(list(v.string())),
});
export type KeepResult = v.InferOutput<typeof keepResult>;
