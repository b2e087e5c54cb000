#pragma once
#include <stddef.h>
#include <stdint.h>

/* The length of the well-formed sequence here, 0 if there is none. */
size_t utf8_length(const unsigned char *s);
/* Writes at most 4 bytes; gives how many. */
size_t utf8_encode(uint32_t point, char *out);
