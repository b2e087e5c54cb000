#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A line on its way out. Grows; a failed answer is cut back and replaced by its error. */
typedef struct {
  char *bytes;
  size_t length;
  size_t capacity;
} Answer;

void answer_add(Answer *answer, const char *text);
void answer_number(Answer *answer, uint64_t number);
/* `,"name":number` */
void answer_field(Answer *answer, const char *name, uint64_t number);
/* Quoted and escaped, from UTF-8 that is well formed. */
void answer_string(Answer *answer, const char *text);
/* Quoted and escaped, from UTF-16; what is half a surrogate pair becomes U+FFFD. */
void answer_utf16(Answer *answer, const uint16_t *text, size_t length);
/* Cuts back to `length`, and gives back what a long answer took. */
void answer_cut(Answer *answer, size_t length);
