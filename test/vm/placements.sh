#!/bin/sh
# Runs the suite in every placement, as a plain user.
# Patience, because the machine is emulated; no warnings, because cases cause some on purpose.
run='env PANETREE_TEST_PATIENCE=3 node --no-warnings /opt/suite/test/vm/run.js'
delegated='systemd-run --user --scope --quiet --property=Delegate=yes'

# A login: the session's scope belongs to root.
su - pane -c "$run login"

su - pane -c "$delegated $run user-manager"

unshare --mount sh -c 'mount -o remount,bind,ro /sys/fs/cgroup && exec su - pane -c "$1"' \
  sh "$delegated $run read-only"
