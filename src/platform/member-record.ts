import type { evidences, lifetimes } from '../names.js';

/**
 * A member as the system tells it. A backend hands out the same object for as long as nothing in it has
 * changed, so that an unchanged member costs the diff one comparison.
 */
export interface MemberRecord extends ProcessRef {
  readonly ppid: number;
  readonly name: string;
  /** The command line joined by spaces, at most 4,096 bytes; `[name]` where there is none to read. */
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined;
  /** The id of its process group; undefined where this system has none or does not tell. */
  readonly processGroup: number | undefined;
  /** The id of its session (setsid), which is no run; undefined where this system has none or does not tell. */
  readonly systemSession: number | undefined;
  readonly evidence: readonly Evidence[];
  /** The run whose part of the container it lives in, or whose descent or marker it bears; undefined outside any. */
  readonly runId: number | undefined;
  /**
   * The block and run whose marker it carries, where these are others of the same host: a daemon of this block started
   * it at the request of that one, as pm2 and other process managers do. Left out where it does not differ or is unknown.
   */
  readonly startedFor?: WorkOrigin;
  /** Set for what works for us rather than for the user: the launcher that a command was started through. */
  readonly plumbing?: 'launcher';
  /** `pane`: ends with its pane. `kept`: taken out of the kill by `keep`. */
  readonly lifetime: (typeof lifetimes)[number];
  /** Where it lives now, when it has left the container. An escaped member is never killed with its pane. */
  readonly escapedTo: string | undefined;
}

/** Why a process is held to belong to a block. */
export type Evidence = (typeof evidences)[number];

/** An identity. A PID alone never is one. */
export interface ProcessRef {
  readonly pid: number;
  /** Opaque start token: boot id and start time at the finest grain the system has. */
  readonly birth: string;
}

/** Where a process was asked for. */
export interface WorkOrigin {
  readonly blockId: string;
  /** Undefined for what no run has asked for. */
  readonly runId: number | undefined;
}
