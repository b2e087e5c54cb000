type Run = (args: readonly string[]) => Promise<number>;

const packagesOfHost = ['ws', 'valibot', 'node-pty', '@xterm/headless'];

/** A command that is loaded when it is run. Rejects with an Error that says what to install where a package is missing. */
export function hostCommand(load: () => Promise<Run>): Run {
  return async (args) => {
    const run = await withPackages(packagesOfHost, load);
    return run(args);
  };
}

/** What is loaded with these packages. Rejects with an Error that names them where one is missing. */
export async function withPackages<Loaded>(
  packages: readonly string[],
  load: () => Promise<Loaded>,
): Promise<Loaded> {
  try {
    return await load();
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND';
    if (!isMissing) throw cause;
    throw new Error(`this needs packages that are not installed: npm install ${packages.join(' ')}`, {
      cause,
    });
  }
}
