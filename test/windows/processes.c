/*
 * processes.exe: a line for each live process whose command line can be read, but for its own: PID, creation time
 * (FILETIME), bytes in memory, command line. What Windows says, for tests to hold the library against: none of it is
 * shared with the helper.
 */
#include <stdio.h>
#include <wchar.h>
#include <windows.h>

#include <psapi.h>
#include <tlhelp32.h>
#include <winternl.h>

enum { COMMAND_LINE_INFORMATION = 60, ROOM = 65536 };

static wchar_t line[ROOM / sizeof(wchar_t) + 1];

static void keep_line(const UNICODE_STRING *text) {
  size_t length = text->Length / sizeof(wchar_t);
  wmemmove(line, text->Buffer, length);
  line[length] = L'\0';
}

static BOOL read_line(HANDLE process) {
  static UNICODE_STRING room[1 + ROOM / sizeof(UNICODE_STRING)];
  PROCESSINFOCLASS class = (PROCESSINFOCLASS)COMMAND_LINE_INFORMATION;
  if (NtQueryInformationProcess(process, class, room, sizeof room, NULL) < 0) return FALSE;
  keep_line(room);
  return TRUE;
}

static BOOL peek(HANDLE process, const void *from, void *to, size_t size) {
  return from && ReadProcessMemory(process, from, to, size, NULL);
}

/* Wine 8 does not know that question; the line stands in the memory of the process. */
static BOOL read_line_in(DWORD pid) {
  static wchar_t text[ROOM / sizeof(wchar_t)];
  PROCESS_BASIC_INFORMATION basic = {0};
  RTL_USER_PROCESS_PARAMETERS parameters;
  PEB peb;
  HANDLE process = OpenProcess(PROCESS_QUERY_INFORMATION | PROCESS_VM_READ, FALSE, pid);
  if (!process) return FALSE;
  BOOL done = NtQueryInformationProcess(process, ProcessBasicInformation, &basic, sizeof basic, NULL) >= 0 &&
              peek(process, basic.PebBaseAddress, &peb, sizeof peb) &&
              peek(process, peb.ProcessParameters, &parameters, sizeof parameters) &&
              peek(process, parameters.CommandLine.Buffer, text, parameters.CommandLine.Length);
  CloseHandle(process);
  if (!done) return FALSE;
  parameters.CommandLine.Buffer = text;
  keep_line(&parameters.CommandLine);
  return TRUE;
}

static unsigned long long birth_of(HANDLE process) {
  FILETIME born = {0}, ended, kernel, user;
  GetProcessTimes(process, &born, &ended, &kernel, &user);
  return (unsigned long long)born.dwHighDateTime << 32 | born.dwLowDateTime;
}

static unsigned long long resident_bytes(HANDLE process) {
  PROCESS_MEMORY_COUNTERS memory = {.cb = sizeof memory};
  return K32GetProcessMemoryInfo(process, &memory, sizeof memory) ? memory.WorkingSetSize : 0;
}

static void print(DWORD pid, HANDLE process) {
  static char text[3 * ROOM];
  /* One process, one line. */
  for (wchar_t *at = line; *at; at++) {
    if (*at < L' ') *at = L' ';
  }
  WideCharToMultiByte(CP_UTF8, 0, line, -1, text, sizeof text, NULL, NULL);
  printf("%lu %llu %llu %s\n", (unsigned long)pid, birth_of(process), resident_bytes(process), text);
}

/* What has ended is there for as long as somebody holds its handle. */
static BOOL is_alive(HANDLE process) { return WaitForSingleObject(process, 0) == WAIT_TIMEOUT; }

/* What may not be opened is none of the tests'. */
static void look_at(DWORD pid) {
  HANDLE process = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE, FALSE, pid);
  if (!process) return;
  if ((read_line(process) || read_line_in(pid)) && is_alive(process)) print(pid, process);
  CloseHandle(process);
}

int main(void) {
  PROCESSENTRY32W entry = {.dwSize = sizeof entry};
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  if (all == INVALID_HANDLE_VALUE) return 98;
  for (BOOL more = Process32FirstW(all, &entry); more; more = Process32NextW(all, &entry)) {
    if (entry.th32ProcessID != GetCurrentProcessId()) look_at(entry.th32ProcessID);
  }
  /* Without it, a list that was cut short would look like one of few processes. */
  return GetLastError() == ERROR_NO_MORE_FILES ? 0 : 99;
}
