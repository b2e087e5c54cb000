import type { StoreErrorCode } from '../../tracker/errors.js';
import type { Problem } from '../protocol.js';

type RefusalCode = Extract<StoreErrorCode, 'store-newer' | 'store-foreign' | 'store-unsafe'>;

/** Thrown where the file itself says that it is not for us. */
export class RefusedFile extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Result codes of SQLite, and errno names of what is done to the file before it. */
const codes: readonly (readonly [prefix: string, code: StoreErrorCode])[] = [
  ['SQLITE_BUSY', 'store-locked'],
  ['SQLITE_LOCKED', 'store-locked'],
  ['SQLITE_FULL', 'store-full'],
  ['ENOSPC', 'store-full'],
  ['EDQUOT', 'store-full'],
  ['SQLITE_READONLY', 'store-read-only'],
  ['EROFS', 'store-read-only'],
  ['EACCES', 'store-read-only'],
  ['EPERM', 'store-read-only'],
  ['SQLITE_CORRUPT', 'store-corrupt'],
  ['SQLITE_NOTADB', 'store-corrupt'],
];

/** Failures that say something about the change, not about the file: they would come again each time. */
const ofTheChange = ['SQLITE_CONSTRAINT', 'SQLITE_MISMATCH', 'SQLITE_TOOBIG', 'SQLITE_RANGE', 'SQLITE_ERROR'];

const advice: Readonly<Record<StoreErrorCode, string>> = {
  'store-newer': 'a later panetree has written it: use that one, or another path',
  'store-foreign': 'it is a database of something else: use another path',
  'store-unsafe': 'another user may have put it there: use another path',
  'store-corrupt': 'it is damaged',
  'store-locked': 'another process holds it',
  'store-read-only': 'it may not be written: check its owner, its mode and its file system',
  'store-full': 'the disk is full',
  'store-lost': 'changes were given up',
  'store-failed': 'it failed',
};

export function codeOf(error: unknown): StoreErrorCode {
  if (error instanceof RefusedFile) return error.code;
  const code = errorCode(error);
  return codes.find(([prefix]) => code.startsWith(prefix))?.[1] ?? 'store-failed';
}

/** Trying again later cannot help: it is the change that is wrong, or we are. */
export function isHopeless(error: unknown): boolean {
  if (error instanceof RefusedFile) return false;
  const code = errorCode(error);
  if (!/^(SQLITE_|E[A-Z]+$)/.test(code)) return true;
  return ofTheChange.some((prefix) => code.startsWith(prefix));
}

export function toProblem(error: unknown, path: string, setAsideAt?: string): Problem {
  const code = codeOf(error);
  const cause = error instanceof Error ? error.message : String(error);
  const aside = setAsideAt === undefined ? '' : `; it was set aside as ${setAsideAt}, and a new one begun`;
  return { code, message: `the store ${path} fails: ${advice[code]} (${cause})${aside}`, cause, setAsideAt };
}

/** node:sqlite gives the number alone, whose lowest byte is the kind of failure. */
const numbered: ReadonlyMap<number, string> = new Map([
  [1, 'SQLITE_ERROR'],
  [5, 'SQLITE_BUSY'],
  [6, 'SQLITE_LOCKED'],
  [8, 'SQLITE_READONLY'],
  [11, 'SQLITE_CORRUPT'],
  [13, 'SQLITE_FULL'],
  [18, 'SQLITE_TOOBIG'],
  [19, 'SQLITE_CONSTRAINT'],
  [20, 'SQLITE_MISMATCH'],
  [25, 'SQLITE_RANGE'],
  [26, 'SQLITE_NOTADB'],
]);

function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('errcode' in error && typeof error.errcode === 'number') {
    return numbered.get(error.errcode & 0xff) ?? `SQLITE_${error.errcode}`;
  }
  return 'code' in error ? String(error.code) : '';
}
