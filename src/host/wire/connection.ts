/** Where the WebSocket is. With `?since=SEQ&instance=ID` a connection goes on where an earlier one was cut. */
export const webSocketPath = '/api/stream';

/** The subprotocol that a client offers and the host chooses. */
export const protocol = 'panetree.v1';

/** Offered beside `protocol` by a page of another origin, which has no cookie: this and the token. */
export const tokenProtocolPrefix = 'panetree.token.';

/** The largest body of a request and the largest message to the host, in bytes. */
export const largestMessageBytes = 65_536;

/** How much output of one pane, in UTF-16 units, may be on its way to a client before it has said `seen`. */
export const outputWindow = 524_288;

/** Why the host has closed a connection. */
export const closeCodes = {
  /** The host ends. */
  goingAway: 1001,
  /** A message that is none of `toHost`. */
  refused: 1008,
  tooLarge: 1009,
  /** More messages than one client may send in that time. It may come again after a while. */
  tooMany: 1013,
} as const;
