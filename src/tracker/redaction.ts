/** What stands for a command line that could not be redacted: showing it would be the one wrong thing. */
const withheld = '[command withheld: redacting it failed]';

/** A redaction that throws, or gives no string, must neither show the command nor hide the process. */
export function guardedRedaction(redact: (command: string) => string): (command: string) => string {
  let isSaid = false;
  return (command) => {
    try {
      const redacted: unknown = redact(command);
      if (typeof redacted === 'string') return redacted;
      throw new TypeError(`it gave ${typeof redacted}, not a string`);
    } catch (error) {
      if (!isSaid) process.emitWarning(`redact failed: ${String(error)}`, 'PanetreeWarning');
      isSaid = true;
      return withheld;
    }
  };
}
