/*
 * forest COUNT plain|mixed [TOKEN]: a tree of COUNT processes that wait for ever; TOKEN only marks their
 * command line. Of a mixed one, every third process is double-forked, every third double-forked into a session
 * of its own, and every tenth is stopped. Prints `ready` when all of them stand.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int standing[2];

static void stand(int stopped) {
  if (write(standing[1], "", 1) != 1) _exit(1);
  close(standing[0]);
  close(standing[1]);
  if (stopped) raise(SIGSTOP);
  for (;;) pause();
}

static void fork_or_exit(void (*child)(int), int number) {
  pid_t pid = fork();
  if (pid < 0) {
    perror("fork");
    exit(1);
  }
  if (pid > 0) return;
  child(number);
}

static void plain(int number) { stand(number % 10 == 0); }

static void orphan(int number) {
  fork_or_exit(plain, number);
  _exit(0);
}

static void session(int number) {
  setsid();
  orphan(number);
}

static void never_stopped(int number) {
  (void)number;
  stand(0);
}

int main(int argc, char **argv) {
  int count = argc > 2 ? atoi(argv[1]) : 0;
  if (count < 1) {
    fputs("usage: forest COUNT plain|mixed [TOKEN]\n", stderr);
    return 2;
  }
  int mixed = strcmp(argv[2], "mixed") == 0;
  void (*kinds[])(int) = {plain, orphan, session};
  if (pipe(standing) != 0) return 1;
  for (int number = 1; number < count; number++) {
    fork_or_exit(mixed ? kinds[number % 3] : never_stopped, number);
    /* Waited for at once, so that a double fork leaves no zombie that would count as a process. */
    if (mixed && number % 3 != 0) wait(NULL);
  }
  close(standing[1]);
  char bytes[4096];
  for (int seen = 1; seen < count;) {
    ssize_t length = read(standing[0], bytes, sizeof bytes);
    if (length <= 0) return 1;
    seen += (int)length;
  }
  puts("ready");
  fflush(stdout);
  for (;;) pause();
}
