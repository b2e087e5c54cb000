#include "request.h"

#include <stdlib.h>
#include <string.h>

enum { JOB = 1, PID = 2, BIRTH = 4, TARGETS = 8, CODE = 16, JOBS = 32, PIDS = 64, MAYBE_JOB = 128, MAYBE_BIRTH = 256, KNOWN = 512 };

static const struct {
  const char *name;
  int fields;
} ops[OP_COUNT] = {
    [OP_CREATE] = {"create", JOB},
    [OP_ASSIGN] = {"assign", JOB | PID | MAYBE_BIRTH},
    [OP_LIST] = {"list", JOBS | KNOWN},
    [OP_CONTAINS] = {"contains", MAYBE_JOB | PID},
    [OP_TABLE] = {"table", 0},
    [OP_END] = {"end", MAYBE_JOB | PID | BIRTH},
    [OP_ASK] = {"ask", TARGETS},
    [OP_SUSPEND] = {"suspend", PID | BIRTH},
    [OP_RESUME] = {"resume", PID | BIRTH},
    [OP_TERMINATE] = {"terminate", JOB | CODE},
    [OP_ACCOUNT] = {"account", JOB},
    [OP_USAGE] = {"usage", PIDS},
    [OP_KEEP] = {"keep", 0},
    [OP_CLOSE] = {"close", JOB},
};

static bool is_name_part(const char *name, size_t length) {
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  return length >= 1 && length <= NAME_PART_MAX && strspn(name, allowed) >= length;
}

static bool read_job(Json value, char *name) {
  if (json_text(value, name, NAME_CAPACITY) < 0) return false;
  size_t block = strcspn(name, "/");
  if (!is_name_part(name, block)) return false;
  return name[block] == '\0' || is_name_part(name + block + 1, strlen(name + block + 1));
}

static bool read_pid(Json value, uint32_t *pid) {
  uint64_t number = 0;
  if (!json_number(value, UINT32_MAX, &number) || number == 0) return false;
  *pid = (uint32_t)number;
  return true;
}

static bool read_birth(Json value, uint64_t *birth) {
  char text[32];
  return json_text(value, text, sizeof text) > 0 && decimal(text, UINT64_MAX, birth) && *birth > 0;
}

static bool read_code(Json value, uint32_t *code) {
  uint64_t number = 0;
  if (!json_number(value, UINT32_MAX, &number)) return false;
  *code = (uint32_t)number;
  return true;
}

static bool is_array(Json array, bool (*is_item)(Json item)) {
  Json next = {NULL}, key, value;
  if (!array.at || *array.at != '[') return false;
  while (json_each(array, &next, &key, &value)) {
    if (!is_item(value)) return false;
  }
  return true;
}

static bool is_pid(Json item) {
  uint32_t pid;
  return read_pid(item, &pid);
}

static bool is_job(Json item) {
  char name[NAME_CAPACITY];
  return read_job(item, name);
}

static int identity_order(const void *a, const void *b) {
  uint32_t left = ((const Identity *)a)->pid, right = ((const Identity *)b)->pid;
  return (left > right) - (left < right);
}

static bool read_identity(Json key, Json value, Identity *identity) {
  char pid[16];
  uint64_t number = 0;
  if (json_text(key, pid, sizeof pid) < 0 || !decimal(pid, UINT32_MAX, &number)) return false;
  identity->pid = (uint32_t)number;
  return read_birth(value, &identity->birth);
}

static bool read_identities(Json object, Request *request) {
  Json next = {NULL}, key, value;
  size_t count = 0;
  if (!object.at || *object.at != '{') return false;
  while (json_each(object, &next, &key, &value)) count++;
  request->identities = calloc(count + 1, sizeof *request->identities);
  if (!request->identities) return false;
  for (next.at = NULL; json_each(object, &next, &key, &value); request->identity_count++) {
    if (!read_identity(key, value, &request->identities[request->identity_count])) return false;
  }
  qsort(request->identities, count, sizeof *request->identities, identity_order);
  return true;
}

const Identity *request_find(const Request *request, uint32_t pid) {
  Identity wanted = {pid, 0};
  if (request->identity_count == 0) return NULL;
  return bsearch(&wanted, request->identities, request->identity_count, sizeof wanted, identity_order);
}

static const char *read_fields(Json line, int fields, Request *request) {
  Json job = json_member(line, "job"), birth = json_member(line, "birth"), known = json_member(line, "known");
  bool wants_job = (fields & JOB) || ((fields & MAYBE_JOB) && job.at);
  bool wants_birth = (fields & BIRTH) || ((fields & MAYBE_BIRTH) && birth.at);
  request->jobs = json_member(line, "jobs");
  request->pids = json_member(line, "pids");
  if (wants_job && !read_job(job, request->job)) return "job: a job's name is wanted";
  if ((fields & PID) && !read_pid(json_member(line, "pid"), &request->target.pid)) return "pid: a PID is wanted";
  if (wants_birth && !read_birth(birth, &request->target.birth)) return "birth: decimal digits in a string are wanted";
  if ((fields & CODE) && !read_code(json_member(line, "code"), &request->code)) return "code: an exit code is wanted";
  if ((fields & JOBS) && !is_array(request->jobs, is_job)) return "jobs: an array of names is wanted";
  if ((fields & PIDS) && !is_array(request->pids, is_pid)) return "pids: an array of PIDs is wanted";
  if ((fields & KNOWN) && known.at && !read_identities(known, request)) return "known: births by PID are wanted";
  if ((fields & TARGETS) && !read_identities(json_member(line, "targets"), request)) return "targets: births by PID are wanted";
  return NULL;
}

const char *request_read(const char *text, size_t length, Request *request) {
  char name[16];
  memset(request, 0, sizeof *request);
  const char *wrong = json_check(text, length);
  if (wrong) return wrong;
  Json line = {text + strspn(text, " \t\r\n")};
  if (*line.at != '{') return "an object is wanted";
  request->has_id = json_number(json_member(line, "id"), (uint64_t)1 << 53, &request->id);
  if (!request->has_id) return "id: a whole number is wanted";
  if (json_text(json_member(line, "op"), name, sizeof name) < 0) return "op: a name is wanted";
  while (request->op < OP_COUNT && strcmp(ops[request->op].name, name) != 0) request->op++;
  return request->op < OP_COUNT ? read_fields(line, ops[request->op].fields, request) : "op: unknown";
}

void request_free(Request *request) {
  free(request->identities);
  request->identities = NULL;
}

static void add(Lines *lines, const char *bytes, size_t length) {
  if (lines->too_long || length > LINE_MAX_BYTES - lines->length) {
    lines->too_long = true;
    return;
  }
  memcpy(lines->bytes + lines->length, bytes, length);
  lines->length += length;
}

void lines_feed(Lines *lines, const char *bytes, size_t length, void (*take)(const char *line, size_t length)) {
  while (length > 0) {
    const char *end = memchr(bytes, '\n', length);
    size_t part = end ? (size_t)(end - bytes) : length;
    add(lines, bytes, part);
    if (!end) return;
    lines->bytes[lines->length] = '\0';
    take(lines->too_long ? NULL : lines->bytes, lines->length);
    lines->length = 0;
    lines->too_long = false;
    bytes += part + 1;
    length -= part + 1;
  }
}
