/** ERROR_ACCESS_DENIED and ERROR_INVALID_PARAMETER, which OpenProcess gives for a PID nobody has. */
const accessDenied = 5;
const invalidParameter = 87;

/** A system call of the helper's that failed. */
export class CallFailure extends Error {
  /** What GetLastError said; 0 where the failure is not the system's. */
  readonly code: number;

  constructor(call: string, code: number, text: string) {
    super(code === 0 ? `${call}: ${text}` : `${call} failed with ${code}: ${text}`);
    this.name = 'CallFailure';
    this.code = code;
  }
}

export function isDenied(error: unknown): boolean {
  return error instanceof CallFailure && error.code === accessDenied;
}

export function saysGone(error: unknown): boolean {
  return error instanceof CallFailure && error.code === invalidParameter;
}
