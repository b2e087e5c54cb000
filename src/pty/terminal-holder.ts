import { spawn, type StdioOptions } from 'node:child_process';
import { closeSync, openSync, readdirSync } from 'node:fs';

/**
 * POSIX sh. Standard input is the terminal's other end: it drains what is printed there, and ends when nobody has the
 * terminal open any more. `$1`: the leader of the session. What follows, PIDs, is hung up as soon as nobody else is left
 * in that session; where the system does not tell sessions, never.
 */
const script = `
leader=$1 spared=" $* "
exec 3<&0
cat <&3 >/dev/null 3<&- &
drain=$!
exec <&- 3<&-

session_of() {
  read -r stat <"/proc/$1/stat" || return
  set -- \${stat##*) }
  session=$4
}
others_are_left() {
  for each in /proc/[0-9]*; do
    pid=\${each#/proc/} session=
    session_of "$pid"
    [ "$session" = "$leader" ] || continue
    case $spared in *" $pid "*) ;; *) return 0 ;; esac
  done
  return 1
}
hang_up() {
  for pid; do
    session=
    session_of "$pid"
    [ "$session" = "$leader" ] || continue
    kill -HUP "$pid"
    kill -CONT "$pid"
  done
}
if [ $# -gt 1 ] && [ -r /proc/self/stat ]; then
  while kill -0 "$drain"; do
    sleep 2
    others_are_left || { shift; hang_up "$@"; break; }
  done
fi 2>/dev/null
wait
`;

export interface Held {
  /** The process that leads the session of the terminal. */
  readonly leader: number;
  /** PIDs of those that are hung up once nobody else is left in its session. */
  readonly letGo: readonly number[];
}

/**
 * Starts a small shell that holds a terminal open for those who use it when this host does no more. Where none can be
 * started, the terminal closes with this host.
 */
export function startHolder(descriptor: number, { leader, letGo }: Held): void {
  const pids = [leader, ...letGo].map(String);
  const nothing = openSync('/dev/null', 'r');
  try {
    const holder = spawn('/bin/sh', ['-c', script, 'panetree-holder', ...pids], {
      cwd: '/',
      detached: true,
      stdio: onlyThis(descriptor, nothing),
    });
    holder.on('error', () => undefined);
    holder.unref();
  } finally {
    closeSync(nothing);
  }
}

/** node-pty leaves the other ends of all terminals open in whatever is started, which would hold them open as well. */
function onlyThis(descriptor: number, nothing: number): StdioOptions {
  const open = new Set(readdirSync('/dev/fd').map(Number));
  const above = Array.from({ length: Math.max(...open) + 1 }, (_, fd) => (open.has(fd) ? nothing : 'ignore'));
  return [descriptor, 'ignore', 'ignore', ...above.slice(3)];
}
