/**
 * `connecting`: for the first time. `lost`: was open, or never came to be; the next attempt is at `retryAt`, a while
 * later where it was cut because this page has `asked-too-much`. `unauthorized`: the host does not know this browser.
 * `incompatible`: what comes in cannot be read. The last two are not tried again on their own.
 */
export type ConnectionStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'lost';
      readonly cause: 'cut' | 'asked-too-much';
      readonly lostAt: number;
      readonly retryAt: number | undefined;
    }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'incompatible'; readonly reason: string };
