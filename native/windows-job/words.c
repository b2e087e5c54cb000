#include "words.h"

#include <stdbool.h>

static bool is_blank(wchar_t c) { return c == L' ' || c == L'\t'; }

const wchar_t *word(const wchar_t *line, wchar_t *out) {
  bool quoted = false;
  size_t length = 0;
  for (; *line && (quoted || !is_blank(*line)); line++) {
    if (*line == L'"') quoted = !quoted;
    else if (length < WORD_CAPACITY - 1) out[length++] = *line;
  }
  out[length] = L'\0';
  while (is_blank(*line)) line++;
  return line;
}
