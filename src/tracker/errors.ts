import { inspect } from 'node:util';

const spawnErrorCodes = [
  'ENOENT',
  'EACCES',
  'ENOTDIR',
  'EAGAIN',
  'ENOMEM',
  'E2BIG',
  'EMFILE',
  'ENFILE',
  'ELOOP',
  'ENAMETOOLONG',
  'UNKNOWN',
] as const;

/** The errno of a command that could not be started, as `node:child_process` gives it. */
export type SpawnErrorCode = (typeof spawnErrorCodes)[number];

/**
 * `store-newer`: a later panetree has written it. `store-foreign`: a database of something else.
 * `store-unsafe`: another user may have put the file there. `store-corrupt`: it was
 * damaged, and set aside. `store-locked`, `store-read-only`, `store-full`: it cannot be written now. `store-lost`:
 * changes were given up. `store-failed`: anything else.
 */
export type StoreErrorCode =
  | 'store-newer'
  | 'store-foreign'
  | 'store-unsafe'
  | 'store-corrupt'
  | 'store-locked'
  | 'store-read-only'
  | 'store-full'
  | 'store-lost'
  | 'store-failed';

export type TrackerErrorCode =
  | 'invalid-argument'
  | 'closed'
  | 'backend-unavailable'
  | 'read-failed'
  | 'unsupported'
  | StoreErrorCode
  | SpawnErrorCode;

/** What every error of panetree is. `cause` is the failure underneath, where there is one. */
export class TrackerError extends Error {
  override readonly name: string = 'TrackerError';
  readonly code: TrackerErrorCode;

  constructor(code: TrackerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** An argument that is wrong whatever the state; nothing has changed. The message names argument, rule and value. */
export class InvalidArgumentError extends TrackerError {
  override readonly name = 'InvalidArgumentError';
  declare readonly code: 'invalid-argument';
  readonly argument: string;

  constructor(argument: string, rule: string, value: unknown) {
    super('invalid-argument', `${argument} must be ${rule}; got ${show(value)}`);
    this.argument = argument;
  }
}

/** The tracker or the registry is closing or closed and takes no new processes. */
export class ClosedError extends TrackerError {
  override readonly name = 'ClosedError';
  declare readonly code: 'closed';

  constructor(what: string) {
    super('closed', `${what} is closed and takes no new processes`);
  }
}

/** The backend asked for does not work here; the message says why. */
export class BackendUnavailableError extends TrackerError {
  override readonly name = 'BackendUnavailableError';
  declare readonly code: 'backend-unavailable';

  constructor(backend: string, reason: string) {
    super('backend-unavailable', `the backend ${backend} is not available: ${reason}`);
  }
}

/** A command could not be started. Has the properties of the error that `node:child_process` emits for it. */
export class SpawnError extends TrackerError {
  override readonly name = 'SpawnError';
  declare readonly code: SpawnErrorCode;
  readonly errno: number | undefined;
  readonly syscall: string;
  readonly path: string;
  readonly spawnargs: readonly string[];

  constructor(cause: NodeJS.ErrnoException, file: string, args: readonly string[]) {
    super(spawnErrorCodes.find((code) => code === cause.code) ?? 'UNKNOWN', cause.message, { cause });
    this.errno = cause.errno;
    this.syscall = `spawn ${file}`;
    this.path = file;
    this.spawnargs = args;
  }
}

export interface StoreErrorDetails extends ErrorOptions {
  readonly path: string;
  readonly setAsideAt?: string | undefined;
  readonly lostChanges?: number | undefined;
}

/** The store cannot do what it should; tracking goes on. */
export class StoreError extends TrackerError {
  override readonly name = 'StoreError';
  declare readonly code: StoreErrorCode;
  readonly path: string;
  /** With `store-corrupt`: where the damaged file is now. */
  readonly setAsideAt: string | undefined;
  /** With `store-lost`: how many changes were given up since the store last worked. */
  readonly lostChanges: number | undefined;

  constructor(code: StoreErrorCode, message: string, details: StoreErrorDetails) {
    super(code, message, details);
    this.path = details.path;
    this.setAsideAt = details.setAsideAt;
    this.lostChanges = details.lostChanges;
  }
}

/** Short enough for one line, whatever the value is. */
function show(value: unknown): string {
  const text = inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
