#include "answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

enum { KEPT_CAPACITY = 1 << 18 };

static void put(Answer *answer, const char *bytes, size_t length) {
  if (answer->length + length > answer->capacity) {
    size_t capacity = (answer->length + length) * 2;
    char *grown = realloc(answer->bytes, capacity);
    if (!grown) abort(); /* the jobs end with us: nothing is left running that nobody tracks */
    answer->bytes = grown;
    answer->capacity = capacity;
  }
  memcpy(answer->bytes + answer->length, bytes, length);
  answer->length += length;
}

void answer_add(Answer *answer, const char *text) { put(answer, text, strlen(text)); }

void answer_number(Answer *answer, uint64_t number) {
  char digits[24], *at = digits + sizeof digits;
  *--at = '\0';
  do *--at = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  answer_add(answer, at);
}

void answer_field(Answer *answer, const char *name, uint64_t number) {
  answer_add(answer, ",\"");
  answer_add(answer, name);
  answer_add(answer, "\":");
  answer_number(answer, number);
}

static void put_escaped(Answer *answer, char c) {
  char escape[8];
  if (c == '"' || c == '\\') {
    put(answer, (char[]){'\\', c}, 2);
  } else if ((unsigned char)c < 0x20) {
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)c);
    answer_add(answer, escape);
  } else {
    put(answer, &c, 1);
  }
}

void answer_string(Answer *answer, const char *text) {
  answer_add(answer, "\"");
  for (; *text; text++) put_escaped(answer, *text);
  answer_add(answer, "\"");
}

static void put_point(Answer *answer, uint32_t point) {
  char bytes[4];
  if (point < 0x80) put_escaped(answer, (char)point);
  else put(answer, bytes, utf8_encode(point, bytes));
}

void answer_utf16(Answer *answer, const uint16_t *text, size_t length) {
  answer_add(answer, "\"");
  for (size_t i = 0; i < length; i++) {
    uint32_t unit = text[i];
    bool high = unit >= 0xD800 && unit <= 0xDBFF, surrogate = unit >= 0xD800 && unit <= 0xDFFF;
    if (high && i + 1 < length && text[i + 1] >= 0xDC00 && text[i + 1] <= 0xDFFF) {
      put_point(answer, 0x10000 + ((unit - 0xD800) << 10) + (uint32_t)(text[++i] - 0xDC00));
    } else {
      put_point(answer, surrogate ? 0xFFFD : unit);
    }
  }
  answer_add(answer, "\"");
}

void answer_cut(Answer *answer, size_t length) {
  answer->length = length;
  if (length == 0 && answer->capacity > KEPT_CAPACITY) {
    free(answer->bytes);
    *answer = (Answer){0};
  }
}
