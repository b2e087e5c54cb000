/*
 * reader ROUNDS PANE_DIRECTORY...: what a tick has to read, and nothing else, through descriptors held open:
 * cgroup.procs of each pane and of its main leaf, cgroup.stat, ns_last_pid, /proc/stat. Digits are parsed, the
 * PIDs are counted. Prints the time of each round in nanoseconds, then `pids N`.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct pane {
  int procs, main, stat;
};

static char buffer[1 << 20];
static long checksum;

static int open_or_exit(const char *directory, const char *file) {
  char path[4096];
  snprintf(path, sizeof path, "%s%s", directory, file);
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) return descriptor;
  perror(path);
  exit(1);
}

/*
 * The kernel fills at least a page a read (fs/seq_file.c) unless the listing ends, so that a read well short of
 * one was the last. This is the floor: no reader of these files gets by with fewer system calls.
 */
static const ssize_t surely_more = 4096 - 16;

static int count_pids(int descriptor) {
  ssize_t length = 0, part;
  do {
    part = pread(descriptor, buffer + length, sizeof buffer - length, length);
    if (part > 0) length += part;
  } while (part >= surely_more);
  int pids = 0, pid = 0;
  for (ssize_t index = 0; index < length; index++) {
    if (buffer[index] != '\n') {
      pid = pid * 10 + buffer[index] - '0';
      continue;
    }
    checksum += pid;
    pids += pid > 0;
    pid = 0;
  }
  return pids;
}

static long number_after(int descriptor, const char *name) {
  ssize_t length = pread(descriptor, buffer, sizeof buffer - 1, 0);
  buffer[length > 0 ? length : 0] = 0;
  const char *found = strstr(buffer, name);
  return found ? strtol(found + strlen(name), NULL, 10) : -1;
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

int main(int argc, char **argv) {
  int rounds = argc > 2 ? atoi(argv[1]) : 0, count = argc - 2, pids = 0;
  if (rounds < 1) return 2;
  struct pane *panes = calloc(count, sizeof *panes);
  for (int index = 0; index < count; index++) {
    const char *directory = argv[index + 2];
    panes[index].procs = open_or_exit(directory, "/cgroup.procs");
    panes[index].main = open_or_exit(directory, "/main/cgroup.procs");
    panes[index].stat = open_or_exit(directory, "/cgroup.stat");
  }
  int last_pid = open_or_exit("/proc/sys/kernel/ns_last_pid", ""), stat = open_or_exit("/proc/stat", "");
  for (int round = 0; round < rounds; round++) {
    long started = now();
    pids = 0;
    checksum += number_after(last_pid, "") + number_after(stat, "\nprocesses ");
    for (int index = 0; index < count; index++) {
      pids += count_pids(panes[index].procs) + count_pids(panes[index].main);
      checksum += number_after(panes[index].stat, "nr_descendants ");
    }
    printf("%ld\n", now() - started);
  }
  printf("pids %d\n", pids);
  return checksum == 0;
}
