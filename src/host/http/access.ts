import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 128 bits, from the system's own source of randomness. */
const secretBytes = 16;
/** Beyond these the oldest goes: a link nobody has followed, a browser that was let in long ago. */
const mostLinks = 64;
const mostSessions = 256;

/**
 * Who may come in: whoever bears the token of this start, or has exchanged a link, which works once, for a session.
 * Of all three kinds only digests are kept to compare with, and each comparison takes the same time.
 */
export class Access {
  readonly token: string = newSecret();
  readonly #token = digest(this.token);
  readonly #links: Buffer[] = [];
  readonly #sessions: Buffer[] = [];

  /** What lets one more browser in, once. */
  newLink(): string {
    return remember(this.#links, mostLinks);
  }

  /** A new session for a link that has not been followed yet. */
  redeem(link: string): string | undefined {
    const index = indexOf(this.#links, link);
    if (index === undefined) return undefined;
    this.#links.splice(index, 1);
    return remember(this.#sessions, mostSessions);
  }

  isToken(value: string): boolean {
    return indexOf([this.#token], value) !== undefined;
  }

  isSession(value: string): boolean {
    return indexOf(this.#sessions, value) !== undefined;
  }
}

function newSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

function remember(digests: Buffer[], most: number): string {
  const secret = newSecret();
  digests.push(digest(secret));
  if (digests.length > most) digests.shift();
  return secret;
}

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Looks at all of them, found or not. */
function indexOf(digests: readonly Buffer[], value: string): number | undefined {
  const wanted = digest(value);
  let found: number | undefined;
  for (const [index, each] of digests.entries()) {
    if (timingSafeEqual(each, wanted)) found = index;
  }
  return found;
}
