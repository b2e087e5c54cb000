/** What the thread of the screens is told of one screen, in the order in which it happens. */
export type ToScreen =
  | { readonly kind: 'open'; readonly id: number; readonly options: OpenOptions }
  | { readonly kind: 'write'; readonly id: number; data: string }
  | { readonly kind: 'resize'; readonly id: number; readonly cols: number; readonly rows: number }
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly request: number;
      /** Of scrollback, in UTF-16 units; the newest rows that fit. */
      readonly mostScrollback: number;
    }
  | { readonly kind: 'dispose'; readonly id: number };

export interface OpenOptions {
  readonly cols: number;
  readonly rows: number;
  readonly scrollbackLines: number;
}

export interface ReadScreen {
  readonly cols: number;
  readonly rows: number;
  readonly data: string;
  /** The oldest rows of the scrollback, which `data` leaves out. */
  readonly missingRows: number;
}

export type FromScreen =
  | { readonly kind: 'shown'; readonly id: number; readonly size: number }
  | { readonly kind: 'resized'; readonly id: number }
  | { readonly kind: 'reply'; readonly id: number; readonly data: string }
  /** What the program has told of itself has changed. */
  | { readonly kind: 'told'; readonly id: number; readonly title: string; readonly directoryUrl: string }
  | { readonly kind: 'read'; readonly id: number; readonly request: number; readonly screen: ReadScreen };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unavailable'; readonly message: string }
  /** Empty ones tell that the thread lives. */
  | { readonly kind: 'screens'; readonly messages: readonly FromScreen[] };

/** Given to the thread as it starts: one number, the id of the screen it is at. */
export interface ThreadData {
  readonly current: SharedArrayBuffer;
}
