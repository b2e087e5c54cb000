#include "control.h"

#include "ending.h"
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
static const char *end_opened(HANDLE process, const Job *job, const Identity *target) {
  bool inside = true;
  if (job && ending_has(job->block ? job->block : job, target)) return "ended";
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
    what = end_opened(process, job, &request->target);
    CloseHandle(process);
  }
  return what && outcome(answer, what);
}

typedef struct {
  Answer *answer;
  const Request *request;
  bool first;
  DWORD(WINAPI *owner)(HWND, DWORD *);
  BOOL(WINAPI *post)(HWND, UINT, WPARAM, LPARAM);
} Asking;

static BOOL CALLBACK ask_window(HWND window, LPARAM argument) {
  Asking *asking = (Asking *)argument;
  const char *what;
  DWORD pid = 0;
  asking->owner(window, &pid);
  const Identity *target = request_find(asking->request, pid);
  HANDLE process = target ? open_exactly(target, 0, &what) : NULL;
  if (!process) return TRUE;
  if (asking->post(window, WM_CLOSE, 0, 0)) {
    answer_add(asking->answer, asking->first ? "" : ",");
    answer_number(asking->answer, pid);
    asking->first = false;
  }
  return CloseHandle(process);
}

/* user32 is loaded late: with it at the start, each gate would become a GUI thread. */
bool ask_windows(Answer *answer, const Request *request) {
  BOOL(WINAPI * each)(WNDENUMPROC, LPARAM) = (void *)system_call(L"user32.dll", "EnumWindows");
  Asking asking = {answer, request, true, (void *)system_call(L"user32.dll", "GetWindowThreadProcessId"),
                   (void *)system_call(L"user32.dll", "PostMessageW")};
  answer_add(answer, ",\"asked\":[");
  if (each && asking.owner && asking.post) each(ask_window, (LPARAM)&asking);
  answer_add(answer, "]");
  return true;
}

/* Of ntdll, and in no header. */
NTSYSAPI LONG NTAPI NtSuspendProcess(HANDLE process);
NTSYSAPI LONG NTAPI NtResumeProcess(HANDLE process);

static const LONG IS_TERMINATING = (LONG)0xC000010A;

bool suspend_process(Answer *answer, const Request *request) {
  const char *what;
  bool suspends = request->op == OP_SUSPEND;
  HANDLE process = open_exactly(&request->target, PROCESS_SUSPEND_RESUME, &what);
  if (!process) return what && outcome(answer, what);
  LONG status = suspends ? NtSuspendProcess(process) : NtResumeProcess(process);
  CloseHandle(process);
  if (status == IS_TERMINATING) return outcome(answer, "already-gone");
  if (status < 0) return failed_nt(suspends ? "NtSuspendProcess" : "NtResumeProcess", status);
  return outcome(answer, suspends ? "suspended" : "resumed");
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
