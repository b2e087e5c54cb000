#include "launch.h"

#include <stdlib.h>
#include <wchar.h>

/* ERROR_INTERNAL_ERROR is Wine's answer, now and then, for a process that died before its first instruction. */
enum { ATTEMPTS = 3, RETRY_MS = 50 };

bool launch(const Launch *what, PROCESS_INFORMATION *child) {
  wchar_t *line = _wcsdup(what->line); /* CreateProcessW writes into it */
  DWORD code = ERROR_INTERNAL_ERROR;
  bool started = false;
  for (int attempt = 0; code == ERROR_INTERNAL_ERROR && attempt < ATTEMPTS; attempt++) {
    if (attempt > 0) Sleep(RETRY_MS);
    started = CreateProcessW(what->path, line, NULL, NULL, what->inherits, what->flags, NULL, NULL, what->startup, child);
    code = started ? 0 : GetLastError();
  }
  free(line);
  SetLastError(code);
  return started;
}
