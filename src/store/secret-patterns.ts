/** What stands for a secret. Neither a name nor a key can contain it, so that redacting twice changes nothing. */
export const mark = '***';

/**
 * The end of a name whose value is secret. `PWD` and `OLDPWD` are directories and `-pass 1` an encoder's, so the short
 * words need something before them.
 */
const secretName =
  /(?:password|passwd|passphrase|secret|token|bearer|(?:api|access|auth|private|secret|account|encryption)[-_.]?key|[-_.](?:pass|pwd))$/i;
/** `--no-password` takes no value. */
const negated = /^-*no-/i;
const longestName = 64;

export function isSecretName(name: string): boolean {
  return secretName.test(name.slice(-longestName)) && !negated.test(name);
}

/** Before HTTP's own secrets: `Authorization: Bearer …`. */
export const authScheme: RegExp = /^(?:bearer|basic|token|digest|negotiate|apikey)$/i;

/**
 * Keys that tell by themselves what they are; the beginning stays, for whoever has to find out which. A run of their
 * characters is tried at its beginning alone, which keeps this linear.
 */
const keys: readonly RegExp[] = [
  /(?<![A-Za-z0-9])(A(?:KI|SI)A)[A-Z0-9]{16}/g,
  /(?<![A-Za-z0-9_])(gh[oprsu]_|github_pat_|npm_|hf_|[rs]k_(?:live|test)_)[A-Za-z0-9_]{16,}/g,
  /(?<![A-Za-z0-9_-])(glpat-|sk-|xox[abeoprs]-|xapp-|AIza)[A-Za-z0-9_-]{10,}/g,
  /(?<![A-Za-z0-9_-])(eyJ)[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_.-]+/g,
];

export function redactKeys(word: string): string {
  return keys.reduce((text, key) => text.replace(key, `$1${mark}`), word);
}

/** The password of `scheme://user:password@host`. */
export function redactUserInfo(word: string): string {
  return word.replace(/(:\/\/[^/?#:@]*:)[^/?#]+@/g, `$1${mark}@`);
}

/** Programs that take a password in a short option. `attached`: only as `-pSECRET`, since `-p SECRET` is no password. */
export const passwordOptions: readonly {
  readonly programs: RegExp;
  readonly option: RegExp;
  readonly value: 'attached' | 'either' | 'user-info';
}[] = [
  { programs: /^(?:mysql|mariadb)[a-z-]*$/, option: /^-p/, value: 'attached' },
  { programs: /^7z[ar]?$/, option: /^-p/, value: 'attached' },
  { programs: /^sshpass$/, option: /^-p/, value: 'either' },
  { programs: /^mongo(?:sh|dump|restore|export|import|files|stat|top)?$/, option: /^-p/, value: 'either' },
  // Of docker, podman, helm, az and alike.
  { programs: /^login$/, option: /^-p/, value: 'either' },
  { programs: /^ldap[a-z]+$/, option: /^-w/, value: 'either' },
  { programs: /^(?:un)?zip$/, option: /^-P/, value: 'either' },
  { programs: /^redis-cli$/, option: /^-a/, value: 'either' },
  // Those before it in the same word take no value.
  { programs: /^curl$/, option: /^-[#0-9aBfgGiIjJklLMnNOpqRsSvVZ]*[uU]/, value: 'user-info' },
  { programs: /^curl$/, option: /^--(?:proxy-)?user/, value: 'user-info' },
];
