#pragma once
#include <wchar.h>

int serve(int count, wchar_t **options);
