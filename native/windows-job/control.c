#include "control.h"

#include "processes.h"

static bool outcome(Answer *answer, const char *what) {
  answer_add(answer, ",\"outcome\":");
  answer_string(answer, what);
  return true;
}

/* What a PID that could not be opened means; NULL: a failure. */
static const char *why_not_opened(DWORD code) {
  if (code == ERROR_INVALID_PARAMETER) return "already-gone";
  return code == ERROR_ACCESS_DENIED ? "denied" : NULL;
}

/* What stands in the way of acting on exactly this process; NULL: nothing. The handle pins it: its PID is not used again. */
static const char *obstacle(HANDLE process, const Identity *target) {
  if (birth_of(process) != target->birth) return "identity-changed";
  return is_alive(process) ? NULL : "already-gone";
}

/* The process, to be closed by the caller; NULL with *what set to the outcome, or to NULL after a failure. */
static HANDLE open_exactly(const Identity *target, DWORD rights, const char **what) {
  HANDLE process = OpenProcess(rights | PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, target->pid);
  if (!process) {
    *what = why_not_opened(GetLastError());
    if (!*what) failed("OpenProcess");
    return NULL;
  }
  *what = obstacle(process, target);
  if (!*what) return process;
  CloseHandle(process);
  return NULL;
}

/* NULL after a failure. */
static const char *end_opened(HANDLE process, const Job *job) {
  bool inside = true;
  if (job && !job_has(job->handle, process, &inside)) return NULL;
  if (!inside) return "not-member";
  if (TerminateProcess(process, 1)) return "ended";
  DWORD code = GetLastError();
  if (!is_alive(process)) return "already-gone";
  if (code == ERROR_ACCESS_DENIED) return "denied";
  return failed_with("TerminateProcess", code), NULL;
}

bool end_process(Answer *answer, const Request *request) {
  const char *what;
  Job *job = request->job[0] ? job_named(request->job) : NULL;
  if (request->job[0] && !job) return false;
  HANDLE process = open_exactly(&request->target, PROCESS_TERMINATE, &what);
  if (process) {
    what = end_opened(process, job);
    CloseHandle(process);
  }
  return what && outcome(answer, what);
}

/* A helper that has a console of its own (someone runs it by hand) does not leave it. */
static bool send_break(DWORD pid) {
  if (GetConsoleWindow() || !AttachConsole(pid)) return false;
  bool sent = GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, pid);
  FreeConsole();
  return sent;
}

typedef struct {
  DWORD pid;
  bool found;
  DWORD(WINAPI *owner)(HWND, DWORD *);
  BOOL(WINAPI *post)(HWND, UINT, WPARAM, LPARAM);
} Closing;

static BOOL CALLBACK close_window(HWND window, LPARAM argument) {
  Closing *closing = (Closing *)argument;
  DWORD pid = 0;
  closing->owner(window, &pid);
  if (pid == closing->pid && closing->post(window, WM_CLOSE, 0, 0)) closing->found = true;
  return TRUE;
}

/* user32 is loaded late: with it at the start, each gate would become a GUI thread. */
static bool send_close(DWORD pid) {
  BOOL(WINAPI * each)(WNDENUMPROC, LPARAM) = (void *)system_call(L"user32.dll", "EnumWindows");
  Closing closing = {pid, false, (void *)system_call(L"user32.dll", "GetWindowThreadProcessId"),
                     (void *)system_call(L"user32.dll", "PostMessageW")};
  if (each && closing.owner && closing.post) each(close_window, (LPARAM)&closing);
  return closing.found;
}

bool signal_process(Answer *answer, const Request *request) {
  const char *what;
  DWORD pid = request->target.pid;
  HANDLE process = open_exactly(&request->target, 0, &what);
  if (!process) return what && outcome(answer, what);
  bool sent = request->by_break ? send_break(pid) : send_close(pid);
  CloseHandle(process);
  return outcome(answer, sent ? "signalled" : "unsupported");
}

bool suspend_process(Answer *answer, const Request *request) {
  const char *what, *name = request->op == OP_SUSPEND ? "NtSuspendProcess" : "NtResumeProcess";
  LONG(NTAPI * call)(HANDLE) = (void *)system_call(L"ntdll.dll", name);
  ULONG(NTAPI * code_of)(LONG) = (void *)system_call(L"ntdll.dll", "RtlNtStatusToDosError");
  if (!call || !code_of) return outcome(answer, "unsupported");
  HANDLE process = open_exactly(&request->target, PROCESS_SUSPEND_RESUME, &what);
  if (!process) return what && outcome(answer, what);
  LONG status = call(process);
  CloseHandle(process);
  if (status < 0) return failed_with(name, code_of(status));
  return outcome(answer, request->op == OP_SUSPEND ? "suspended" : "resumed");
}

bool assign_process(Answer *answer, const Request *request) {
  Job *job = job_named(request->job);
  if (!job) return false;
  DWORD rights = PROCESS_SET_QUOTA | PROCESS_TERMINATE | PROCESS_QUERY_LIMITED_INFORMATION;
  HANDLE process = OpenProcess(rights, FALSE, request->target.pid);
  if (!process) return failed("OpenProcess");
  uint64_t birth = birth_of(process);
  bool same = request->target.birth == 0 || request->target.birth == birth;
  bool done = same ? job_assign(job, process) : refused("assign", "identity-changed");
  CloseHandle(process);
  if (!done) return false;
  answer_add(answer, ",\"birth\":\"");
  answer_number(answer, birth);
  answer_add(answer, "\"");
  return true;
}
