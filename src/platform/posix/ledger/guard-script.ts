/**
 * `/proc/PID/stat` without the names, line by line. A name may hold anything, line ends and parentheses included, but
 * is shorter than the numbers behind it. What has ended and only waits to be waited for has no second thread.
 */
const statWithoutName = String.raw`
:join
/) [A-Za-z] [0-9 -]\{16,\}$/!{
N
b join
}
s/ (.*) / /
/^[0-9]* X/d
/^[0-9]* Z/{
/^\([^ ]* \)\{18\}[01] /d
}
`;

/** PID, parent, group, no session, start: `guardStart` joins its words alike. The state may be missing. */
const rowsOfPs = String.raw`
s/^ *\([0-9]*\) *\([0-9]*\) *\([0-9]*\) *\([^ ]*\) *[A-Z][a-z][a-z] \([A-Z][a-z][a-z]\) *\([0-9]*\) \([0-9:]*\) \([0-9]*\) *$/\4 \1 \2 \3 0 \5\6\7\8/
t row
d
:row
/^Z/d
s/^[^ ]* //p
`;

/**
 * What the guard runs, in POSIX sh. `$1`: the marker up to the name of a block. `$2`: options for a ps that shows
 * environments; empty where there is `/proc`. `$3`: the user of the host. What follows the names in a marker is secret, so that it comes by the pipe
 * and is in no argument of any program.
 *
 * While the host lives it remembers the latest of each line that it is told; `close` says that nothing is left to do.
 * End of file means that the host is gone. Then it finds the members the way the ledger does and stops them; those that
 * it finds again, so that none of them has given its PID away, it kills. It ends after two looks that find nothing, or
 * some 5 s.
 */
export const guardScript: string = `
trap '' HUP INT QUIT TERM
line_end='
'
blocks= limits= above= members= homes=
while read -r kind rest; do
  case $kind in
    blocks) blocks=$rest ;;
    limits) limits=$rest ;;
    above) above=$rest ;;
    members) members=$rest ;;
    home) homes=$homes\${homes:+$line_end}0::$rest ;;
    close) exit 0 ;;
  esac
done
[ -n "$blocks" ] || exit 0

export LC_ALL=C PATH="\${PATH:+$PATH:}/usr/bin:/bin"
marker=$1 ps=$2 words=" $line_end" markers= limit_lines= user=$3
for block in $blocks; do markers=$markers\${markers:+$line_end}$marker$block; done
for limit in $limits; do limit_lines=$limit_lines\${limit_lines:+$line_end}"Max resident set          $limit "; done
for pid in 1 $$ $above; do eval "above_$pid=yes"; done
for token in $members; do
  case $token in
    pane | kept) lifetime=$token ;;
    *) eval "is_\${token%%:*}=$lifetime start_\${token%%:*}=\${token#*:}" ;;
  esac
done

run_ps() { env -i PATH="$PATH" LC_ALL=C TZ=UTC0 ps "$@"; }
# PID, parent, group, session, start. Parents first: a child is what its parent is.
rows() {
  if [ -n "$ps" ]; then run_ps "$ps" -o pid= -o ppid= -o pgid= -o stat= -o lstart= | sed -n '${rowsOfPs}'
  # Not sed alone: it gives up at the first file whose process has gone.
  else cat \${stats:-[0-9]*/stat} | sed '${statWithoutName}' | cut -d ' ' -f 1,3-5,21; fi | sort -k 5n -k 1n
}
carriers() {
  if [ -z "$ps" ]; then
    grep -lsxzF -f - \${environs:-[0-9]*/environ} <<END
$markers
END
    limited
    return
  fi
  run_ps "$ps" -o pid= -o command= |
    sed -n "s/^ *\\([0-9]*\\) .* $marker\\([^ ]*\\).*/\\1 \\2/p" |
    while IFS=' ' read -r pid block; do case " $blocks " in *" $block "*) echo "$pid" ;; esac; done
}
# Anybody can set a limit. Root finds by their homes who is somebody else's.
limited() {
  [ -n "$limit_lines" ] || return
  files=
  for each in $(grep -lsF "$limit_lines" \${limit_files:-[0-9]*/limits}); do
    files="$files \${each%%/*}/status"
  done
  [ -n "$files" ] || return
  if [ "$user" -eq 0 ]; then echo "$files"; else grep -lsE "^Uid:[[:space:]]*$user[[:space:]]" $files; fi
}
# Those the service manager has put elsewhere.
escaped() {
  [ -n "$homes" ] && [ -n "$targets" ] || return
  files=
  for pid in $targets; do files="$files $pid/cgroup"; done
  grep -LsxF "$homes" $files
}

# Who bears a known PID with another start is somebody else, for whom no SIGSTOP was meant either.
verify() {
  IFS=$line_end
  for row in $table; do
    IFS=' '; set -- $row
    eval "is=\\$is_$1 start=\\$start_$1 stopped=\\$stopped_$1"
    case $is:$start in
      :*) ;;
      pane:$5) targets="$targets $1" ;;
      kept:$5) ;;
      *) unset "is_$1" "stopped_$1"; [ -z "$stopped" ] || kill -CONT "$1" ;;
    esac
  done
}
# A marker can be copied: who has a parent that is no member and that orphans are not given to was not started by one.
is_orphan() {
  eval "is_above=\\$above_$1 is_other=\\$other_$1"
  [ "$1" -le 1 ] || [ -n "$is_above" ] && return
  [ -z "$is_other" ] && case $line_end$table in *"$line_end$1 "*) false ;; esac
}
admit() {
  IFS=$line_end grown=
  for row in $table; do
    IFS=' '; set -- $row
    eval "is=\\$is_$1\\$above_$1 link=\\\${is_$2:-\\\${is_$4:-\\$is_$3}} carried=\\$carried_$1"
    [ -z "$is" ] || continue
    [ -n "$link" ] || [ "$carried" != "$scans" ] || { is_orphan "$2" && link=pane; }
    [ -n "$link" ] || { eval "other_$1=yes"; continue; }
    eval "is_$1=$link start_$1=$5 other_$1= grown=yes"
    targets="$targets $1"
  done
  [ -n "$grown" ]
}
# While members are being stopped only those that were not found to be others: these do not become members so fast.
narrow() {
  for pid in [0-9]*; do
    eval "is_other=\\$other_$pid"
    [ -n "$is_other" ] || stats="$stats $pid/stat" environs="$environs $pid/environ" limit_files="$limit_files $pid/limits"
  done
}
scan() {
  IFS=$words scans=$((scans + 1)) targets= found= running= stats= environs= limit_files=
  [ "$passes" -eq 0 ] || [ -n "$ps" ] || narrow
  table=$(rows)
  for each in $(carriers); do eval "carried_\${each%%/*}=$scans"; done
  verify
  while admit; do :; done
  IFS=$words
  for each in $(escaped); do eval "is_\${each%%/*}=kept"; done
  for pid in $targets; do
    eval "is=\\$is_$pid start=\\$start_$pid stopped=\\$stopped_$pid"
    [ "$is" = pane ] || continue
    found="$found $pid"
    [ "$stopped" = "$start" ] || running="$running $pid"
  done
}
stop() {
  kill -STOP "$@"
  for pid; do eval "stopped_$pid=\\$start_$pid"; done
}
pause() { sleep 0.05 || sleep 1; }

sweep() {
  [ -n "$ps" ] || cd /proc || return
  scans=0 passes=0 clean=0
  while [ "$clean" -lt 2 ]; do
    [ "$scans" -lt 60 ] || return
    scan
    if [ -z "$found" ]; then
      # A table without this shell is none.
      case $line_end$table in *"$line_end$$ "*) clean=$((clean + 1)) ;; esac
      passes=0
      [ "$clean" -eq 2 ] || pause
    elif [ -n "$running" ] && [ "$passes" -lt 20 ]; then
      clean=0 passes=$((passes + 1)); stop $running
    else
      clean=0 passes=0; kill -KILL $found; pause
    fi
  done
}
# Where no process can be started any more, dash ends in the middle of a sweep, and other shells make nothing of it.
make_room() {
  IFS=$words tries=0
  for token in \${members%kept*}; do
    pid=\${token%%:*}
    read -r stat <"/proc/$pid/stat" || continue
    set -- \${stat##*) }
    [ "\${20}" = "\${token#*:}" ] && kill -KILL "$pid" || continue
    while [ -e "/proc/$pid" ] && [ "$tries" -lt 10000 ]; do tries=$((tries + 1)); done
  done
}
trap 'make_room; sweep' EXIT
sweep
[ -z "$table" ] || trap - EXIT
`;
