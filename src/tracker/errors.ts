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

export type TrackerErrorCode =
  | 'invalid-argument'
  | 'closed'
  | 'backend-unavailable'
  | 'read-failed'
  | 'unsupported'
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

/** Short enough for one line, whatever the value is. */
function show(value: unknown): string {
  const text = inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
}
