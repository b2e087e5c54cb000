#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A place in a line that json_check has passed; `at` is NULL for what is absent. Nothing is copied or allocated. */
typedef struct {
  const char *at;
} Json;

/* NULL, or what is wrong. The text must end with a NUL, which is no part of the length. */
const char *json_check(const char *text, size_t length);

Json json_member(Json object, const char *key);

/* Steps through an array or an object: start with `next` empty. `key` is absent in an array. */
bool json_each(Json container, Json *next, Json *key, Json *value);

/* The length of the decoded string, or -1 if the value is no string or needs more than `capacity` with its NUL. */
int json_text(Json value, char *out, size_t capacity);

/* Only whole numbers from 0 to `most`, written without fraction or exponent. */
bool json_number(Json value, uint64_t most, uint64_t *out);

bool decimal(const char *digits, uint64_t most, uint64_t *out);
