#include "serve.h"

#include <stdlib.h>

#include "control.h"
#include "ending.h"
#include "lists.h"
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

static bool terminate(Answer *answer, const Request *request) {
  (void)answer;
  Job *job = job_named(request->job);
  /* Members that nobody has listed yet are held too. */
  if (job && !ending_read(job->block ? job->block : job, 0)) return false;
  return job && (TerminateJobObject(job->handle, request->code) || failed("TerminateJobObject"));
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
    [OP_CREATE] = create,
    [OP_ASSIGN] = assign_process,
    [OP_LIST] = list_jobs,
    [OP_CONTAINS] = contains_process,
    [OP_TABLE] = list_system,
    [OP_END] = end_process,
    [OP_ASK] = ask_windows,
    [OP_SUSPEND] = suspend_process,
    [OP_RESUME] = suspend_process,
    [OP_TERMINATE] = terminate,
    [OP_ACCOUNT] = account_job,
    [OP_USAGE] = list_usage,
    [OP_KEEP] = keep,
    [OP_CLOSE] = close_one,
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
  answer_add(&hello, "{\"hello\":{\"protocol\":2,\"version\":\"" PANETREE_VERSION "\",\"pid\":");
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
