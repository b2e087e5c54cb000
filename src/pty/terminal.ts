/** A terminal as node-pty gives it; an `IPty` fits, and fits an `IPty`. */
export interface Terminal {
  readonly pid: number;
  readonly cols: number;
  readonly rows: number;
  /** The name of the foreground program. */
  readonly process: string;
  handleFlowControl: boolean;
  readonly onData: (listener: (data: string) => void) => Disposable;
  readonly onExit: (
    listener: (exit: { readonly exitCode: number; readonly signal?: number }) => void,
  ) => Disposable;
  resize(columns: number, rows: number): void;
  clear(): void;
  write(data: string | Buffer): void;
  kill(signal?: string): void;
  pause(): void;
  resume(): void;
}

export interface TerminalOptions {
  cols: number;
  rows: number;
  name: string;
  encoding: string | null;
  cwd: string;
  env: Record<string, string>;
}

/** Any build of node-pty: the module `node-pty`, or another one with its API. */
export interface NodePty {
  spawn(file: string, args: string[], options: TerminalOptions): Terminal;
}

interface Disposable {
  dispose(): void;
}
