#include "exec.h"

#include <stdbool.h>
#include <stdio.h>

#include "jobs.h"
#include "launch.h"
#include "system.h"
#include "words.h"

enum { NOT_STARTED = 126, NOT_FOUND = 127, TEXT_CAPACITY = 512 };

static BOOL WINAPI survive(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

static int complain(const wchar_t *what, const wchar_t *why, int code) {
  fwprintf(stderr, L"panetree-job: %ls: %ls\n", what, why);
  return code;
}

static bool is_open(const wchar_t *name) {
  HANDLE job = OpenJobObjectW(JOB_OBJECT_ASSIGN_PROCESS, FALSE, name);
  bool there = job || GetLastError() != ERROR_FILE_NOT_FOUND;
  if (job) CloseHandle(job);
  return there;
}

static DWORD put_into(const wchar_t *name, HANDLE process) {
  HANDLE job = OpenJobObjectW(JOB_OBJECT_ASSIGN_PROCESS, FALSE, name);
  if (!job) return GetLastError();
  DWORD code = AssignProcessToJobObject(job, process) ? 0 : GetLastError();
  /* Kill-on-close waits for the last handle: none of ours may be open when the command starts. */
  CloseHandle(job);
  return code;
}

/* "outer.block.run" names three jobs: joined from the outside in, they nest. */
static DWORD join(const wchar_t *path, HANDLE process) {
  wchar_t name[128];
  for (size_t i = 0; i < 127; i++) {
    if (path[i] == L'.' || path[i] == L'\0') {
      name[i] = L'\0';
      DWORD code = put_into(name, process);
      if (code != 0 || path[i] == L'\0') return code;
    }
    name[i] = path[i];
  }
  return ERROR_INVALID_NAME;
}

static bool has_console(void) {
  DWORD self;
  return GetConsoleProcessList(&self, 1) > 0;
}

/*
 * With the standard handles and the descriptors beyond them (lpReserved2) that we were given. A gate without a console
 * gives its command none either, where a new one would come with a window.
 */
static bool start(const wchar_t *path, const wchar_t *command, DWORD flags, PROCESS_INFORMATION *child) {
  STARTUPINFOW startup;
  GetStartupInfoW(&startup);
  if (!has_console()) {
    startup.dwFlags |= STARTF_USESTDHANDLES;
    flags |= DETACHED_PROCESS;
  }
  if (startup.dwFlags & STARTF_USESTDHANDLES) {
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  }
  return launch(&(Launch){path, command, true, flags, &startup}, child);
}

static int wait_for(const PROCESS_INFORMATION *child) {
  DWORD code = NOT_STARTED;
  CloseHandle(child->hThread);
  WaitForSingleObject(child->hProcess, INFINITE);
  GetExitCodeProcess(child->hProcess, &code);
  CloseHandle(child->hProcess);
  return (int)code;
}

/* Whether what is in these jobs outlives the helper: then it has to outlive the gate's own job as well. */
static bool is_kept(const wchar_t *path) {
  wchar_t name[KERNEL_NAME_CAPACITY];
  size_t length = wcscspn(path, L".");
  if (length + sizeof KEPT_SUFFIX / sizeof *name > KERNEL_NAME_CAPACITY) return false;
  swprintf(name, KERNEL_NAME_CAPACITY, L"%.*ls" KEPT_SUFFIX, (int)length, path);
  HANDLE kept = OpenEventW(SYNCHRONIZE, FALSE, name);
  if (kept) CloseHandle(kept);
  return kept != NULL;
}

/*
 * child_process puts what it starts into a job that ends with the host. A gate in there cannot join where that job is not
 * above ours, and must not where ours is kept. Its child leaves that job, by that job's rule or because it asks to, and
 * joins before its first instruction.
 */
static bool start_joined(const wchar_t *job, const wchar_t *path, const wchar_t *command, PROCESS_INFORMATION *child) {
  if (!start(path, command, CREATE_SUSPENDED | CREATE_BREAKAWAY_FROM_JOB, child) &&
      !start(path, command, CREATE_SUSPENDED, child)) {
    return false;
  }
  DWORD code = join(job, child->hProcess);
  wchar_t text[TEXT_CAPACITY];
  if (code == ERROR_FILE_NOT_FOUND) {
    /* Closed since we looked: what would be nobody's does not start. */
    TerminateProcess(child->hProcess, NOT_STARTED);
    CloseHandle(child->hThread);
    CloseHandle(child->hProcess);
    SetLastError(ERROR_INVALID_HANDLE);
    return false;
  }
  /* The command still runs; the host reads the membership back. */
  if (code != 0 && error_text(code, text, TEXT_CAPACITY)) complain(L"not tracked", text, 0);
  ResumeThread(child->hThread);
  return true;
}

static bool start_inside(const wchar_t *job, const wchar_t *path, const wchar_t *command, PROCESS_INFORMATION *child) {
  BOOL has_job = FALSE;
  IsProcessInJob(GetCurrentProcess(), NULL, &has_job);
  if (has_job && is_kept(job)) return start_joined(job, path, command, child);
  if (join(job, GetCurrentProcess()) != 0) return start_joined(job, path, command, child);
  return start(path, command, 0, child);
}

static int run(const wchar_t *job, const wchar_t *path, const wchar_t *command) {
  PROCESS_INFORMATION child;
  wchar_t text[TEXT_CAPACITY];
  if (!is_open(job)) return complain(job, L"the job is closed", NOT_STARTED);
  SetConsoleCtrlHandler(survive, TRUE);
  if (start_inside(job, path, command, &child)) return wait_for(&child);
  DWORD code = GetLastError();
  error_text(code, text, TEXT_CAPACITY);
  return complain(path, text, code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND ? NOT_FOUND : NOT_STARTED);
}

int exec(const wchar_t *line) {
  static wchar_t job[WORD_CAPACITY], file[WORD_CAPACITY];
  const wchar_t *command = word(line, job);
  if (wcscmp(L"--", (word(command, file), file)) == 0) command = word(command, file);
  word(command, file);
  return file[0] ? run(job, file, command) : complain(L"exec", L"a job and a command are wanted", NOT_STARTED);
}
