/** A terminal of which this host holds the other end. Its closing would hang up all that use it. */
export interface HeldTerminal {
  /** The process that was started in it and leads its session. */
  readonly leader: number;
  /** A shell that waits for commands: alone in its session it has nothing to live on for. */
  readonly isShell: boolean;
  /**
   * Gives the other end to a process that outlives this host. Once nothing else is left in the session, that process hangs
   * up the PIDs of `letGo`, who were spared for the sake of the others.
   */
  readonly handOver: (letGo: readonly number[]) => void;
}

/** What a block says of a terminal that its host holds. */
export interface TerminalOutlook {
  /** Whether something of the block is to outlive it, and may go on using the terminal. */
  readonly isKept: () => boolean;
  /** The host has closed the terminal. */
  readonly closed: () => void;
}
