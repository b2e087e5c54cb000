#pragma once
#include <windows.h>

#include "answer.h"

/* A FILETIME counts 100 ns. */
enum { TICKS_PER_MS = 10000 };

/* Writes "<call>: <text>" style details of a failed Win32 call into an error object. */
typedef struct {
  const char *call;
  DWORD code;
  const char *text; /* NULL: that of the system */
} Failure;

/* Notes what failed for the answer under way; always false. */
bool failed(const char *call);
bool failed_with(const char *call, DWORD code);
bool failed_nt(const char *call, LONG status);
bool refused(const char *call, const char *text);
void answer_failure(Answer *answer);

/* The text of a system error without its line end. */
size_t error_text(DWORD code, wchar_t *text, size_t capacity);

/* From system32 only: a DLL beside the helper is never taken. */
FARPROC system_call(const wchar_t *library, const char *name);
