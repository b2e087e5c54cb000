/*
 * tree.exe DIRECTORY ID PLAN: one process of a fixture. It starts what its plan says, tells its PID in the file
 * DIRECTORY/ID, and stays. A child's ID is its parent's with a number behind, so that a list of all processes tells them apart.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static const char *directory, *id;
static int children;
static volatile LONG asked;

static void start(const char *plan, DWORD flags, bool wait) {
  char program[MAX_PATH], line[1024];
  STARTUPINFOA startup = {.cb = sizeof startup};
  PROCESS_INFORMATION child;
  GetModuleFileNameA(NULL, program, sizeof program);
  snprintf(line, sizeof line, "\"%s\" \"%s\" %s.%d %s", program, directory, id, ++children, plan);
  /* ERROR_INTERNAL_ERROR is Wine's answer, now and then, for a process that died before its first instruction. */
  for (int left = 2; !CreateProcessA(program, line, NULL, NULL, FALSE, flags, NULL, NULL, &startup, &child); left--) {
    if (GetLastError() != ERROR_INTERNAL_ERROR || left == 0) exit(99);
    Sleep(50);
  }
  if (wait) WaitForSingleObject(child.hProcess, INFINITE);
  CloseHandle(child.hThread);
  CloseHandle(child.hProcess);
}

static void start_child(const char *plan) { start(plan, 0, false); }

static void start_many(int count, const char *plan) {
  for (int i = 0; i < count; i++) start_child(plan);
}

static BOOL WINAPI ignore(DWORD event) {
  (void)event;
  return TRUE;
}

static BOOL WINAPI note(DWORD event) {
  (void)event;
  InterlockedIncrement(&asked);
  return TRUE;
}

/* Whoever asks it to end gets one more of them. */
static void fork_when_asked(void) {
  for (LONG answered = 0;; Sleep(5)) {
    for (; answered < asked; answered++) start_child("leaf");
  }
}

static const char *console(void) {
  DWORD self;
  return GetConsoleProcessList(&self, 1) > 0 ? "" : " without a console";
}

static void tell_pid(void) {
  char path[MAX_PATH];
  snprintf(path, sizeof path, "%s\\%s", directory, id);
  FILE *file = fopen(path, "w");
  if (!file) exit(98);
  fprintf(file, "%lu%s", (unsigned long)GetCurrentProcessId(), console());
  fclose(file);
}

/* Whoever is to be seen before it ends waits until it has been: then there is a file ID.seen. */
static int end_once_seen(void) {
  char path[MAX_PATH];
  snprintf(path, sizeof path, "%s\\%s.seen", directory, id);
  while (GetFileAttributesA(path) == INVALID_FILE_ATTRIBUTES) Sleep(20);
  Sleep(1000);
  return 7;
}

static bool is(const char *plan, const char *name) { return strcmp(plan, name) == 0; }

static void grow(const char *plan) {
  if (is(plan, "plain") || is(plan, "stopped")) start_child("leaf");
  if (is(plan, "breakaway")) start("leaf", CREATE_BREAKAWAY_FROM_JOB, false);
  if (is(plan, "daemon")) start("middle", 0, true);
  if (is(plan, "middle")) start("leaf", DETACHED_PROCESS | CREATE_NEW_PROCESS_GROUP, false);
  if (is(plan, "stubborn")) start_child("stubborn-leaf");
  if (is(plan, "storm")) start_many(4, "storm-leaf");
  if (is(plan, "ended-child")) start("nothing", 0, true), start_child("leaf");
  if (is(plan, "branches")) start_child("branch"), start_child("leaf");
  if (is(plan, "branch")) start_many(2, "leaf");
  if (strncmp(plan, "many:", 5) == 0) start_many(atoi(plan + 5), "leaf");
}

int main(int count, char **arguments) {
  if (count != 4) return 97;
  directory = arguments[1], id = arguments[2];
  const char *plan = arguments[3];
  /* Whoever has started the tests may ignore Ctrl-C by a flag, which is inherited. */
  SetConsoleCtrlHandler(NULL, FALSE);
  if (strstr(plan, "stubborn")) SetConsoleCtrlHandler(ignore, TRUE);
  if (strstr(plan, "storm")) SetConsoleCtrlHandler(note, TRUE);
  grow(plan);
  tell_pid();
  if (is(plan, "middle") || is(plan, "nothing")) return 0;
  if (is(plan, "brief")) return end_once_seen();
  if (strstr(plan, "storm")) fork_when_asked();
  Sleep(INFINITE);
}
