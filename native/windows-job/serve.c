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

static bool create(const Request *request, Answer *answer) {
  Job *job = job_create(request->job);
  if (!job) return false;
  answer_add(answer, ",\"name\":");
  answer_utf16(answer, (const uint16_t *)job->kernel_name, wcslen(job->kernel_name));
  return true;
}

static bool assign(const Request *request, Answer *answer) { return assign_process(answer, request); }

static bool list_job(Job *job, const Request *request, Snapshot *snapshot, Answer *answer) {
  static PidList pids;
  if (!job_pids(job->handle, &pids)) return false;
  bool first = true;
  answer_add(answer, "[");
  for (size_t i = 0; i < pids.count; i++) {
    size_t before = answer->length;
    if (!first) answer_add(answer, ",");
    if (describe(answer, snapshot, pids.pids[i], request, job->handle)) first = false;
    else answer_cut(answer, before);
  }
  answer_add(answer, "]");
  return true;
}

static bool list_jobs(const Request *request, Snapshot *snapshot, Answer *answer) {
  static uint64_t serial;
  char name[NAME_CAPACITY];
  Json next = {NULL}, key, value;
  bool first = true;
  for (serial++; json_each(request->jobs, &next, &key, &value);) {
    json_text(value, name, sizeof name);
    Job *job = job_find(name);
    if (job && job->listed_by == serial) continue;
    if (job) job->listed_by = serial;
    answer_add(answer, first ? "" : ",");
    answer_string(answer, name);
    answer_add(answer, ":");
    if (!job) answer_add(answer, "null");
    else if (!list_job(job, request, snapshot, answer)) return false;
    first = false;
  }
  return true;
}

static bool list(const Request *request, Answer *answer) {
  Snapshot snapshot = {0};
  answer_add(answer, ",\"lists\":{");
  bool done = snapshot_take(&snapshot) && list_jobs(request, &snapshot, answer);
  snapshot_free(&snapshot);
  answer_add(answer, "}");
  return done;
}

static void add_each(const Request *request, Snapshot *snapshot, Answer *answer) {
  Json next = {NULL}, key, value;
  uint64_t pid = 0;
  for (bool first = true; json_each(request->pids, &next, &key, &value); first = false) {
    json_number(value, UINT32_MAX, &pid);
    answer_add(answer, first ? "" : ",");
    bool there = snapshot ? describe(answer, snapshot, (DWORD)pid, request, NULL) : measure(answer, (DWORD)pid);
    if (!there) answer_add(answer, "null");
  }
}

static bool describe_some(const Request *request, Answer *answer) {
  Snapshot snapshot = {0};
  answer_add(answer, ",\"processes\":[");
  bool done = snapshot_take(&snapshot);
  if (done) add_each(request, &snapshot, answer);
  snapshot_free(&snapshot);
  answer_add(answer, "]");
  return done;
}

static bool table(const Request *request, Answer *answer) {
  (void)request;
  Snapshot snapshot = {0};
  answer_add(answer, ",\"processes\":[");
  bool done = snapshot_take(&snapshot);
  if (done) describe_all(answer, &snapshot);
  snapshot_free(&snapshot);
  answer_add(answer, "]");
  return done;
}

static bool usage(const Request *request, Answer *answer) {
  answer_add(answer, ",\"processes\":[");
  add_each(request, NULL, answer);
  answer_add(answer, "]");
  return true;
}

static bool end(const Request *request, Answer *answer) { return end_process(answer, request); }
static bool signal(const Request *request, Answer *answer) { return signal_process(answer, request); }
static bool suspend(const Request *request, Answer *answer) { return suspend_process(answer, request); }

static bool terminate(const Request *request, Answer *answer) {
  (void)answer;
  Job *job = job_named(request->job);
  return job && (TerminateJobObject(job->handle, request->code) || failed("TerminateJobObject"));
}

static void add_field(Answer *answer, const char *name, uint64_t number) {
  answer_add(answer, ",");
  answer_string(answer, name);
  answer_add(answer, ":");
  answer_number(answer, number);
}

/* Wine knows the times but not the transfers. */
static bool read_account(HANDLE job, JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION *all, bool *has_io) {
  *has_io = QueryInformationJobObject(job, JobObjectBasicAndIoAccountingInformation, all, sizeof *all, NULL);
  if (*has_io) return true;
  return QueryInformationJobObject(job, JobObjectBasicAccountingInformation, &all->BasicInfo, sizeof all->BasicInfo, NULL) ||
         failed("QueryInformationJobObject");
}

static bool account(const Request *request, Answer *answer) {
  JOBOBJECT_BASIC_AND_IO_ACCOUNTING_INFORMATION all = {0};
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  bool has_io = false;
  Job *job = job_named(request->job);
  if (!job || !read_account(job->handle, &all, &has_io)) return false;
  uint64_t cpu = (uint64_t)(all.BasicInfo.TotalKernelTime.QuadPart + all.BasicInfo.TotalUserTime.QuadPart);
  add_field(answer, "cpuTimeMs", cpu / 10000);
  if (QueryInformationJobObject(job->handle, JobObjectExtendedLimitInformation, &limits, sizeof limits, NULL)) {
    add_field(answer, "peakProcessMemoryBytes", limits.PeakProcessMemoryUsed);
  }
  if (has_io) {
    add_field(answer, "readBytes", all.IoInfo.ReadTransferCount);
    add_field(answer, "writtenBytes", all.IoInfo.WriteTransferCount);
  }
  add_field(answer, "totalProcesses", all.BasicInfo.TotalProcesses);
  add_field(answer, "activeProcesses", all.BasicInfo.ActiveProcesses);
  return true;
}

static bool keep(const Request *request, Answer *answer) {
  (void)request, (void)answer;
  return jobs_keep();
}

static bool close_one(const Request *request, Answer *answer) {
  (void)answer;
  Job *job = job_named(request->job);
  if (job) job_close(job);
  return job != NULL;
}

static bool (*const handlers[OP_COUNT])(const Request *, Answer *) = {
    [OP_CREATE] = create,   [OP_ASSIGN] = assign,       [OP_LIST] = list,       [OP_DESCRIBE] = describe_some,
    [OP_TABLE] = table,     [OP_END] = end,             [OP_SIGNAL] = signal,   [OP_SUSPEND] = suspend,
    [OP_RESUME] = suspend,  [OP_TERMINATE] = terminate, [OP_ACCOUNT] = account, [OP_USAGE] = usage,
    [OP_KEEP] = keep,       [OP_CLOSE] = close_one,
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
  if (wrong ? !refused("parse", wrong) : !handlers[request.op](&request, &answer)) {
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
  if (pid > 0) add_field(&answer, "pid", pid);
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
