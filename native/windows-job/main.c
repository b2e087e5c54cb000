#include <stdio.h>
#include <windows.h>

#include "console.h"
#include "daemon.h"
#include "exec.h"
#include "serve.h"
#include "words.h"

/* mingw's start-up code would expand * and ? in our own arguments. */
int _dowildcard = 0;

/* What is executed is passed on as it was written, never split and quoted again. */
static const wchar_t *after_words(const wchar_t *line, int count) {
  static wchar_t ignored[WORD_CAPACITY];
  while (count-- > 0) line = word(line, ignored);
  return line;
}

int wmain(int count, wchar_t **arguments) {
  if (count >= 2 && wcscmp(arguments[1], L"serve") == 0) return serve(count - 2, arguments + 2);
  if (count >= 2 && wcscmp(arguments[1], L"exec") == 0) return exec(after_words(GetCommandLineW(), 2));
  if (count == 2 && wcscmp(arguments[1], L"interrupt") == 0) return send_events(CTRL_C_EVENT);
  if (count == 2 && wcscmp(arguments[1], L"break") == 0) return send_events(CTRL_BREAK_EVENT);
  if (count == 2 && wcscmp(arguments[1], L"daemon") == 0) return start_daemon();
  if (count == 2 && wcscmp(arguments[1], L"rest") == 0) return rest();
  fputs("usage: panetree-job serve [--on-host-exit kill|keep]\n"
        "       panetree-job exec <job> [--] <file> <arguments...>\n"
        "       panetree-job interrupt|break|daemon|rest\n", stderr);
  return 2;
}
