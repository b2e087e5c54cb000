#pragma once
#include <stdbool.h>
#include <windows.h>

typedef struct {
  const wchar_t *path;
  const wchar_t *line;
  bool inherits;
  DWORD flags;
  STARTUPINFOW *startup;
} Launch;

/* CreateProcessW; after a failure GetLastError says why. */
bool launch(const Launch *what, PROCESS_INFORMATION *child);
