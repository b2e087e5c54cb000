#pragma once
#include <wchar.h>

enum { WORD_CAPACITY = 32768 };

/*
 * Copies the first word of a command line, without its quotes, and returns where the next one starts. By the rule for
 * program names: a quote opens or closes, a backslash is a backslash.
 */
const wchar_t *word(const wchar_t *line, wchar_t *out);
