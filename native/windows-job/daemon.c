#include "daemon.h"

#include "launch.h"

enum { REST_MS = 30000, PATH_CAPACITY = 32768 };

/* Without a console: a new one would come with a window. */
int start_daemon(void) {
  static wchar_t path[PATH_CAPACITY];
  STARTUPINFOW startup = {.cb = sizeof startup};
  PROCESS_INFORMATION child;
  GetModuleFileNameW(NULL, path, PATH_CAPACITY);
  if (!launch(&(Launch){path, L"panetree-job rest", false, DETACHED_PROCESS, &startup}, &child)) return 1;
  CloseHandle(child.hThread);
  CloseHandle(child.hProcess);
  return 0;
}

int rest(void) {
  Sleep(REST_MS);
  return 0;
}
