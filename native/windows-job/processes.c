#include "processes.h"

#include <psapi.h>
#include <stdlib.h>
#include <string.h>
#include <tlhelp32.h>
#include <winternl.h>

enum { COMMAND_MAX = 4096, PATH_CAPACITY = 32768, COMMAND_LINE_INFORMATION = 60 };

typedef struct Process {
  DWORD pid;
  DWORD ppid;
  uint64_t birth;
  bool asked; /* whether `birth` has been read */
} Process;

static uint64_t ticks(FILETIME time) { return (uint64_t)time.dwHighDateTime << 32 | time.dwLowDateTime; }

uint64_t birth_of(HANDLE process) {
  FILETIME born, ended, kernel, user;
  return GetProcessTimes(process, &born, &ended, &kernel, &user) ? ticks(born) : 0;
}

/* An exit code of 259 looks like life; the handle's state does not. */
bool is_alive(HANDLE process) { return WaitForSingleObject(process, 0) != WAIT_OBJECT_0; }

static HANDLE open_to_read(DWORD pid) {
  return OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
}

static int pid_order(const void *a, const void *b) {
  DWORD left = ((const Process *)a)->pid, right = ((const Process *)b)->pid;
  return (left > right) - (left < right);
}

static bool add_process(Snapshot *snapshot, size_t *capacity, const PROCESSENTRY32W *entry) {
  if (snapshot->count == *capacity) {
    *capacity = *capacity * 2 + 256;
    Process *grown = realloc(snapshot->processes, *capacity * sizeof *grown);
    if (!grown) return failed_with("realloc", ERROR_OUTOFMEMORY);
    snapshot->processes = grown;
  }
  snapshot->processes[snapshot->count++] = (Process){entry->th32ProcessID, entry->th32ParentProcessID, 0, false};
  return true;
}

bool snapshot_take(Snapshot *snapshot) {
  PROCESSENTRY32W entry = {.dwSize = sizeof entry};
  size_t capacity = 0;
  HANDLE processes = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (processes == INVALID_HANDLE_VALUE) return failed("CreateToolhelp32Snapshot");
  bool done = true;
  for (BOOL more = Process32FirstW(processes, &entry); more && done; more = Process32NextW(processes, &entry)) {
    done = add_process(snapshot, &capacity, &entry);
  }
  CloseHandle(processes);
  if (snapshot->count > 0) qsort(snapshot->processes, snapshot->count, sizeof(Process), pid_order);
  return done;
}

void snapshot_free(Snapshot *snapshot) { free(snapshot->processes); }

static Process *find(Snapshot *snapshot, DWORD pid) {
  Process wanted = {.pid = pid};
  return snapshot->count > 0 ? bsearch(&wanted, snapshot->processes, snapshot->count, sizeof wanted, pid_order) : NULL;
}

static uint64_t birth_in(Process *process) {
  if (process->asked) return process->birth;
  HANDLE handle = open_to_read(process->pid);
  process->asked = true;
  if (!handle) return 0;
  process->birth = birth_of(handle);
  CloseHandle(handle);
  return process->birth;
}

/* Parent PIDs are never rewritten and are used again: one born after its child is not the parent. */
static DWORD parent_of(Snapshot *snapshot, DWORD pid, uint64_t birth) {
  Process *process = find(snapshot, pid);
  Process *parent = process ? find(snapshot, process->ppid) : NULL;
  if (!parent || parent->pid == pid) return 0;
  uint64_t parent_birth = birth_in(parent);
  return birth > 0 && parent_birth > 0 && parent_birth <= birth ? parent->pid : 0;
}

static void add_image(Answer *answer, HANDLE process) {
  static wchar_t path[PATH_CAPACITY];
  DWORD length = PATH_CAPACITY;
  if (!QueryFullProcessImageNameW(process, 0, path, &length)) return;
  answer_add(answer, ",\"image\":");
  answer_utf16(answer, (const uint16_t *)path, length);
}

typedef LONG(NTAPI *Query)(HANDLE, int, void *, ULONG, ULONG *);

/* Wine 8 and Windows before 8.1 tell the command line only to those who read it in the process. */
static bool read_in_process(Query query, DWORD pid, UNICODE_STRING *command, wchar_t *text) {
  PROCESS_BASIC_INFORMATION basic = {0};
  PEB peb;
  RTL_USER_PROCESS_PARAMETERS parameters;
  HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid);
  if (!process) return false;
  bool read = query(process, ProcessBasicInformation, &basic, sizeof basic, NULL) >= 0 && basic.PebBaseAddress &&
              ReadProcessMemory(process, basic.PebBaseAddress, &peb, sizeof peb, NULL) &&
              ReadProcessMemory(process, peb.ProcessParameters, &parameters, sizeof parameters, NULL) &&
              ReadProcessMemory(process, parameters.CommandLine.Buffer, text, parameters.CommandLine.Length, NULL);
  *command = (UNICODE_STRING){.Length = read ? parameters.CommandLine.Length : 0, .Buffer = text};
  CloseHandle(process);
  return read;
}

static void add_command(Answer *answer, HANDLE process, DWORD pid) {
  static Query query;
  static UNICODE_STRING room[1 + 65536 / sizeof(UNICODE_STRING)];
  static wchar_t text[32768];
  if (!query) query = (Query)(void *)system_call(L"ntdll.dll", "NtQueryInformationProcess");
  if (!query) return;
  bool read = query(process, COMMAND_LINE_INFORMATION, room, sizeof room, NULL) >= 0;
  if (!read && !read_in_process(query, pid, room, text)) return;
  size_t length = room->Length / sizeof(wchar_t);
  answer_add(answer, ",\"command\":");
  answer_utf16(answer, (const uint16_t *)room->Buffer, length > COMMAND_MAX ? COMMAND_MAX : length);
}

static void add_birth(Answer *answer, uint64_t birth) {
  answer_add(answer, birth > 0 ? ",\"birth\":\"" : ",\"birth\":null");
  if (birth == 0) return;
  answer_number(answer, birth);
  answer_add(answer, "\"");
}

static void add_identity(Answer *answer, Snapshot *snapshot, DWORD pid, uint64_t birth) {
  answer_add(answer, "{\"pid\":");
  answer_number(answer, pid);
  answer_add(answer, ",\"ppid\":");
  answer_number(answer, parent_of(snapshot, pid, birth));
  add_birth(answer, birth);
}

static bool is_known(const Request *request, DWORD pid, uint64_t birth) {
  Identity wanted = {pid, 0};
  if (request->known_count == 0) return false;
  const Identity *found = bsearch(&wanted, request->known, request->known_count, sizeof wanted, identity_order);
  return found && found->birth == birth;
}

/* A PID that the job listed may be another's by now: the handle decides, where it may be asked (see job_has). */
static bool is_wanted(HANDLE process, HANDLE job) {
  BOOL inside = FALSE;
  if (!is_alive(process)) return false;
  return !job || !IsProcessInJob(process, job, &inside) || inside;
}

bool describe(Answer *answer, Snapshot *snapshot, DWORD pid, const Request *request, HANDLE job) {
  HANDLE process = open_to_read(pid);
  if (!process) {
    /* A member that we may not open is one all the same. */
    if (!job || GetLastError() != ERROR_ACCESS_DENIED) return false;
    add_identity(answer, snapshot, pid, 0);
    return answer_add(answer, "}"), true;
  }
  bool wanted = is_wanted(process, job);
  if (wanted) {
    uint64_t birth = birth_of(process);
    add_identity(answer, snapshot, pid, birth);
    if (!is_known(request, pid, birth)) {
      add_image(answer, process);
      add_command(answer, process, pid);
    }
    answer_add(answer, "}");
  }
  CloseHandle(process);
  return wanted;
}

static void add_usage(Answer *answer, HANDLE process) {
  FILETIME born, ended, kernel, user;
  PROCESS_MEMORY_COUNTERS memory = {.cb = sizeof memory};
  if (GetProcessTimes(process, &born, &ended, &kernel, &user)) {
    add_birth(answer, ticks(born));
    answer_add(answer, ",\"cpuTimeMs\":");
    answer_number(answer, (ticks(kernel) + ticks(user)) / 10000);
  }
  if (K32GetProcessMemoryInfo(process, &memory, sizeof memory)) {
    answer_add(answer, ",\"residentBytes\":");
    answer_number(answer, memory.WorkingSetSize);
  }
}

bool measure(Answer *answer, DWORD pid) {
  HANDLE process = open_to_read(pid);
  bool alive = process && is_alive(process);
  if (alive) {
    answer_add(answer, "{\"pid\":");
    answer_number(answer, pid);
    add_usage(answer, process);
    answer_add(answer, "}");
  }
  if (process) CloseHandle(process);
  return alive;
}

void describe_all(Answer *answer, Snapshot *snapshot) {
  for (size_t i = 0; i < snapshot->count; i++) {
    Process *process = &snapshot->processes[i];
    HANDLE handle = open_to_read(process->pid);
    answer_add(answer, i > 0 ? "," : "");
    add_identity(answer, snapshot, process->pid, birth_in(process));
    if (handle) {
      add_image(answer, handle);
      CloseHandle(handle);
    }
    answer_add(answer, "}");
  }
}
