#include "processes.h"

#include <psapi.h>
#include <stdlib.h>
#include <winternl.h>

enum { COMMAND_MAX = 4096, PATH_CAPACITY = 32768, COMMAND_LINE_INFORMATION = 60 };

static const LONG INFO_LENGTH_MISMATCH = (LONG)0xC0000004;
static const LONGLONG FAR_FUTURE = 1LL << 62;

static uint64_t ticks(FILETIME time) { return (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime; }

uint64_t birth_of(HANDLE process) {
  FILETIME born, ended, kernel, user;
  return GetProcessTimes(process, &born, &ended, &kernel, &user) ? ticks(born) : 0;
}

/* An exit code of 259 looks like life; the handle's state does not. */
bool is_alive(HANDLE process) { return WaitForSingleObject(process, 0) != WAIT_OBJECT_0; }

/* SYSTEM_PROCESS_INFORMATION up to what we read; winternl.h keeps most of it to itself. */
typedef struct {
  ULONG next;
  ULONG threads;
  ULONGLONG unused[3];
  LARGE_INTEGER born, user, kernel;
  UNICODE_STRING image;
  LONG priority;
  HANDLE pid;
  HANDLE ppid;
} Entry;

static int process_order(const void *a, const void *b) {
  DWORD left = ((const Process *)a)->pid, right = ((const Process *)b)->pid;
  return (left > right) - (left < right);
}

/*
 * What has no thread has ended, and is there only for those who hold its handle. One that Wine is about to start has a
 * birth in the far future, and soon another one.
 */
static bool is_running(const Entry *entry) { return entry->threads > 0 && entry->born.QuadPart < FAR_FUTURE; }

static size_t read_entries(const char *at, Process *out) {
  size_t count = 0;
  for (const Entry *entry;; at += entry->next) {
    entry = (const Entry *)at;
    Process process = {(DWORD)(uintptr_t)entry->pid, (DWORD)(uintptr_t)entry->ppid, (uint64_t)entry->born.QuadPart};
    if (is_running(entry) && out) out[count] = process;
    if (is_running(entry)) count++;
    if (entry->next == 0) return count;
  }
}

static bool copy_entries(const char *entries, Snapshot *snapshot) {
  snapshot->count = read_entries(entries, NULL);
  snapshot->processes = calloc(snapshot->count + 1, sizeof(Process));
  if (!snapshot->processes) return failed_with("calloc", ERROR_OUTOFMEMORY);
  read_entries(entries, snapshot->processes);
  qsort(snapshot->processes, snapshot->count, sizeof(Process), process_order);
  return true;
}

/* One call tells parents and births of all, where a handle for each would take several. */
bool snapshot_take(Snapshot *snapshot) {
  for (ULONG room = 1 << 17, needed = 0;; room = (needed > room ? needed : room) + (1 << 15)) {
    char *entries = malloc(room);
    if (!entries) return failed_with("malloc", ERROR_OUTOFMEMORY);
    LONG status = NtQuerySystemInformation(SystemProcessInformation, entries, room, &needed);
    bool is_short = status == INFO_LENGTH_MISMATCH;
    bool done = status < 0 ? failed_nt("NtQuerySystemInformation", status) : copy_entries(entries, snapshot);
    free(entries);
    if (!is_short) return done;
  }
}

void snapshot_free(Snapshot *snapshot) { free(snapshot->processes); }

const Process *snapshot_find(const Snapshot *snapshot, DWORD pid) {
  Process wanted = {.pid = pid};
  return bsearch(&wanted, snapshot->processes, snapshot->count, sizeof wanted, process_order);
}

/* Parent PIDs are never rewritten and are used again: one born after its child is not the parent. */
static DWORD parent_of(const Snapshot *snapshot, const Process *child) {
  const Process *parent = snapshot_find(snapshot, child->ppid);
  return parent && parent != child && parent->birth <= child->birth ? parent->pid : 0;
}

void add_birth(Answer *answer, uint64_t birth) {
  answer_add(answer, ",\"birth\":\"");
  answer_number(answer, birth);
  answer_add(answer, "\"");
}

void add_identity(Answer *answer, const Snapshot *snapshot, const Process *process) {
  answer_add(answer, "\"pid\":");
  answer_number(answer, process->pid);
  answer_add(answer, ",\"ppid\":");
  answer_number(answer, parent_of(snapshot, process));
  add_birth(answer, process->birth);
}

static void add_image(Answer *answer, HANDLE process) {
  static wchar_t path[PATH_CAPACITY];
  DWORD length = PATH_CAPACITY;
  if (!QueryFullProcessImageNameW(process, 0, path, &length)) return;
  answer_add(answer, ",\"image\":");
  answer_utf16(answer, (const uint16_t *)path, length);
}

/* Wine 8 and Windows before 8.1 tell the command line only to those who read it in the process. */
static bool read_in_process(DWORD pid, UNICODE_STRING *command, wchar_t *text) {
  PROCESS_BASIC_INFORMATION basic = {0};
  PEB peb;
  RTL_USER_PROCESS_PARAMETERS parameters;
  HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid);
  if (!process) return false;
  bool read = NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL) >= 0 &&
              basic.PebBaseAddress && ReadProcessMemory(process, basic.PebBaseAddress, &peb, sizeof peb, NULL) &&
              ReadProcessMemory(process, peb.ProcessParameters, &parameters, sizeof parameters, NULL) &&
              ReadProcessMemory(process, parameters.CommandLine.Buffer, text, parameters.CommandLine.Length, NULL);
  *command = (UNICODE_STRING){.Length = read ? parameters.CommandLine.Length : 0, .Buffer = text};
  CloseHandle(process);
  return read;
}

static void add_command(Answer *answer, HANDLE process, DWORD pid) {
  static UNICODE_STRING room[1 + 65536 / sizeof(UNICODE_STRING)];
  static wchar_t text[32768];
  bool read = NtQueryInformationProcess(process, (PROCESSINFOCLASS)COMMAND_LINE_INFORMATION, room, sizeof room, NULL) >= 0;
  if (!read && !read_in_process(pid, room, text)) return;
  size_t length = room->Length / sizeof(wchar_t);
  answer_add(answer, ",\"command\":");
  answer_utf16(answer, (const uint16_t *)room->Buffer, length > COMMAND_MAX ? COMMAND_MAX : length);
}

static HANDLE open_to_read(DWORD pid) {
  return OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
}

/* A PID that the job listed may be another's by now: the handle decides, where it may be asked (see job_has). */
static bool is_member(HANDLE process, const Process *expected, HANDLE job) {
  BOOL inside = FALSE;
  if (birth_of(process) != expected->birth || !is_alive(process)) return false;
  return !IsProcessInJob(process, job, &inside) || inside;
}

bool add_description(Answer *answer, const Process *process, HANDLE job) {
  HANDLE handle = open_to_read(process->pid);
  /* A member that we may not open is one all the same. */
  if (!handle) return GetLastError() == ERROR_ACCESS_DENIED;
  bool member = is_member(handle, process, job);
  if (member) {
    add_image(answer, handle);
    add_command(answer, handle, process->pid);
  }
  CloseHandle(handle);
  return member;
}

static void add_measures(Answer *answer, HANDLE process) {
  FILETIME born, ended, kernel, user;
  PROCESS_MEMORY_COUNTERS memory = {.cb = sizeof memory};
  if (GetProcessTimes(process, &born, &ended, &kernel, &user)) {
    add_birth(answer, ticks(born));
    answer_field(answer, "cpuTimeMs", (ticks(kernel) + ticks(user)) / TICKS_PER_MS);
  }
  if (K32GetProcessMemoryInfo(process, &memory, sizeof memory)) {
    answer_field(answer, "residentBytes", memory.WorkingSetSize);
  }
}

bool add_usage(Answer *answer, DWORD pid) {
  HANDLE process = open_to_read(pid);
  if (!process) return false;
  bool alive = is_alive(process);
  if (alive) {
    answer_add(answer, "{\"pid\":");
    answer_number(answer, pid);
    add_measures(answer, process);
    answer_add(answer, "}");
  }
  CloseHandle(process);
  return alive;
}
