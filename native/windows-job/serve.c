#include "serve.h"

#include <stdlib.h>
#include <string.h>

#include "control.h"
#include "processes.h"

/* winnt.h has the numbers; the older ones of these are not in every SDK's reach. */
enum { NEW_PROCESS = 6, EXIT_PROCESS = 7, ABNORMAL_EXIT = 8, ACTIVE_PROCESS_ZERO = 4 };

static HANDLE input, output;
static SRWLOCK output_lock = SRWLOCK_INIT;

/* With nobody left to read, nobody is left to answer. */
static void send(Answer *answer) {
  DWORD written;
  answer_add(answer, "\n");
  AcquireSRWLockExclusive(&output_lock);
  for (size_t sent = 0; sent < answer->length; sent += written) {
    if (!WriteFile(output, answer->bytes + sent, (DWORD)(answer->length - sent), &written, NULL)) {
      jobs_end();
      ExitProcess(1);
    }
  }
  ReleaseSRWLockExclusive(&output_lock);
  answer_cut(answer, 0);
}

static bool create(Answer *answer, const Request *request) {
  Job *job = job_create(request->job);
  if (!job) return false;
  answer_add(answer, ",\"name\":");
  answer_utf16(answer, (const uint16_t *)job->kernel_name, wcslen(job->kernel_name));
  return true;
}

/* The request under way that reads jobs. */
static uint64_t reader;

static bool is_known(const Request *request, const Process *process) {
  const Identity *known = request_find(request, process->pid);
  return known && known->birth == process->birth;
}

/* False for what has gone since the job was read. */
static bool add_member(Answer *answer, const Request *request, const Snapshot *snapshot, const Job *job, DWORD pid) {
  const Process *process = snapshot_find(snapshot, pid);
  if (!process) return false;
  answer_add(answer, "{");
  add_identity(answer, snapshot, process);
  const Job *run = job_run_of(job, pid);
  if (run) {
    answer_add(answer, ",\"run\":");
    answer_string(answer, strchr(run->name, '/') + 1);
  }
  if (!is_known(request, process) && !add_description(answer, process, job->handle)) return false;
  answer_add(answer, "}");
  return true;
}

static void add_members(Answer *answer, const Request *request, const Snapshot *snapshot, const Job *job) {
  bool first = true;
  answer_add(answer, "[");
  for (size_t i = 0; i < job->members.count; i++) {
    size_t before = answer->length;
    if (!first) answer_add(answer, ",");
    if (add_member(answer, request, snapshot, job, job->members.pids[i])) first = false;
    else answer_cut(answer, before);
  }
  answer_add(answer, "]");
}

/* Each job once, however often it is named. */
static void add_lists(Answer *answer, const Request *request, const Snapshot *snapshot) {
  Json next = {NULL}, key, value;
  char name[NAME_CAPACITY];
  bool first = true;
  while (json_each(request->jobs, &next, &key, &value)) {
    json_text(value, name, sizeof name);
    Job *job = job_find(name);
    if (job && job->read_by != reader) continue;
    answer_add(answer, first ? "" : ",");
    first = false;
    answer_string(answer, name);
    answer_add(answer, ":");
    if (job) add_members(answer, request, snapshot, job);
    else answer_add(answer, "null");
    if (job) job->read_by = 0;
  }
}

static bool read_jobs(const Request *request) {
  Json next = {NULL}, key, value;
  char name[NAME_CAPACITY];
  for (reader++; json_each(request->jobs, &next, &key, &value);) {
    json_text(value, name, sizeof name);
    Job *job = job_find(name);
    if (job && job->read_by != reader && !job_read(job, reader)) return false;
  }
  return true;
}

/* The members first, the processes second: who is in the job and not among them has gone. */
static bool list(Answer *answer, const Request *request) {
  Snapshot snapshot = {0};
  if (!read_jobs(request) || !snapshot_take(&snapshot)) return false;
  answer_add(answer, ",\"lists\":{");
  add_lists(answer, request, &snapshot);
  answer_add(answer, "}");
  snapshot_free(&snapshot);
  return true;
}

static bool contains(Answer *answer, const Request *request) {
  static PidList pids;
  Job *job = request->job[0] ? job_named(request->job) : NULL;
  if (request->job[0] && !job) return false;
  if (!job_pids(job ? job->handle : jobs_outer(), &pids)) return false;
  answer_add(answer, pids_have(&pids, request->target.pid) ? ",\"inside\":true" : ",\"inside\":false");
  return true;
}

static bool table(Answer *answer, const Request *request) {
  (void)request;
  Snapshot snapshot = {0};
  if (!snapshot_take(&snapshot)) return false;
  answer_add(answer, ",\"processes\":[");
  for (size_t i = 0; i < snapshot.count; i++) {
    answer_add(answer, i > 0 ? ",{" : "{");
    add_identity(answer, &snapshot, &snapshot.processes[i]);
    answer_add(answer, "}");
  }
  answer_add(answer, "]");
  snapshot_free(&snapshot);
  return true;
}

static bool usage(Answer *answer, const Request *request) {
  Json next = {NULL}, key, value;
  uint64_t pid = 0;
  answer_add(answer, ",\"processes\":[");
  for (bool first = true; json_each(request->pids, &next, &key, &value); first = false) {
    json_number(value, UINT32_MAX, &pid);
    answer_add(answer, first ? "" : ",");
    if (!add_usage(answer, (DWORD)pid)) answer_add(answer, "null");
  }
  answer_add(answer, "]");
  return true;
}

static bool terminate(Answer *answer, const Request *request) {
  (void)answer;
  Job *job = job_named(request->job);
  return job && (TerminateJobObject(job->handle, request->code) || failed("TerminateJobObject"));
}

/* Wine knows the times but not the transfers. */
static bool read_account(HANDLE job, JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION *all, bool *has_io) {
  *has_io = QueryInformationJobObject(job, JobObjectBasicAndIoAccountingInformation, all, sizeof *all, NULL);
  if (*has_io) return true;
  return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &all->BasicInfo, sizeof all->BasicInfo, NULL) ||
         failed("QueryInformationJobObject");
}

static bool account(Answer *answer, const Request *request) {
  JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION all = {0};
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  bool has_io = false;
  Job *job = job_named(request->job);
  if (!job || !read_account(job->handle, &all, &has_io)) return false;
  uint64_t cpu = (uint64_t)(all.BasicInfo.TotalKernelTime.QuadPart + all.BasicInfo.TotalUserTime.QuadPart);
  answer_field(answer, "cpuTimeMs", cpu / TICKS_PER_MS);
  if (QueryInformationJobObject(job->handle, JobObjectExtendedLimitInformation, &limits, sizeof limits, NULL)) {
    answer_field(answer, "peakProcessMemoryBytes", limits.PeakProcessMemoryUsed);
  }
  if (has_io) {
    answer_field(answer, "readBytes", all.IoInfo.ReadTransferCount);
    answer_field(answer, "writtenBytes", all.IoInfo.WriteTransferCount);
  }
  answer_field(answer, "totalProcesses", all.BasicInfo.TotalProcesses);
  answer_field(answer, "activeProcesses", all.BasicInfo.ActiveProcesses);
  return true;
}

static bool keep(Answer *answer, const Request *request) {
  (void)request, (void)answer;
  return jobs_keep();
}

static bool close_one(Answer *answer, const Request *request) {
  (void)answer;
  Job *job = job_named(request->job);
  if (job) job_close(job);
  return job != NULL;
}

static bool (*const handlers[OP_COUNT])(Answer *, const Request *) = {
    [OP_CREATE] = create,           [OP_ASSIGN] = assign_process,   [OP_LIST] = list,       [OP_CONTAINS] = contains,
    [OP_TABLE] = table,             [OP_END] = end_process,         [OP_ASK] = ask_windows, [OP_SUSPEND] = suspend_process,
    [OP_RESUME] = suspend_process,  [OP_TERMINATE] = terminate,     [OP_ACCOUNT] = account, [OP_USAGE] = usage,
    [OP_KEEP] = keep,               [OP_CLOSE] = close_one,
};

static void answer_line(const char *line, size_t length) {
  static Answer answer;
  Request request = {0};
  const char *wrong = line ? request_read(line, length, &request) : "longer than 1 MiB";
  answer_add(&answer, "{\"id\":");
  if (request.has_id) answer_number(&answer, request.id);
  else answer_add(&answer, "null");
  size_t start = answer.length;
  answer_add(&answer, ",\"ok\":true");
  if (wrong ? !refused("parse", wrong) : !handlers[request.op](&answer, &request)) {
    answer_cut(&answer, start);
    answer_failure(&answer);
  }
  answer_add(&answer, "}");
  send(&answer);
  request_free(&request);
}

static void send_hello(void) {
  Answer hello = {0};
  answer_add(&hello, "{\"hello\":{\"protocol\":1,\"version\":\"" PANETREE_VERSION "\",\"pid\":");
  answer_number(&hello, GetCurrentProcessId());
  answer_add(&hello, ",\"birth\":\"");
  answer_number(&hello, birth_of(GetCurrentProcess()));
  answer_add(&hello, "\"}}");
  send(&hello);
  free(hello.bytes);
}

static const char *hint_of(DWORD message) {
  if (message == NEW_PROCESS) return "new";
  if (message == EXIT_PROCESS || message == ABNORMAL_EXIT) return "exit";
  return message == ACTIVE_PROCESS_ZERO ? "empty" : NULL;
}

static void send_hint(const char *job, const char *what, uintptr_t pid) {
  static Answer answer;
  answer_add(&answer, "{\"hint\":");
  answer_string(&answer, job);
  answer_add(&answer, ",\"what\":");
  answer_string(&answer, what);
  if (pid > 0) answer_field(&answer, "pid", pid);
  answer_add(&answer, "}");
  send(&answer);
}

/* On a thread of its own: requests and hints wait for nothing but each other's lines. */
static DWORD WINAPI forward_hints(void *port) {
  DWORD message;
  ULONG_PTR key;
  OVERLAPPED *pid; /* a job's messages carry a PID here */
  char job[NAME_CAPACITY];
  while (GetQueuedCompletionStatus(port, &message, &key, &pid, INFINITE)) {
    const char *what = hint_of(message);
    if (what && job_name_of((uint32_t)key, job)) send_hint(job, what, (uintptr_t)pid);
  }
  return 0;
}

static bool start(bool keep_on_exit) {
  HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
  if (!port) return failed("CreateIoCompletionPort");
  if (!jobs_open(keep_on_exit, port)) return false;
  send_hello();
  HANDLE thread = CreateThread(NULL, 0, forward_hints, port, 0, NULL);
  if (!thread) return failed("CreateThread");
  return CloseHandle(thread);
}

static BOOL WINAPI ignore(DWORD event) { return event == CTRL_C_EVENT || event == CTRL_BREAK_EVENT; }

/* The host's Ctrl-C is not ours; and `signal` needs us to be free to join a pane's console. */
static void leave_console(void) {
  SetConsoleCtrlHandler(ignore, TRUE);
  if (GetFileType(input) != FILE_TYPE_CHAR && GetFileType(output) != FILE_TYPE_CHAR) FreeConsole();
}

static void answer_all(void) {
  static Lines lines;
  static char chunk[16384];
  DWORD length;
  while (ReadFile(input, chunk, sizeof chunk, &length, NULL) && length > 0) {
    lines_feed(&lines, chunk, length, answer_line);
  }
}

int serve(int count, wchar_t **options) {
  bool keep_on_exit = count == 2 && wcscmp(options[0], L"--on-host-exit") == 0 && wcscmp(options[1], L"keep") == 0;
  bool kill = count == 0 || (count == 2 && wcscmp(options[0], L"--on-host-exit") == 0 && wcscmp(options[1], L"kill") == 0);
  if (!keep_on_exit && !kill) return 2;
  input = GetStdHandle(STD_INPUT_HANDLE);
  output = GetStdHandle(STD_OUTPUT_HANDLE);
  leave_console();
  if (!start(keep_on_exit)) {
    Answer answer = {0};
    answer_add(&answer, "{\"id\":null");
    answer_failure(&answer);
    answer_add(&answer, "}");
    send(&answer);
    return 1;
  }
  answer_all();
  jobs_end();
  ExitProcess(0);
}
