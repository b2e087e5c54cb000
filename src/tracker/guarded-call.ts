/**
 * Calls a listener. What it throws, at once or later by the promise it gives, becomes a process warning and stops
 * nobody else.
 */
export function callGuarded(what: string, call: () => unknown): void {
  const warn = (error: unknown) => {
    process.emitWarning(`a listener of ${what} threw: ${describe(error)}`, 'PanetreeListenerWarning');
  };
  try {
    const outcome = call();
    if (outcome instanceof Promise) outcome.catch(warn);
  } catch (error) {
    warn(error);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
