#include "console.h"

#include <stdio.h>
#include <stdlib.h>

#include "processes.h"

enum { TARGETS_MAX = 8192 };

typedef struct {
  DWORD pid;
  bool reached;
  HANDLE process; /* pins the PID */
} Target;

static Target targets[TARGETS_MAX];
static size_t target_count;

static Target *find(DWORD pid) {
  for (size_t i = 0; i < target_count; i++) {
    if (targets[i].pid == pid) return &targets[i];
  }
  return NULL;
}

static void read_targets(void) {
  unsigned long pid;
  unsigned long long birth;
  while (target_count < TARGETS_MAX && scanf("%lu %llu", &pid, &birth) == 2) {
    HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
    if (process && birth_of(process) == birth) targets[target_count++] = (Target){pid, false, process};
    else if (process) CloseHandle(process);
  }
}

static BOOL WINAPI survive(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

/* Whoever is in a console hears it: a group can be addressed only by a PID that is known to lead one. */
static void send_to_console(DWORD event) {
  static DWORD inside[TARGETS_MAX];
  DWORD count = GetConsoleProcessList(inside, TARGETS_MAX), self = GetCurrentProcessId();
  if (count == 0 || count > TARGETS_MAX) return;
  for (DWORD i = 0; i < count; i++) {
    if (inside[i] != self && !find(inside[i])) return;
  }
  if (!GenerateConsoleCtrlEvent(event, 0)) return;
  for (DWORD i = 0; i < count; i++) {
    if (inside[i] != self) find(inside[i])->reached = true;
  }
}

/* In a process of its own: one that is in a console may be ended with it at any moment. */
int send_events(DWORD event) {
  read_targets();
  FreeConsole();
  for (size_t i = 0; i < target_count; i++) {
    if (targets[i].reached || !AttachConsole(targets[i].pid)) continue;
    SetConsoleCtrlHandler(survive, TRUE); /* attaching has taken it away */
    send_to_console(event);
    FreeConsole();
  }
  for (size_t i = 0; i < target_count; i++) {
    if (targets[i].reached) printf("%lu\n", (unsigned long)targets[i].pid);
  }
  return 0;
}
