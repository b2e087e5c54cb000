/**
 * Defaults of the public API, each once. Help pages and the generated reference take their words from here, the page
 * its choices, so that this file imports nothing.
 */

/** How often all blocks are listed. */
export const defaultPollIntervalMs = 2000;

/** How often `watchUsage` samples. */
export const defaultUsageIntervalMs = 2000;

/** How a kill asks before it forces: a shell that has not ended after the first step ignores the hang-up. */
export const defaultKillSteps = [
  { signal: 'SIGHUP', graceMs: 250 },
  { signal: 'SIGTERM', graceMs: 1750 },
] as const;

/**
 * A shell that is hung up hangs up its jobs as well (bash, "Signals"), so where something is kept nobody is; and most
 * shells do nothing on SIGTERM, so that this is not waited for as long.
 */
export const killStepsBesideKept = [{ signal: 'SIGTERM', graceMs: 500 }] as const;

/** How long all steps give together. */
export const defaultGraceMs: number = defaultKillSteps.reduce((sum, { graceMs }) => sum + graceMs, 0);

/** Within which a kill reports. */
export const defaultDeadlineMs = 5000;

/** What the steps may use of the deadline; the rest is for the forced kill and its proof. */
export const gracefulShare = 0.8;
