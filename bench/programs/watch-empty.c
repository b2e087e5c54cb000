/*
 * watch-empty CGROUP_EVENTS: prints `watching`, then the time on CLOCK_MONOTONIC in nanoseconds at which the
 * kernel first says `populated 0`. It sleeps in poll(2) until the file changes; a look each millisecond
 * bounds what a notification that the kernel holds back (cgroup_file_notify) could cost.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv) {
  int descriptor = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  if (descriptor < 0) return 2;
  puts("watching");
  fflush(stdout);
  for (;;) {
    char text[256];
    ssize_t length = pread(descriptor, text, sizeof text - 1, 0);
    text[length > 0 ? length : 0] = 0;
    if (length < 0 || strstr(text, "populated 0")) break;
    struct pollfd change = {.fd = descriptor, .events = POLLPRI};
    poll(&change, 1, 1);
  }
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  printf("%ld\n", time.tv_sec * 1000000000L + time.tv_nsec);
  return 0;
}
