/**
 * What the guard runs, in POSIX sh. `$1`: the directory of all this host's blocks. `$2`: `cgroup.procs` of the
 * cgroup the kept return to. `$3`: the kill method. `$4`: that of the leaf they return to where the first takes none.
 *
 * It reads a pipe only the host holds the other end of, so end of file means that the host is gone, however
 * that came. Signals follow `cgroup.kill`, which passes over a process whose first thread has ended. The globs
 * also match names that begin with a dot. An orderly host has removed the directory by then, and there is nothing
 * left to do.
 */
export const guardScript = `
trap '' HUP INT QUIT TERM
read -r _

signal_all() {
  while read -r pid; do [ "$pid" -gt 0 ] && kill -KILL "$pid"; done <"$1/cgroup.procs"
  for child in "$1"/*/ "$1"/.[!.]*/ "$1"/..?*/; do [ -d "$child" ] && signal_all "\${child%/}"; done
}
end() {
  if [ "$2" = cgroup.kill ]; then echo 1 >"$1/cgroup.kill"; else echo 1 >"$1/cgroup.freeze"; fi
  signal_all "$1"
  echo 0 >"$1/cgroup.freeze"
}
let_go() {
  while read -r pid; do echo "$pid" >"$2" || echo "$pid" >"$3"; done <"$1/cgroup.procs"
  for child in "$1"/*/ "$1"/.[!.]*/ "$1"/..?*/; do [ -d "$child" ] && let_go "\${child%/}" "$2" "$3"; done
}
remove() {
  for child in "$1"/*/ "$1"/.[!.]*/ "$1"/..?*/; do [ -d "$child" ] && remove "\${child%/}"; done
  rmdir "$1"
}

tries=0
while [ -d "$1" ] && [ "$tries" -lt 200 ]; do
  for block in "$1"/pane-*/; do [ -d "$block" ] && end "\${block%/}" "$3"; done
  for block in "$1"/kept-*/; do [ -d "$block" ] && let_go "\${block%/}" "$2" "$4"; done
  remove "$1"
  [ -d "$1" ] && { sleep 0.02 || sleep 1; }
  tries=$((tries + 1))
done 2>/dev/null
`;
