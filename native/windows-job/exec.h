#pragma once
#include <wchar.h>

/* `line` is the command line from the job's name on. */
int exec(const wchar_t *line);
