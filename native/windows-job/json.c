#include "json.h"

#include <string.h>

#include "utf8.h"

enum { DEPTH_MAX = 32 };

typedef struct {
  const char *at;
  const char *wrong;
} Cursor;

static bool fail(Cursor *c, const char *wrong) {
  if (!c->wrong) c->wrong = wrong;
  return false;
}

static const char *after_space(const char *at) {
  while (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n') at++;
  return at;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* The code unit after "\u", or -1. */
static int32_t code_unit(const char *at) {
  int32_t unit = 0;
  for (int i = 0; i < 4; i++) {
    int digit = hex_value(at[i]);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

/* The code point of a "\uXXXX" or of a pair of them; -1 for a lone surrogate. Moves past it. */
static int32_t code_point(const char **at) {
  int32_t unit = code_unit(*at + 2);
  if (unit < 0 || (unit >= 0xDC00 && unit <= 0xDFFF)) return -1;
  *at += 6;
  if (unit < 0xD800 || unit > 0xDBFF) return unit;
  if ((*at)[0] != '\\' || (*at)[1] != 'u') return -1;
  int32_t low = code_unit(*at + 2);
  if (low < 0xDC00 || low > 0xDFFF) return -1;
  *at += 6;
  return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

static bool check_escape(Cursor *c) {
  if (c->at[1] == 'u') return code_point(&c->at) >= 0 || fail(c, "bad \\u escape");
  if (c->at[1] == '\0' || !strchr("\"\\/bfnrt", c->at[1])) return fail(c, "bad escape");
  c->at += 2;
  return true;
}

static bool check_string(Cursor *c) {
  if (*c->at != '"') return fail(c, "a string is missing");
  for (c->at++; *c->at != '"';) {
    if ((unsigned char)*c->at < 0x20) return fail(c, "a string is not closed or holds a control character");
    if (*c->at == '\\') {
      if (!check_escape(c)) return false;
      continue;
    }
    size_t length = utf8_length((const unsigned char *)c->at);
    if (length == 0) return fail(c, "not UTF-8");
    c->at += length;
  }
  c->at++;
  return true;
}

static bool check_digits(Cursor *c) {
  if (!is_digit(*c->at)) return fail(c, "a digit is missing");
  while (is_digit(*c->at)) c->at++;
  return true;
}

static bool check_number(Cursor *c) {
  if (*c->at == '-') c->at++;
  if (c->at[0] == '0' && is_digit(c->at[1])) return fail(c, "a number starts with 0");
  if (!check_digits(c)) return false;
  if (*c->at == '.') {
    c->at++;
    if (!check_digits(c)) return false;
  }
  if (*c->at != 'e' && *c->at != 'E') return true;
  c->at++;
  if (*c->at == '+' || *c->at == '-') c->at++;
  return check_digits(c);
}

static bool check_word(Cursor *c, const char *word) {
  size_t length = strlen(word);
  if (strncmp(c->at, word, length) != 0) return fail(c, "unknown word");
  c->at += length;
  return true;
}

static bool check_value(Cursor *c, int depth);

static bool check_items(Cursor *c, int depth, char close) {
  if (depth >= DEPTH_MAX) return fail(c, "nested too deeply");
  c->at = after_space(c->at + 1);
  if (*c->at == close) return c->at++, true;
  for (;;) {
    if (close == '}') {
      if (!check_string(c)) return false;
      c->at = after_space(c->at);
      if (*c->at != ':') return fail(c, "a colon is missing");
      c->at = after_space(c->at + 1);
    }
    if (!check_value(c, depth + 1)) return false;
    c->at = after_space(c->at);
    if (*c->at == close) return c->at++, true;
    if (*c->at != ',') return fail(c, "a comma is missing");
    c->at = after_space(c->at + 1);
  }
}

static bool check_value(Cursor *c, int depth) {
  switch (*c->at) {
    case '{': return check_items(c, depth, '}');
    case '[': return check_items(c, depth, ']');
    case '"': return check_string(c);
    case 't': return check_word(c, "true");
    case 'f': return check_word(c, "false");
    case 'n': return check_word(c, "null");
    default: return check_number(c);
  }
}

const char *json_check(const char *text, size_t length) {
  Cursor c = {after_space(text), NULL};
  if (!check_value(&c, 0)) return c.wrong;
  return after_space(c.at) == text + length ? NULL : "more than one value";
}

static const char *after_string(const char *at) {
  for (at++; *at != '"'; at++) {
    if (*at == '\\') at++;
  }
  return at + 1;
}

static const char *after_value(const char *at) {
  int depth = 0;
  do {
    if (*at == '"') {
      at = after_string(at);
      continue;
    }
    if (*at == '{' || *at == '[') depth++;
    if (*at == '}' || *at == ']') depth--;
    at++;
  } while (depth > 0 || !strchr(",:]} \t\r\n", *at)); /* strchr finds the final NUL too */
  return at;
}

bool json_each(Json container, Json *next, Json *key, Json *value) {
  const char *at = after_space(next->at ? next->at : container.at + 1);
  if (*at == ',') at = after_space(at + 1);
  if (*at == ']' || *at == '}') return false;
  key->at = NULL;
  if (*container.at == '{') {
    key->at = at;
    at = after_space(after_string(at));
    at = after_space(at + 1);
  }
  value->at = at;
  next->at = after_value(at);
  return true;
}

Json json_member(Json object, const char *name) {
  Json next = {NULL}, key, value;
  char text[16];
  while (object.at && *object.at == '{' && json_each(object, &next, &key, &value)) {
    if (json_text(key, text, sizeof text) >= 0 && strcmp(text, name) == 0) return value;
  }
  return (Json){NULL};
}

static int32_t short_escape(char c) {
  static const char names[] = "bfnrt", codes[] = "\b\f\n\r\t";
  const char *found = strchr(names, c);
  return found ? codes[found - names] : c;
}

int json_text(Json value, char *out, size_t capacity) {
  if (!value.at || *value.at != '"') return -1;
  size_t length = 0;
  for (const char *at = value.at + 1; *at != '"';) {
    if (length + 4 >= capacity) return -1;
    if (*at != '\\') {
      out[length++] = *at++;
    } else if (at[1] == 'u') {
      length += utf8_encode((uint32_t)code_point(&at), out + length);
    } else {
      out[length++] = (char)short_escape(at[1]);
      at += 2;
    }
  }
  out[length] = '\0';
  return strlen(out) == length ? (int)length : -1;
}

bool decimal(const char *digits, uint64_t most, uint64_t *out) {
  uint64_t number = 0;
  if (!is_digit(*digits)) return false;
  for (; is_digit(*digits); digits++) {
    uint64_t digit = (uint64_t)(*digits - '0');
    if (number > (most - digit) / 10) return false;
    number = number * 10 + digit;
  }
  *out = number;
  return *digits == '\0';
}

bool json_number(Json value, uint64_t most, uint64_t *out) {
  char digits[24];
  if (!value.at || !is_digit(*value.at)) return false;
  size_t length = (size_t)(after_value(value.at) - value.at);
  if (length >= sizeof digits) return false;
  memcpy(digits, value.at, length);
  digits[length] = '\0';
  return decimal(digits, most, out);
}
