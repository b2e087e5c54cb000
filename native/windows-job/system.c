#include "system.h"

#include <winternl.h>

/* Only the thread that answers requests fails. */
static Failure failure;

bool failed_with(const char *call, DWORD code) {
  failure = (Failure){call, code, NULL};
  return false;
}

bool failed_nt(const char *call, LONG status) { return failed_with(call, RtlNtStatusToDosError(status)); }

bool failed(const char *call) { return failed_with(call, GetLastError()); }

bool refused(const char *call, const char *text) {
  failure = (Failure){call, 0, text};
  return false;
}

size_t error_text(DWORD code, wchar_t *text, size_t capacity) {
  DWORD flags = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  size_t length = FormatMessageW(flags, NULL, code, 0, text, (DWORD)capacity, NULL);
  while (length > 0 && (text[length - 1] == L'\n' || text[length - 1] == L'\r' || text[length - 1] == L' ')) length--;
  text[length] = L'\0';
  return length;
}

void answer_failure(Answer *answer) {
  wchar_t text[512] = L"";
  answer_add(answer, ",\"ok\":false,\"error\":{\"call\":");
  answer_string(answer, failure.call);
  answer_add(answer, ",\"code\":");
  answer_number(answer, failure.code);
  answer_add(answer, ",\"text\":");
  if (failure.text) answer_string(answer, failure.text);
  else answer_utf16(answer, (const uint16_t *)text, error_text(failure.code, text, 512));
  answer_add(answer, "}");
}

FARPROC system_call(const wchar_t *library, const char *name) {
  HMODULE module = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
  return module ? GetProcAddress(module, name) : NULL;
}
