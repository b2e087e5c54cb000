import type { Command } from '../index.js';

/**
 * POSIX sh. The kernel hangs up the foreground group of a session whose leader ends. So a shell leads the session, with
 * its command in a group of its own, and is in the foreground again when it ends. A command that stops (Ctrl-Z) goes on,
 * as one that leads its session does. Messages about jobs show nowhere.
 */
const script = `
set -m
exec 9>&2 2>/dev/null
"$@" 2>&9 9>&-
code=$?
while jobs %% >/dev/null; do
  fg >/dev/null
  code=$?
done
exit "$code"
`;

/** A command whose background jobs in the terminal outlive it. */
export function belowLeader({ file, args, ...others }: Command): Command {
  return { ...others, file: '/bin/sh', args: ['-c', script, 'sh', file, ...args] };
}
