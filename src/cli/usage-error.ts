/** The command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** The command whose page helps; undefined: the overview does. */
  readonly command: string | undefined;

  constructor(message: string, command?: string) {
    super(message);
    this.command = command;
  }
}
