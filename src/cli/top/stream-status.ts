/**
 * `lost`: there is no connection; the next attempt is at `retryAt`. `incompatible`: what comes in cannot be read; not
 * tried again on its own. Times in milliseconds since the epoch.
 */
export type StreamStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'lost';
      readonly cause: string;
      readonly lostAt: number;
      readonly retryAt: number;
    }
  | { readonly kind: 'incompatible'; readonly cause: string };
