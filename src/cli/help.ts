import { createRequire } from 'node:module';

const text = `panetree: knows which processes belong to a pane, and ends them so that nothing survives

panetree run [options] [--] [command…]   run a command (default: your shell) in a tracked pane
  --block ID             the name of the pane (default: run-PID)
  --events FILE|-        write events as JSON lines to a file, or to standard output
  --json                 write the closing line as JSON
  --on-exit kill|keep    what happens to what the command leaves behind (default: kill)
  --grace MS             how long that may take before it is forced (default: 2000)
  Exits with the command's exit code, or 128 and its signal; 125 to 127 when it could not be run.

panetree host [options]                  serve panes to a browser; prints a URL that lets one in, once
  --port N               where to listen (default: a port that is free)
  --open                 show the page in the browser at once
  --no-store             keep no history and no messages
  --on-exit kill|keep    what happens to what runs in the panes when the host ends (default: kill)
  --listen ADDRESS --tls-cert FILE --tls-key FILE
                         listen beyond this machine, encrypted; without it only programs here can connect
  Ends its panes and itself on SIGINT, SIGTERM and SIGHUP.

panetree link                            a URL that lets one more browser into the host, once
panetree ps [--json]                     what runs in the panes of the host
panetree kill BLOCK [PID] [--signal NAME] [--subtree]
                                         end everything in a pane, or one process, or it and what it started
  Exits with 1 where something was not ended.
panetree top                             the panes of the host and what runs in them, its turns and leftovers, live
                                         in this terminal, to find and to end; ? shows its keys (needs ink and
                                         react)

panetree recover [--list | --adopt | --reap] [--json] [block…]
                                         what dead hosts have left: show it (default), go on with it until it has
                                         ended or this is interrupted, or end it
  --state-dir DIR        where hosts leave word (default: $XDG_STATE_HOME/panetree)
  Exits with 1 where something survived.

panetree doctor [--json]                 what can be guaranteed on this machine, and why not more
  Exits with 0 for high, 1 for best-effort, 2 for none.

panetree history [options]               what a store remembers, newest first (needs the package better-sqlite3)
  --block ID, --session ID, --run ID, --pid PID
                         only what is about these
  --limit N              at most so many entries (default: 100)
  --json                 one line of JSON for each
  --store FILE           another store than panetree/panetree.db in $XDG_STATE_HOME or ~/.local/state

panetree help, panetree version
`;

export async function help(): Promise<number> {
  process.stdout.write(text);
  return 0;
}

export async function version(): Promise<number> {
  process.stdout.write(`${packageVersion()}\n`);
  return 0;
}

export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../../package.json');
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
