#pragma once
#include "json.h"

enum { LINE_MAX_BYTES = 1 << 20, NAME_PART_MAX = 200, NAME_CAPACITY = 2 * NAME_PART_MAX + 6 };

typedef enum {
  OP_CREATE, OP_ASSIGN, OP_LIST, OP_CONTAINS, OP_TABLE, OP_END, OP_ASK, OP_SUSPEND, OP_RESUME,
  OP_TERMINATE, OP_ACCOUNT, OP_USAGE, OP_KEEP, OP_CLOSE, OP_COUNT
} Op;

typedef struct {
  uint32_t pid;
  uint64_t birth; /* 0: not given */
} Identity;

typedef struct {
  Op op;
  bool has_id;
  uint64_t id;
  char job[NAME_CAPACITY]; /* "": not given */
  Identity target;
  uint32_t code;
  Json jobs;
  Json pids;
  Identity *identities; /* `known` or `targets`, sorted by PID */
  size_t identity_count;
} Request;

/* NULL, or what is wrong; `has_id` and `id` are set wherever they could be read. The line needs a NUL behind it. */
const char *request_read(const char *line, size_t length, Request *request);
void request_free(Request *request);

/* NULL where the PID is not among the identities. */
const Identity *request_find(const Request *request, uint32_t pid);

/* Cuts what arrives into lines. */
typedef struct {
  size_t length;
  bool too_long;
  char bytes[LINE_MAX_BYTES + 1];
} Lines;

/* A line that was too long is handed over as NULL, and skipped to its end. */
void lines_feed(Lines *lines, const char *bytes, size_t length, void (*take)(const char *line, size_t length));
